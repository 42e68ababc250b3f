import type { Problem } from "../problem/problem.js";
import { Status } from "../status.js";

/** A polish that ran out of iterations has not converged, whatever it stands on. */
export function finalStatus(status: number, onBound: boolean): Status {
  if (status < 0) return Status.MaxIterations;
  return onBound ? Status.AtBound : status === Status.AtBound ? Status.ConvergedGradient : (status as Status);
}

/** The names of the free parameters that stand on a bound, in the order of the parameters. */
export function namesAtBound(problem: Problem, p: Float64Array, names: readonly string[]): string[] {
  return names.filter((_, k) => problem.lo[k] < problem.hi[k] && (p[k] <= problem.lo[k] || p[k] >= problem.hi[k]));
}
