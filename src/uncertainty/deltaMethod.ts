import { reportParameters } from "../models/bnsl/report.js";
import { applyTies } from "../solver/ties.js";
import type { FittedCurve } from "./fittedCurve.js";
import type { QuantitySpec } from "./quantities.js";

/** relative step of the central differences: their error and rounding are some 1e-10 */
const DIFFERENCE = 1e-5;

/** √(gᵀ·Cov·g) of a quantity, its gradient by the internal parameters by central differences. */
export function deltaError(
  { problem, plan, p, linearisation }: FittedCurve,
  spec: QuantitySpec,
): number | null {
  const gradient = new Float64Array(p.length);
  for (const k of linearisation.free) {
    const step = DIFFERENCE * Math.max(1, Math.abs(p[k]));
    const valueAt = (move: number) => {
      const moved = p.slice();
      moved[k] += move;
      applyTies(problem, moved);
      return spec.value(reportParameters(moved, problem.breaks, problem.sign, plan.scaling));
    };
    gradient[k] = (valueAt(step) - valueAt(-step)) / (2 * step);
  }
  return gradient.every(Number.isFinite) ? linearisation.standardError(gradient) : null;
}
