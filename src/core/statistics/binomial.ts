import { betaQuantile } from "./beta.js";

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
