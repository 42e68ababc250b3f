import { reportParameters } from "../core/forms/bnsl/report.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { applyTies } from "../core/solver/ties.js";
import type { QuantitySpec } from "./quantities.js";
import type { FittedCurve } from "./sample.js";

/** relative step of the central differences: their error and rounding are some 1e-10 */
const DIFFERENCE = 1e-5;

/** How far each parameter is moved to see whether a quantity moves, and by what share of itself it has to. */
const NUDGE = 1e-2;
const MOVED = 1e-12;

/**
 * Whether no parameter that may move moves a quantity: it is fixed, tied to what is, or made of such alone (c0 + c1 with
 * c1 tied to −c0). Not asked of reach, which has steps.
 */
export function isFixed(fit: FittedCurve, spec: QuantitySpec): boolean {
  const { lo, hi } = fit.problem;
  const at = spec.reported(fit.law);
  if (spec.quantity === "reach" || !Number.isFinite(at)) return false;
  const stays = (k: number, step: number) => {
    const here = spec.reported(lawMoved(fit, k, 0));
    return Math.abs(spec.reported(lawMoved(fit, k, step)) - here) <= MOVED * Math.abs(here);
  };
  return [...fit.p.keys()].every((k) => {
    const step = NUDGE * Math.max(1, Math.abs(fit.p[k]));
    return !(lo[k] < hi[k]) || (stays(k, step) && stays(k, -step));
  });
}

/** √(gᵀ·Cov·g) of a quantity, its gradient by the internal parameters by central differences. */
export function deltaError(fit: FittedCurve, spec: QuantitySpec): number | null {
  const { p, linearisation } = fit;
  const gradient = new Float64Array(p.length);
  for (const k of linearisation.free) {
    const step = DIFFERENCE * Math.max(1, Math.abs(p[k]));
    const valueAt = (move: number) => spec.value(lawMoved(fit, k, move));
    gradient[k] = (valueAt(step) - valueAt(-step)) / (2 * step);
  }
  return gradient.every(Number.isFinite) ? linearisation.standardError(gradient) : null;
}

/** The law with one internal parameter moved, and what is tied to it. */
function lawMoved({ problem, plan, p }: FittedCurve, k: number, move: number): BnslParameters {
  const moved = p.slice();
  moved[k] += move;
  applyTies(problem, moved);
  return reportParameters(moved, problem.breaks, problem.sign, plan.scaling);
}
