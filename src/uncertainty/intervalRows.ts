import type { BnslParameters } from "../core/forms/evaluate.js";
import { studentQuantile } from "../core/statistics/student.js";
import { deltaInterval, type Interval } from "./intervals.js";
import { OF_A_BREAK, PARAMETERS, type QuantitySpec, toReported } from "./quantities.js";
import { type DrawnMethod, type DrawnSigma, errorInUnits, intervalOf, type Sample, sampleOf } from "./sample.js";
import type { BootstrapRequest, ErrorsUsed, IntervalEnds, IntervalMethod, IntervalRow } from "./types.js";

/** Everything that the intervals of one curve are made of. Draws and jackknife have their breaks matched to the fit's. */
export interface IntervalInput {
  readonly key: readonly string[];
  readonly nBreaks: number;
  readonly level: number;
  /** of resample */
  readonly kind: string;
  /** how errors were taken to be along x */
  readonly used: ErrorsUsed;
  /** as `resolveMethods` gives them, the recommended one first; profiles are rows of their own and not made here */
  readonly methods: readonly IntervalMethod[];
  /** the fit */
  readonly law: BnslParameters;
  /** points − free parameters; Infinity where σ is known and not estimated from the residuals */
  readonly freedom: number;
  /** of the draws, one each */
  readonly sigma: DrawnSigma;
  /** whether nothing that may move moves a quantity */
  readonly fixed: (spec: QuantitySpec) => boolean;
  /** see `sampleOf` */
  readonly limits: (spec: QuantitySpec) => readonly [lo: number, hi: number];
  /** smallest and largest training x */
  readonly range: readonly [lo: number, hi: number];
  readonly specs: readonly QuantitySpec[];
  /** the finite refits */
  readonly draws: readonly BnslParameters[];
  /** of each draw and break: see `identifiedBreaks` */
  readonly identified: readonly (readonly boolean[])[];
  /** of each draw: names of its parameters on a bound, such as a, f1 */
  readonly atBound: readonly (readonly string[])[];
  readonly fitAtBound: readonly string[];
  /** parameters that the training rows do not determine, named like those on a bound */
  readonly unidentified: readonly string[];
  /** whether residuals are rounding alone, so that resamples say nothing of what is not determined */
  readonly exact: boolean;
  /** an a or b that is not determined and beyond this is where a search stopped, no end that the data give */
  readonly farOut: number;
  /** refits without one point (or cluster); null: none, and BCa corrects for bias alone */
  readonly jackknife: readonly BnslParameters[] | null;
  /** of the delta method, on the quantity's working scale; null where there is none */
  readonly standardError: (spec: QuantitySpec) => number | null;
  readonly resamples: number;
  readonly failed: number;
}

/**
 * The methods that are asked for, the recommended one first: "auto" is the envelope of percentile and BCa with delta beside
 * it; "all" adds the others from draws. What each attained is in docs/STATISTICS.md. Profiles are asked for by their own
 * option or by name.
 */
export function resolveMethods(methods: BootstrapRequest["methods"]): IntervalMethod[] {
  if (typeof methods !== "string") return [...methods];
  return methods === "auto" ? ["envelope", "delta"] : ["envelope", "percentile", "basic", "bca", "delta"];
}

/**
 * A row for each quantity and method, in the order of both; `never`, the share of draws that do not reach the target,
 * follows the rows of `reach`.
 *
 * A quantity that is fixed, or made of fixed ones alone, has no uncertainty: one row without a method and without ends.
 *
 * A draw whose break has left the data counts for that break's location as beyond their first or last x, wherever it
 * stands: the data say no more of it. The ends of an interval among such draws are open (0 or Infinity), or the first
 * or last x where an end on the other side has to be one. Breaks that merged or vanished count where they stand, and as
 * not identified. A target that is never reached is at x = Infinity.
 */
export function intervalRows(input: IntervalInput): IntervalRow[] {
  const critical = studentQuantile((1 + input.level) / 2, input.freedom);
  return input.specs.flatMap((spec) => {
    if (input.fixed(spec)) return [{ ...rowOf(input, spec), shareAtBound: null }];
    const sample = sampleOf(input, spec);
    const rows = input.methods
      .filter((method) => method !== "profile")
      .map((method) => (method === "delta" ? deltaRow(input, spec, critical) : drawnRow(input, spec, sample, method)));
    return spec.quantity === "reach" ? [...rows, neverRow(input, spec, sample)] : rows;
  });
}

function drawnRow(input: IntervalInput, spec: QuantitySpec, sample: Sample, method: DrawnMethod): IntervalRow {
  return {
    ...rowOf(input, spec),
    ...written(spec, opened(input, spec, intervalOf(sample, method, input.level))),
    se: errorInUnits(spec, sample, spec.reported(input.law)),
    dof: finiteOrNull(input.sigma.freedom),
    kind: input.kind,
    method,
  };
}

