import { bnslForm } from "../core/forms/bnsl/form.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import type { Problem } from "../core/problem/problem.js";
import { freshState } from "../core/solver/polish.js";
import type { FittedCurve } from "./fittedCurve.js";

/** places of an added break, as shares of the data's range in ln x, and its sharpness */
const ADDED_PLACES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const ADDED_SHARPNESS = [0.05, 0.5];

/**
 * Where the search of the alternative starts: the fit with one more break, of no effect yet, at places over the data; and
 * the curve's own fit with as many breaks, where it has one.
 */
export function originsWithBreak(
  { problem, p }: FittedCurve,
  alternative: Problem,
  fitted: Float64Array | null,
): Float64Array[] {
  const { u } = problem;
  const n = problem.breaks;
  const width = u[u.length - 1] - u[0];
  const at = bnslForm.asymptoteIndex(n);
  const added = ADDED_PLACES.flatMap((share) =>
    ADDED_SHARPNESS.map((f) => {
      const values = [
        ...p.subarray(0, at),
        0,
        ...p.subarray(at, at + 1 + n),
        u[0] + share * width,
        ...p.subarray(at + 1 + n),
        Math.log(f),
      ];
      return freshState(alternative, Float64Array.from(values), 1).p;
    }),
  );
  return fitted ? [fitted, ...added] : added;
}

/** The break of the alternative without which its others are nearest to those of the null; in units of x. */
export function addedBreak({ law, plan }: FittedCurve, { breaks, sign }: Problem, p: Float64Array): number {
  const { d } = reportParameters(p, breaks, sign, plan.scaling);
  const places = [...d].sort((one, other) => one - other);
  const known = [...law.d].sort((one, other) => one - other);
  const distance = (left: number) =>
    places.filter((_, i) => i !== left).reduce((sum, place, i) => sum + Math.abs(Math.log(place / known[i])), 0);
  const distances = places.map((_, left) => distance(left));
  return places[distances.indexOf(Math.min(...distances))];
}
