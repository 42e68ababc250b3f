import { median } from "../statistics/median.js";

/** What the fits of a group agree on: the asymptote as a share of the smallest y, the exponent, and ln f. */
export type Shape = readonly [asymptoteShare: number, exponent: number, logSharpness: number];

/** Median and spread of each part of the shapes of a group. */
export interface GroupPrior {
  readonly mean: Shape;
  readonly deviation: Shape;
}

/** No group is so much of one mind that it leaves a curve no room. */
const LEAST_DEVIATION: Shape = [0.05, 0.05, 0.2];
/** MAD of a normal distribution to its standard deviation */
const MAD_TO_DEVIATION = 1.4826;
const LEAST_CURVES = 3;

/** Medians and 1.4826·MAD, which a few odd curves do not move; null for fewer than three curves. */
export function groupPrior(shapes: readonly Shape[]): GroupPrior | null {
  if (shapes.length < LEAST_CURVES) return null;
  const parts = [0, 1, 2].map((part) => shapes.map((shape) => shape[part]));
  const mean = parts.map(median);
  const deviation = parts.map((values, part) => {
    const spread = MAD_TO_DEVIATION * median(values.map((v) => Math.abs(v - mean[part])));
    return Math.max(spread, LEAST_DEVIATION[part]);
  });
  return { mean: asShape(mean), deviation: asShape(deviation) };
}

function asShape([asymptoteShare, exponent, logSharpness]: readonly number[]): Shape {
  return [asymptoteShare, exponent, logSharpness];
}
