import { InputError } from "../../errors.js";
import type { ScaledPoints, Scaling } from "../../problem/scaling.js";
import type { FitOptions } from "../../types.js";
import type { TiedBounds } from "../bounds.js";

const LARGEST_EXPONENT = 20;
const ALPHA: readonly [number, number] = [1e-4, 20];
/** ε0 lies at least so far above the largest y, as a share of it */
const LEAST_GAP = 1e-6;
/** what a y ≤ 1 everywhere is taken for: an error rate, whose random guess the original bounds by this */
const ERROR_RATE_LIMIT = 1.001;
const LARGEST_FACTOR = 1e3;

/**
 * c in [0, 20], 0 ≤ ε∞ < the largest y, α in [10⁻⁴, 20]; ε0 above the largest y, and up to 1.001 where no training y
 * exceeds 1, as in the original estimator for error rates, else up to a thousand times the largest y.
 *
 * @throws InputError under another objective than log
 */
export function m4Bounds(points: ScaledPoints, { scale }: Scaling, options: FitOptions): TiedBounds {
  if (options.objective !== "log") {
    throw new InputError(`m4 is fitted to ln y: the objective "${options.objective}" is for bnsl alone`);
  }
  const largest = points.y.reduce((most, y) => Math.max(most, y), 0);
  const top = largest * scale <= 1 ? ERROR_RATE_LIMIT / scale : largest * LARGEST_FACTOR;
  return {
    lo: Float64Array.of(-Infinity, 0, 0, Math.log(largest * (1 + LEAST_GAP)), Math.log(ALPHA[0])),
    hi: Float64Array.of(
      Infinity,
      LARGEST_EXPONENT,
      largest * (1 - LEAST_GAP),
      Math.log(top),
      Math.log(ALPHA[1]),
    ),
    ties: [],
  };
}
