import { away, logGamma } from "./gamma.js";

/**
 * The exact interval of Clopper & Pearson (1934) for a probability of which `successes` of `trials` are known: each end is
 * the probability under which so many or more (or fewer) have probability (1 − level)/2. All of [0, 1] without trials.
 */
export function clopperPearson(successes: number, trials: number, level: number): [lo: number, hi: number] {
  const tail = (1 - level) / 2;
  const failures = trials - successes;
  // both as quantiles of small p: 1 − tail would lose digits
  const lo = successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1);
  const hi = failures === 0 ? 1 : 1 - betaQuantile(tail, failures, successes + 1);
  return [lo, hi];
}

/**
 * The regularised incomplete beta function I_x(a, b) = P(B ≤ x) of a beta variable, a, b > 0 and 0 ≤ x ≤ 1. `y` is 1 − x,
 * given by a caller who has it more exactly than by subtraction. Relative accuracy 1e-11, or 1e-9 with a or b of 1e5, in
 * the small tail too. Continued fraction after DLMF 8.17.22, by the modified Lentz method.
 */
export function incompleteBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (x <= 0 || y <= 0) return x <= 0 ? 0 : 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b));
  // the fraction converges fast below the mean; above it the other tail is summed
  return x <= (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(y, b, a)) / b;
}

/** The x with I_x(a, b) = p, to the last digit that the function itself gives: bisection. */
export function betaQuantile(p: number, a: number, b: number): number {
  let lo = 0;
  let hi = 1;
  for (;;) {
    const middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) return middle;
    if (incompleteBeta(middle, a, b) < p) lo = middle;
    else hi = middle;
  }
}

const MOST_TERMS = 100_000;

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= c * d;
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
