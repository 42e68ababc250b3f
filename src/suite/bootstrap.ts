import { philox4x32, seedKey, uniform } from "../core/random/philox.js";

/** What resampling says of the mean of some differences. */
export interface Bootstrap {
  /** from 2.5 to 97.5 % of the resamples' means */
  readonly interval: readonly [number, number];
  /** share of resamples whose mean is below 0; means of exactly 0 count half */
  readonly shareBelow: number;
}

const TAIL = 0.025;
/** Sets the draws apart from those of any other use of the generator under the same seed. */
const PURPOSE = 0x626f6f74;

/**
 * Percentile bootstrap of the mean. Which differences a resample holds depends on its number, their count and the seed
 * alone, so that all pairs of forms over the same curves meet the same resamples, and A against B is the exact mirror of
 * B against A. At least one difference and one resample.
 */
export function bootstrapMean(differences: readonly number[], resamples: number, seed: number): Bootstrap {
  const key = seedKey(seed);
  const means = Float64Array.from({ length: resamples }, (_, i) => resampledMean(differences, i, key)).sort();
  const below = means.filter((mean) => mean < 0).length;
  const zero = means.filter((mean) => mean === 0).length;
  return { interval: [fromBelow(means), fromAbove(means)], shareBelow: (below + zero / 2) / resamples };
}

function resampledMean(differences: readonly number[], resample: number, key: readonly [number, number]): number {
  const n = differences.length;
  let sum = 0;
  for (let block = 0; 4 * block < n; block++) {
    const words = philox4x32([resample, block, n, PURPOSE], key);
    for (let k = 0; k < 4 && 4 * block + k < n; k++) sum += differences[Math.floor(uniform(words[k]) * n)];
  }
  return sum / n;
}

/** The tail's quantile, linear between neighbours. */
function fromBelow(sorted: Float64Array): number {
  const { at, part } = tailPosition(sorted.length);
  return sorted[at] + part * (sorted[Math.min(at + 1, sorted.length - 1)] - sorted[at]);
}

/** The same counted from the other end: computed as its mirror image, it is one to the last digit. */
function fromAbove(sorted: Float64Array): number {
  const { at, part } = tailPosition(sorted.length);
  const last = sorted.length - 1;
  return sorted[last - at] + part * (sorted[Math.max(last - at - 1, 0)] - sorted[last - at]);
}

function tailPosition(count: number): { at: number; part: number } {
  const position = TAIL * (count - 1);
  return { at: Math.floor(position), part: position - Math.floor(position) };
}
