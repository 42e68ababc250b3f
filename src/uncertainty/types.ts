import type { Status } from "../core/status.js";

/** How a resample of a curve is made. */
export type ResampleKind = "case" | "residual" | "wild" | "parametric";

/** Which points are resampled together: none, those of equal x, or so many runs of neighbouring points. */
export type Clustering = "none" | "x" | number;

/** How draws become an interval; `delta` and `profile` need none. */
export type IntervalMethod = "envelope" | "percentile" | "basic" | "bca" | "delta" | "profile";

/** What decides the numbers of a bootstrap. Defaults in `request.ts`. */
export interface BootstrapRequest {
  readonly resamples: number;
  readonly kind: ResampleKind | "auto";
  readonly cluster: Clustering;
  /** nominal coverage, between 0 and 1 */
  readonly level: number;
  readonly seed: number;
  /** starts of each refit besides the fitted optimum; "auto": as many as n needs */
  readonly freshStarts: number | "auto";
  /** which row of a curve: the selected one, or the one with so many breaks */
  readonly breaks: "selected" | number;
  /** "auto": the recommended one with `delta` beside it; "all": every one but profile. See `resolveMethods` */
  readonly methods: "auto" | "all" | readonly IntervalMethod[];
  /** x at which y is predicted */
  readonly at: readonly number[];
  /** points of a log grid over the curve and all of `at`; 0: no band */
  readonly band: number;
  /** y whose x is asked for; null: none */
  readonly target: number | null;
  /** points of the profile of each break's location; 0: none */
  readonly profile: number;
  /** the σ given are the errors' own: intervals are of them, not scaled to the residuals; needs a sigma column */
  readonly absoluteSigma: boolean;
}

/**
 * What an interval is of. `c`, `d`, `f` have an index from 1, `slope` (of ln(±(y − a)) in segment i, −(c0 + … + c_i)) one
 * from 0; `prediction` and `band` have an x; `reach` is the x at which y reaches the target and `never` the probability
 * that it does not; `profile` rows are the profile log-likelihood ratio of break `index` at x.
 */
export type Quantity =
  "a" | "b" | "c0" | "c" | "d" | "f" | "slope" | "prediction" | "band" | "reach" | "never" | "profile";

/** Which ends of an interval the data bound. */
export type IntervalEnds = "both" | "lower" | "upper" | "none";

/** Why a curve has intervals or none. */
export type BootstrapStatus = "ok" | "no-fit" | "no-freedom" | "too-few-refits";

/** One interval: a row of the long table. Numbers are null where there is none to give. */
export interface IntervalRow {
  readonly key: readonly string[];
  readonly nBreaks: number | null;
  readonly status: BootstrapStatus;
  /** null in the one row of a curve without intervals, and so is all that follows but the counts */
  readonly quantity: Quantity | null;
  readonly index: number | null;
  readonly x: number | null;
  /** of the fit itself; +Infinity for a target that is never reached */
  readonly estimate: number | null;
  /** on the scale that the quantity is reported in; d, f and reach: of their logarithm */
  readonly se: number | null;
  /** −Infinity, 0 (d, reach) or +Infinity where the interval has no such end */
  readonly lo: number | null;
  readonly hi: number | null;
  readonly level: number;
  /** the kind that was taken; null for delta, profile and what is fixed */
  readonly kind: string | null;
  /** null of a quantity that is fixed, which has an estimate and nothing else */
  readonly method: IntervalMethod | null;
  readonly ends: IntervalEnds | null;
  /** share of the refits in which the break of this row stands inside the data by itself; null without an index of a break */
  readonly shareIdentified: number | null;
  /** share of the refits in which this parameter stands on its bound; null where it is no parameter */
  readonly shareAtBound: number | null;
  readonly resamples: number;
  /** resamples without a finite refit */
  readonly failed: number;
  /** degrees of freedom that the interval grants σ; null where it needs none: σ is known, a fixed quantity, no interval */
  readonly dof: number | null;
}

/** The refits of one curve, breaks matched to those of the fit: `count` resamples. */
export interface CurveDraws {
  readonly key: readonly string[];
  readonly nBreaks: number;
  readonly kind: string;
  readonly resample: Uint32Array;
  readonly status: readonly Status[];
  /** on the objective's own scale, of the resample's data */
  readonly objective: Float64Array;
  /** laws in the data's units; `b` signed; c, d, f by resample, each of length nBreaks */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c0: Float64Array;
  readonly c: readonly (readonly number[])[];
  readonly d: readonly (readonly number[])[];
  readonly f: readonly (readonly number[])[];
}

/** What a bootstrap of one curve gives. */
export interface CurveBootstrap {
  readonly rows: readonly IntervalRow[];
  /** null where the curve has no fit */
  readonly draws: CurveDraws | null;
}

/** What decides the numbers of a test for one more break. */
export interface BreakTestRequest {
  readonly resamples: number;
  readonly seed: number;
  /** the null: the selected number of breaks, or this one */
  readonly breaks: "selected" | number;
  /** starts of each refit; "auto": measured */
  readonly starts: number | "auto";
  /** at which level a break counts as supported after Holm's adjustment */
  readonly alpha: number;
}

/** Is there an (n + 1)-th break? One row a curve. */
export interface BreakTestRow {
  readonly key: readonly string[];
  readonly status: BootstrapStatus | "too-few-points" | "most-breaks";
  readonly nNull: number | null;
  /** minimised mean of the fit with so many breaks: whose test this is */
  readonly objectiveNull: number | null;
  /** N·ln(F_n / F_{n+1}) */
  readonly statistic: number | null;
  /** (1 + simulated statistics at least as large) / (1 + resamples) */
  readonly pValue: number | null;
  /** Monte Carlo standard error of the p-value */
  readonly pError: number | null;
  /** adjusted over the curves that have a p-value: family-wise (Holm) and false discovery rate (Benjamini–Hochberg) */
  readonly pHolm: number | null;
  readonly pBh: number | null;
  /** whether pHolm ≤ alpha */
  readonly supported: boolean | null;
  /** location of the alternative's added break, units of x */
  readonly location: number | null;
  readonly resamples: number;
  readonly failed: number;
}

/** What decides the numbers of an audit of coverage. */
export interface AuditRequest extends BootstrapRequest {
  /** data sets simulated from each fit */
  readonly simulations: number;
}

/** Attained against nominal coverage of one kind of interval of one curve. */
export interface AuditRow {
  readonly key: readonly string[];
  readonly nBreaks: number | null;
  readonly status: BootstrapStatus;
  readonly quantity: Quantity | null;
  readonly index: number | null;
  readonly x: number | null;
  readonly method: IntervalMethod | null;
  readonly kind: string | null;
  readonly level: number;
  /** the value simulated from */
  readonly truth: number | null;
  /** simulated data sets whose interval holds the truth, of those with an interval */
  readonly covered: number;
  readonly intervals: number;
  /** covered / intervals with its 95 % Clopper–Pearson interval */
  readonly coverage: number | null;
  readonly coverageLo: number | null;
  readonly coverageHi: number | null;
  /** median width, of ln for d, f and reach; Infinity where most have no end */
  readonly medianWidth: number | null;
  readonly simulations: number;
  /** simulated data sets without intervals */
  readonly failed: number;
  /** degrees of freedom of the fit; null where σ is known, or there is nothing to audit */
  readonly dof: number | null;
}
