import { normalQuantile } from "../core/statistics/normal.js";
import { quantile } from "../core/statistics/quantile.js";
import { studentCdf, studentQuantile } from "../core/statistics/student.js";

/** Ends of an interval; ±Infinity where it has no such end. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * What draws of ∓Infinity stand for: any value up to the first, and from the second on. A lower end among draws of
 * Infinity is then at the second, and an upper end among those of −Infinity at the first.
 */
export type Censoring = readonly [below: number, above: number];

/** Draws that are infinite are infinite. */
const UNCENSORED: Censoring = [-Infinity, Infinity];
const NO_INTERVAL: Interval = { lo: -Infinity, hi: Infinity };
/** p·(R + 1) may miss a whole number by rounding */
const ROUNDING = 1e-9;
/** values that differ by less than this, relative to their mean, are equal */
const EQUAL = 1e-13;

/**
 * From the (1 − level)/2 to the (1 + level)/2 quantile of the draws, ascending, ±Infinity among them.
 *
 * In this interval, basic's and BCa's an end that lies beyond the outermost draw (a level below 1/(R + 1)) is none: the
 * outermost draw in its place would be too narrow an end by nobody knows how much, and more resamples find the right one.
 * Where the *opposite* end lies beyond the draws it is the outermost draw, which can only be too wide.
 */
export function percentileInterval(sorted: Float64Array, level: number, censoring: Censoring = UNCENSORED): Interval {
  return between(sorted, (1 - level) / 2, (1 + level) / 2, censoring);
}

/** The percentile interval reflected in the estimate: estimate − (quantile − estimate). None of an infinite estimate. */
export function basicInterval(
  sorted: Float64Array,
  estimate: number,
  level: number,
  censoring: Censoring = UNCENSORED,
): Interval {
  if (!Number.isFinite(estimate)) return NO_INTERVAL;
  const { lo, hi } = percentileInterval(sorted, level, censoring);
  return { lo: 2 * estimate - hi, hi: 2 * estimate - lo };
}

/**
 * Bias-corrected and accelerated (Efron 1987): the percentile interval with its levels moved to
 * Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))). z₀ = Φ⁻¹(share of draws below the estimate, equal ones counted half); a from the
 * jackknife, 0 without one.
 *
 * Draws that all lie on one side of the estimate give an infinite z₀, a large bias levels that no draw reaches: such an
 * end is none, see `percentileInterval`, and does not quietly become that of another method.
 *
 * @param freedom with which each draw's σ was drawn: Φ is then Student's distribution function in units in which the
 *   nominal level is where it is on the normal's, so that z₀ and a move an end by the share of its distance by which they
 *   move it where σ is known. With Φ itself a heavy tail would be walked along without end. Infinity: σ is known
 */
export function bcaInterval(
  sorted: Float64Array,
  estimate: number,
  jackknife: Float64Array | null,
  level: number,
  censoring: Censoring = UNCENSORED,
  freedom = Infinity,
): Interval {
  if (sorted.length === 0) return NO_INTERVAL;
  return between(sorted, ...bcaLevels(sorted, estimate, jackknife, level, freedom), censoring);
}

function bcaLevels(
  sorted: Float64Array,
  estimate: number,
  jackknife: Float64Array | null,
  level: number,
  freedom: number,
): [below: number, above: number] {
  const tail = normalQuantile((1 - level) / 2);
  const unit = studentQuantile((1 - level) / 2, freedom) / tail;
  const bias = studentQuantile(shareBelow(sorted, estimate), freedom) / unit;
  const skewness = jackknife === null ? 0 : acceleration(jackknife);
  const levelOf = (z: number) => studentCdf(unit * adjustedDeviate(z, bias, skewness), freedom);
  return [levelOf(tail), levelOf(-tail)];
}

/**
 * From the lower of the percentile's and BCa's lower ends to the upper of their upper ones. Each is right where the other is
 * not: near a bound, whether the truth is on it or only near it, which the data do not tell (docs/STATISTICS.md). Where
 * BCa asks for a level beyond the draws its end is the outermost of them: beyond the percentile's by as far as draws tell.
 */
export function envelopeInterval(
  sorted: Float64Array,
  estimate: number,
  jackknife: Float64Array | null,
  level: number,
  censoring: Censoring = UNCENSORED,
  freedom = Infinity,
): Interval {
  if (sorted.length === 0) return NO_INTERVAL;
  const percentile = percentileInterval(sorted, level, censoring);
  const [below, above] = bcaLevels(sorted, estimate, jackknife, level, freedom);
  return {
    lo: Math.min(percentile.lo, unlessCensored(quantile(sorted, below), Infinity, censoring[1])),
    hi: Math.max(percentile.hi, unlessCensored(quantile(sorted, above), -Infinity, censoring[0])),
  };
}

/** A lower end among draws of Infinity is where they begin, an upper one among draws of −Infinity where they end. */
function unlessCensored(end: number, censored: number, place: number): number {
  return end === censored ? place : end;
}

/**
 * Efron's acceleration from jackknife values θ₍ᵢ₎: Σ(θ̄ − θ₍ᵢ₎)³ / 6(Σ(θ̄ − θ₍ᵢ₎)²)^{3/2}. 0 where they are all equal, or
 * one of them is not finite.
 */
export function acceleration(jackknife: Float64Array): number {
  const mean = jackknife.reduce((sum, value) => sum + value / jackknife.length, 0);
  // as shares of the largest, whose powers stay within a double
  const largest = jackknife.reduce((most, value) => Math.max(most, Math.abs(mean - value)), 0);
  if (!(largest > EQUAL * Math.abs(mean)) || largest === Infinity) return 0;
  let squares = 0;
  let cubes = 0;
  for (const value of jackknife) {
    const away = (mean - value) / largest;
    squares += away ** 2;
    cubes += away ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}

/** estimate ± critical·se, `critical` the quantile of Student's t; none where one of them is not finite. */
export function deltaInterval(estimate: number, se: number, critical: number): Interval {
  const half = critical * se;
  return Number.isFinite(estimate) && Number.isFinite(half)
    ? { lo: estimate - half, hi: estimate + half }
    : NO_INTERVAL;
}

function between(sorted: Float64Array, below: number, above: number, censoring: Censoring): Interval {
  const draws = sorted.length;
  if (draws === 0) return NO_INTERVAL;
  const lo = below * (draws + 1) < 1 - ROUNDING ? -Infinity : quantile(sorted, below);
  const hi = above * (draws + 1) > draws + ROUNDING * draws ? Infinity : quantile(sorted, above);
  return {
    lo: unlessCensored(lo, Infinity, censoring[1]),
    hi: unlessCensored(hi, -Infinity, censoring[0]),
  };
}

/** Beyond the pole of the correction it is infinite, its level 0 or 1. */
function adjustedDeviate(z: number, bias: number, skewness: number): number {
  const shifted = bias + z;
  const scale = 1 - skewness * shifted;
  if (Number.isFinite(bias) && scale > 0) return bias + shifted / scale;
  return shifted < 0 ? -Infinity : Infinity;
}

function shareBelow(sorted: Float64Array, estimate: number): number {
  let below = 0;
  let equal = 0;
  for (const draw of sorted) {
    if (draw < estimate) below++;
    else if (draw === estimate) equal++;
  }
  return (below + equal / 2) / sorted.length;
}
