import { incompleteBeta } from "./binomial.js";
import { normalCdf, normalQuantile } from "./normal.js";

/**
 * The t with P(T ≤ t) = p for Student's t with so many degrees of freedom (≥ 1, not necessarily whole), to about 1e-9:
 * ∓Infinity at p = 0 and 1, NaN outside or with less freedom.
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(freedom >= 1) || !(p >= 0 && p <= 1)) return NaN;
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const tail = Math.min(p, 1 - p);
  const size = freedom >= NEARLY_NORMAL ? expansion(-normalQuantile(tail), freedom) : bisection(tail, freedom);
  return p < 0.5 ? -size : size;
}

/** P(T ≤ t) for Student's t with so many degrees of freedom (> 0); Infinity: the normal distribution's. */
export function studentCdf(t: number, freedom: number): number {
  if (freedom === Infinity) return normalCdf(t);
  if (!Number.isFinite(t)) return t < 0 ? 0 : t > 0 ? 1 : NaN;
  return t < 0 ? upperTail(-t, freedom) : 1 - upperTail(t, freedom);
}

/** from here on the expansion's next term is below 1e-11 for |z| up to 7 */
const NEARLY_NORMAL = 1e4;

/** Cornish and Fisher: Abramowitz & Stegun 26.7.5, to the third order in 1/ν. */
function expansion(z: number, freedom: number): number {
  const s = z * z;
  const first = (z * (s + 1)) / 4;
  const second = (z * ((5 * s + 16) * s + 3)) / 96;
  const third = (z * (((3 * s + 19) * s + 17) * s - 15)) / 384;
  return z + (first + (second + third / freedom) / freedom) / freedom;
}

function bisection(tail: number, freedom: number): number {
  let lo = 0;
  let hi = 1;
  while (hi < Infinity && upperTail(hi, freedom) > tail) [lo, hi] = [hi, 2 * hi];
  for (;;) {
    const middle = lo + (hi - lo) / 2;
    if (middle <= lo || middle >= hi) return middle;
    if (upperTail(middle, freedom) > tail) lo = middle;
    else hi = middle;
  }
}

/** P(T > t), t ≥ 0. */
function upperTail(t: number, freedom: number): number {
  const ratio = (t / freedom) * t;
  return incompleteBeta(1 / (1 + ratio), freedom / 2, 0.5, ratio / (1 + ratio)) / 2;
}
