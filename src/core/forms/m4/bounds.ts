import { InputError } from "../../errors.js";
import type { ScaledPoints } from "../../problem/scaling.js";
import type { FitOptions } from "../../types.js";
import type { TiedBounds } from "../bounds.js";

const LARGEST_EXPONENT = 20;
/** α → 0 is M2, α → ∞ an exponential in place of (ε0 − y)^α */
const ALPHA: readonly [number, number] = [1e-6, 1e3];
/** ε∞ lies below the geometric mean of y, ε0 above it: so far at least, as a share of it */
const LEAST_GAP = 1e-6;
const LARGEST_FACTOR = 1e3;

/**
 * c in [0, 20], 0 ≤ ε∞ < the geometric mean of y < ε0 ≤ a thousand times the largest y, α in [10⁻⁶, 10³]. The original
 * estimator also bounds ε0 by 1 where y is an error rate; what y is, a table does not say.
 *
 * @throws InputError under another objective than log
 */
export function m4Bounds(points: ScaledPoints, options: FitOptions): TiedBounds {
  if (options.objective !== "log") {
    throw new InputError(`m4 is fitted to ln y: the objective "${options.objective}" is for bnsl alone`);
  }
  const largest = points.y.reduce((most, y) => Math.max(most, y), 0);
  const top = largest * LARGEST_FACTOR;
  return {
    lo: Float64Array.of(-Infinity, 0, 0, Math.log1p(LEAST_GAP), Math.log(ALPHA[0])),
    hi: Float64Array.of(Infinity, LARGEST_EXPONENT, 1 - LEAST_GAP, Math.log(top), Math.log(ALPHA[1])),
    ties: [],
  };
}
