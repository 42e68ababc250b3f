import { bnsl, logDistance, type BnslParameters } from "../forms/evaluate.js";

/** A part of a range of x over which y goes one way. */
export interface Run {
  /** ln x where it begins and ends; between two runs y turns */
  readonly from: number;
  readonly to: number;
  /** of y itself, not of |y − a|; 0: y is the same double at both ends */
  readonly direction: -1 | 0 | 1;
}

type Sample = readonly [u: number, slope: number];

/** Of the whole range of y, and of y itself: a way back and forth that no one sees on any axes is no turn. */
const SMALL = 1e-4;

/**
 * Which way y goes between its turns, where the slope of |y − a| is 0; turns of less than 1e-4 of y, and of what y
 * goes through in all, are passed over, so that a run's direction is that of y from its one end to its other.
 *
 * @param samples ln x and slope, ascending, dense enough that no two turns lie between neighbours
 * @param slope what they are samples of
 */
export function runsOf(law: BnslParameters, samples: readonly Sample[], slope: (u: number) => number): Run[] {
  const turns = turnsAmong(samples, slope);
  const all = [samples[0][0], ...turns, samples[samples.length - 1][0]];
  const heights = heightsAt(law, all);
  const kept = withoutSmall(heights);
  return kept.slice(1).map((at, i) => ({
    from: all[kept[i]],
    to: all[at],
    direction: Math.sign(heights[at] - heights[kept[i]]) as Run["direction"],
  }));
}

function turnsAmong(samples: readonly Sample[], slope: (u: number) => number): number[] {
  const sloping = samples.filter(([, each]) => each !== 0);
  return sloping.slice(1).flatMap(([u, here], i) => {
    const [before, was] = sloping[i];
    return here > 0 === was > 0 ? [] : [zeroBetween(slope, before, u)];
  });
}

/** By bisection, to the last digit. */
function zeroBetween(slope: (u: number) => number, lo: number, hi: number): number {
  const rising = slope(hi) > 0;
  for (;;) {
    const middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) return hi;
    if (slope(middle) > 0 === rising) hi = middle;
    else lo = middle;
  }
}

/** y, or its logarithm with the sign of b where y is beyond a double: turns are ordered alike. */
function heightsAt(law: BnslParameters, places: readonly number[]): number[] {
  const y = places.map((u) => law.a + Math.sign(law.b) * Math.exp(logDistance(u, law)));
  if (law.b === 0) return places.map(() => bnsl(1, law));
  return y.every(Number.isFinite) ? y : places.map((u) => Math.sign(law.b) * logDistance(u, law));
}

/** Numbers of the heights to keep, the first and the last among them: as long as there is one, the smallest step goes. */
function withoutSmall(heights: readonly number[]): number[] {
  const kept = heights.map((_, i) => i);
  const range = Math.max(...heights) - Math.min(...heights);
  for (;;) {
    const steps = kept.slice(1).map((at, i) => stepSize(heights[kept[i]], heights[at], range));
    const least = steps.length > 1 ? steps.indexOf(Math.min(...steps)) : -1;
    if (least < 0 || steps[least] > SMALL) return kept;
    // a step at an end joins its neighbour, one between two others joins both
    const isFirst = least === 0;
    const isLast = least === steps.length - 1;
    if (isFirst) kept.splice(1, 1);
    else if (isLast) kept.splice(kept.length - 2, 1);
    else kept.splice(least, 2);
  }
}

/** As it is seen on a linear axis over the range, or on a logarithmic one, whichever shows it larger. */
function stepSize(from: number, to: number, range: number): number {
  const step = Math.abs(to - from);
  return step === 0 ? 0 : step / Math.min(range, Math.max(Math.abs(from), Math.abs(to)));
}
