import { sigmoid, softplus } from "../softplus.js";

const MOST_STEPS = 60;
const ROUNDING = 1e-15;

/**
 * The logit v of the share w of the excess that is left: the root of ln w − α·ln(1 − w) = T, α > 0.
 *
 * In v the left side is α·softplus(v) − softplus(−v): rising, with slope between 1 and α, concave for α < 1 and
 * convex for α > 1. Newton's method from the asymptote on T's side (T, or T/α) stands on the side of the root from
 * which it cannot overshoot. Twin of `excess_logit` in `shaders/models/m4.wgsl`.
 */
export function excessLogit(t: number, alpha: number): number {
  let v = t < 0 ? t : t / alpha;
  for (let i = 0; i < MOST_STEPS; i++) {
    const w = sigmoid(v);
    const step = (t - (alpha * softplus(v) - softplus(-v))) / (1 - w + alpha * w);
    v += step;
    if (!(Math.abs(step) > ROUNDING * (1 + Math.abs(v)))) break;
  }
  return v;
}