/** No interval of a parameter on a bound, nor where the fit's curvature gives no error. */
function deltaRow(input: IntervalInput, spec: QuantitySpec, critical: number): IntervalRow {
  const dof = finiteOrNull(input.freedom);
  const row = { ...rowOf(input, spec), dof, kind: null, method: "delta" as const };
  const name = parameterName(spec);
  const onBound = name !== null && input.fitAtBound.includes(name);
  const error = onBound ? null : input.standardError(spec);
  const estimate = spec.value(input.law);
  if (error === null || !Number.isFinite(error * critical) || !Number.isFinite(estimate)) {
    return { ...row, se: null, lo: null, hi: null, ends: "none" };
  }
  const se = spec.scale === "log" ? error * Math.abs(row.estimate!) : error;
  return { ...row, ...written(spec, opened(input, spec, deltaInterval(estimate, error, critical))), se };
}

/** The interval of what the data do not determine, without the ends that they do not give. */
function opened(input: IntervalInput, spec: QuantitySpec, interval: Interval): Interval {
  const names = namesIn(spec, input.nBreaks);
  if (!names.some((name) => input.unidentified.includes(name))) return interval;
  if (input.exact) return { lo: -Infinity, hi: Infinity };
  if (spec.quantity !== "a" && spec.quantity !== "b") return interval;
  const { lo, hi } = interval;
  return {
    lo: lo < -input.farOut ? -Infinity : lo,
    hi: hi > input.farOut ? Infinity : hi,
  };
}

/** The parameters that a quantity is, or is a sum of; none of a prediction, which other values may agree on. */
function namesIn(spec: QuantitySpec, nBreaks: number): string[] {
  const name = parameterName(spec);
  if (name !== null) return [name];
  return spec.quantity === "slope" ? ["c0", ...Array.from({ length: nBreaks }, (_, i) => `c${i + 1}`)] : [];
}

/**
 * The share of draws that never reach the target, and its Monte Carlo error: no interval, as resamples can be had at will.
 * Its method is percentile, the one that reads the draws as they are.
 */
function neverRow(input: IntervalInput, { target }: QuantitySpec, { sorted }: Sample): IntervalRow {
  const never = sorted.length === 0 ? null : sorted.filter((u) => u === Infinity).length / sorted.length;
  return {
    ...rowOf(input, null),
    quantity: "never",
    target,
    estimate: never,
    se: never === null ? null : Math.sqrt((never * (1 - never)) / sorted.length),
    kind: input.kind,
    method: "percentile",
  };
}

/** What all rows of a quantity share; the rest is null. */
function rowOf(input: IntervalInput, spec: QuantitySpec | null): IntervalRow {
  const { key, nBreaks, level, resamples, failed } = input;
  return {
    key,
    nBreaks,
    status: "ok",
    quantity: spec && spec.quantity,
    index: spec && spec.index,
    x: spec && spec.x,
    timesLast: spec && spec.timesLast,
    target: spec && spec.target,
    estimate: spec && spec.reported(input.law),
    se: null,
    lo: null,
    hi: null,
    level,
    kind: null,
    method: null,
    ends: null,
    scale: spec && spec.scale,
    intervalOf: spec && OF_THE_CURVE.includes(spec.quantity) ? "curve" : null,
    shareIdentified: spec && shareIdentified(input, spec),
    shareAtBound: spec && shareAtBound(input, spec),
    resamples,
    failed,
    dof: null,
    ...input.used,
  };
}

/** What is read off the curve, and another would be of a new run, whose noise comes on top. */
const OF_THE_CURVE: readonly QuantitySpec["quantity"][] = ["prediction", "band", "reach"];

function finiteOrNull(freedom: number): number | null {
  return Number.isFinite(freedom) ? freedom : null;
}

function shareIdentified({ identified }: IntervalInput, { quantity, index }: QuantitySpec): number | null {
  if (index === null || !OF_A_BREAK.includes(quantity)) return null;
  return share(identified, (breaks) => breaks[index - 1]);
}

function shareAtBound({ atBound }: IntervalInput, spec: QuantitySpec): number | null {
  const name = parameterName(spec);
  return name === null ? null : share(atBound, (names) => names.includes(name));
}

/** a, b, c0, c1, d1, …; null of what is no parameter. */
function parameterName({ quantity, index }: QuantitySpec): string | null {
  return PARAMETERS.includes(quantity) ? `${quantity}${index ?? ""}` : null;
}

function share<T>(of: readonly T[], holds: (one: T) => boolean): number | null {
  return of.length === 0 ? null : of.filter(holds).length / of.length;
}

/** An interval of the working scale as a row has it. An end at +Infinity below (never reached) is an end. */
function written(spec: QuantitySpec, { lo, hi }: Interval): { lo: number; hi: number; ends: IntervalEnds } {
  const ends = lo > -Infinity ? (hi < Infinity ? "both" : "lower") : hi < Infinity ? "upper" : ("none" as const);
  return { lo: toReported(spec, lo), hi: toReported(spec, hi), ends };
}

/** What docs/STATISTICS.md recommends. */
export const RECOMMENDED: IntervalMethod = "envelope";

/** Which method's interval is shown where a table has several, in whatever order it was asked for them. */
const PREFERRED: readonly IntervalMethod[] = [RECOMMENDED, "bca", "percentile", "basic", "delta", "profile"];

/** The methods of some rows, the most preferred first; rows of no method are passed over. */
export function methodsByPreference(rows: Iterable<{ readonly method: IntervalMethod | null }>): IntervalMethod[] {
  const present = new Set(Array.from(rows, ({ method }) => method));
  return PREFERRED.filter((method) => present.has(method));
}
