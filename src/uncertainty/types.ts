import type { ErrorModel } from "../core/options.js";
import type { Status, Support } from "../core/status.js";
import type { IntervalMethod } from "./request.js";

export type { BreakTestRequest } from "./breakTestRequest.js";
export type { AuditRequest, BootstrapRequest, Clustering, IntervalMethod, ResampleKind } from "./request.js";

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

/** How errors were taken to be along x; null where nothing was drawn from them. */
export interface ErrorsUsed {
  readonly errors: ErrorModel | null;
  /** correlation of neighbouring errors, what the fit takes from it given back; null where there are too few rows to tell */
  readonly rho: number | null;
}

/** One interval: a row of the long table. Numbers are null where there is none to give. */
export interface IntervalRow extends ErrorsUsed {
  readonly key: readonly string[];
  readonly nBreaks: number | null;
  readonly status: BootstrapStatus;
  /** null in the one row of a curve without intervals, and so is all that follows but the counts */
  readonly quantity: Quantity | null;
  readonly index: number | null;
  readonly x: number | null;
  /** of a prediction: x as a multiple of the last x fitted, where it was asked for as one ("10x") */
  readonly timesLast: number | null;
  /** of reach and never: the y that is to be reached */
  readonly target: number | null;
  /** of the fit itself; +Infinity for a target that is never reached */
  readonly estimate: number | null;
  /** standard error, in the units of the estimate: where the interval is made of logarithms, that of ln times the estimate */
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
  /** whether the interval was made of the quantity or of its logarithm; null where there is none to make, or nobody knows */
  readonly scale: "linear" | "log" | null;
  /** of predictions, bands and reach: whether it is of the fitted curve, or of the y of a new run; null of others */
  readonly intervalOf: "curve" | "new-run" | null;
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

/** Is there an (n + 1)-th break? One row a curve. */
export interface BreakTestRow extends ErrorsUsed {
  readonly key: readonly string[];
  readonly status: BootstrapStatus | "too-few-points" | "most-breaks";
  readonly nNull: number | null;
  /** minimised mean of the fit with so many breaks: whose test this is */
  readonly objectiveNull: number | null;
  /** N·ln(F_n / F_{n+1}); with ar1 the difference of −2·ln likelihood, each fit at its own most likely correlation */
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
  /** what the fit found of the rows behind this break (`FitRow.support` of the row with one more break); null: the fits do not say */
  readonly support: Support | null;
  /** rows on which it rests, as in `FitRow.restsOn` */
  readonly restsOn: readonly number[];
}

/** Attained against nominal coverage of one kind of interval of one curve. */
export interface AuditRow extends ErrorsUsed {
  readonly key: readonly string[];
  readonly nBreaks: number | null;
  readonly status: BootstrapStatus;
  readonly quantity: Quantity | null;
  readonly index: number | null;
  readonly x: number | null;
  /** of reach: the y that is to be reached */
  readonly target: number | null;
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
