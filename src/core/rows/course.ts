import { bnsl, type BnslParameters, logDistance, shareOver, slopeOver } from "../forms/evaluate.js";

/** What a law does between two neighbouring breaks, or between one and an end of the range that is looked at. */
export interface Stretch {
  /** 0 before the first break of the law, breaks outside of the range counted */
  readonly index: number;
  /** ln x where it begins and ends */
  readonly from: number;
  readonly to: number;
  /** least and greatest slope d ln|y − a| / d ln x that the curve has there, and the slopes at its two ends */
  readonly least: number;
  readonly greatest: number;
  readonly ends: readonly [number, number];
  /** change of ln|y − a| over change of ln x */
  readonly mean: number;
  /**
   * The median slope, where over half of the stretch (in ln x) or more the slope is within a twentieth of it: what an
   * exponent is good for, as y − a is then within 12 % of a power law over a decade even at slope 1. Null where it varies more.
   */
  readonly steady: number | null;
}

/** What a law does over a range of x. */
export interface Course {
  /** ascending, end to end; without those that lie outside of the range */
  readonly stretches: readonly Stretch[];
  /** which way y goes, ascending, end to end */
  readonly runs: readonly Run[];
}

/** Points of a stretch at which its slope is taken, as far apart as one another. */
const SAMPLES = 128;
/** How near to the median slope is near: a share of it, and of the steepest slope in sight for what is all but level. */
const NEAR = 0.05;
const LEVEL = 0.01;
/** In units of f: about a break slopes change within a few of them, however narrow it is beside the stretch. */
const DISTANCES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 20];
const OFFSETS = [...DISTANCES, ...DISTANCES.map((t) => -t)];

/**
 * The slopes that a law's curve attains, and its directions, over [lo, hi] in x. What a law does far from its breaks, its
 * exponents −(c0 + … + c_i), is no part of this unless the curve comes to it.
 *
 * @param range null: everything from where the first break begins to where the last one is over
 */
export function courseOf(law: BnslParameters, range: readonly [number, number] | null): Course {
  const [lo, hi] = range === null ? around(law) : [Math.log(range[0]), Math.log(range[1])];
  const slope = slopeOver(law);
  const breaks = law.d.map(Math.log).sort((p, q) => p - q);
  const edges = [-Infinity, ...breaks, Infinity];
  const cuts = edges.slice(0, -1).map((edge, i) => {
    const ends = [Math.max(edge, lo), Math.min(edges[i + 1], hi)] as const;
    return cutOf(i, ends, law, slope);
  });
  // a range of one x has a slope all the same
  const inside = lo < hi ? cuts.filter(({ from, to }) => from < to) : [cuts.find(({ from, to }) => from === to)!];
  const samples = inside.flatMap((cut) => cut.samples);
  const steepest = samples.reduce((most, [, each]) => Math.max(most, Math.abs(each)), 0);
  return {
    stretches: inside.map((cut) => stretchOf(cut, steepest)),
    runs: runsOf(law, samples, slope),
  };
}

/** How much of a break's change of slope, −c, happens within a range of x, 0 … 1. */
export function shareWithin({ d, f }: BnslParameters, i: number, [lo, hi]: readonly [number, number]): number {
  const over = (x: number): number => shareOver(Math.log(x) - Math.log(d[i]), f[i]);
  return over(hi) - over(lo);
}

/** Every break from beginning to end, and as much again; a law without breaks looks the same everywhere. */
function around({ d, f }: BnslParameters): readonly [number, number] {
  if (d.length === 0) return [0, 1];
  const widest = f.reduce((most, each) => Math.max(most, each), 0.1);
  const places = d.map(Math.log);
  const reach = 40 * widest;
  return [Math.min(...places) - reach, Math.max(...places) + reach];
}

type Slope = (u: number) => number;
type Sample = readonly [u: number, slope: number];

interface Cut {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** as far apart as one another */
  readonly even: readonly Sample[];
  /** with both ends, and more about the breaks; ascending */
  readonly samples: readonly Sample[];
}

function cutOf(index: number, [from, to]: readonly [number, number], { d, f }: BnslParameters, slope: Slope): Cut {
  if (!(from <= to)) return { index, from, to, even: [], samples: [] };
  const middles = Array.from({ length: SAMPLES }, (_, i) => from + ((i + 0.5) * (to - from)) / SAMPLES);
  const even = middles.map((u): Sample => [u, slope(u)]);
  const bends = d.flatMap((each, i) => OFFSETS.map((t) => Math.log(each) + t * f[i]));
  const more = [from, to, ...bends.filter((u) => u > from && u < to)].map((u): Sample => [u, slope(u)]);
  return { index, from, to, even, samples: [...even, ...more].sort(([p], [q]) => p - q) };
}

function stretchOf({ index, from, to, even, samples }: Cut, steepest: number): Stretch {
  const slopes = samples.map(([, slope]) => slope);
  const [least, greatest] = [Math.min(...slopes), Math.max(...slopes)];
  const mean = even.reduce((sum, [, slope]) => sum + slope, 0) / SAMPLES;
  return {
    index,
    from,
    to,
    least,
    greatest,
    ends: [slopes[0], slopes[slopes.length - 1]],
    mean: Math.min(greatest, Math.max(least, mean)),
    steady: steadySlope(
      even.map(([, slope]) => slope),
      steepest,
    ),
  };
}

function steadySlope(slopes: readonly number[], steepest: number): number | null {
  const median = [...slopes].sort((p, q) => p - q)[slopes.length >> 1];
  const room = Math.max(NEAR * Math.abs(median), LEVEL * steepest);
  const near = slopes.filter((slope) => Math.abs(slope - median) <= room);
  return 2 * near.length >= slopes.length ? median : null;
}

/** A part of a range of x over which y goes one way. */
interface Run {
  /** ln x where it begins and ends; between two runs y turns */
  readonly from: number;
  readonly to: number;
  /** of y itself, not of |y − a|; 0: y is the same double at both ends */
  readonly direction: -1 | 0 | 1;
}

type RunSample = readonly [u: number, slope: number];

/** Of the whole range of y, and of y itself: a way back and forth that no one sees on any axes is no turn. */
const SMALL = 1e-4;

/**
 * Which way y goes between its turns, where the slope of |y − a| is 0; turns of less than 1e-4 of y, and of what y
 * goes through in all, are passed over, so that a run's direction is that of y from its one end to its other.
 *
 * @param samples ln x and slope, ascending, dense enough that no two turns lie between neighbours
 * @param slope what they are samples of
 */
function runsOf(law: BnslParameters, samples: readonly RunSample[], slope: (u: number) => number): Run[] {
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

function turnsAmong(samples: readonly RunSample[], slope: (u: number) => number): number[] {
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
