import { bnslForm } from "../forms/bnsl/form.js";
import { freeParameters, planCurve, planProblem, signsOf } from "../plan.js";
import { InputError } from "../errors.js";
import type { Curve, FitOptions, FitRow } from "../types.js";
import { Status } from "../status.js";

/** Whether the f32 of a GPU may be why a row has no fit. */
export function mayFitOnCpu({ status, engine }: Pick<FitRow, "status" | "engine">): boolean {
  return status === Status.NonFinite && engine !== "cpu";
}

/**
 * Distinct training x that a law with so many breaks needs: one more than it has free parameters. Null where the options
 * leave none to count.
 */
export function distinctNeeded(breaks: number, options: FitOptions): number | null {
  const plan = planCurve(WIDE, 0, options);
  const counts = signsOf(options).flatMap((sign) => {
    try {
      return freeParameters(planProblem(bnslForm, plan, breaks, sign, options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return [];
    }
  });
  return counts.length === 0 ? null : Math.min(...counts) + 1;
}

/** How many parameters are free does not depend on the curve; of this one no default bound excludes a tie. */
const WIDE: Curve = {
  key: [],
  x: Float64Array.of(1e-300, 1e300),
  y: Float64Array.of(1, 1),
  weight: Float64Array.of(1, 1),
  train: Uint8Array.of(1, 1),
  skippedRows: 0,
};
