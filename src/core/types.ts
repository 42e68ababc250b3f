import type { ErrorModel, FitOptions } from "./options.js";
import type { Status, Support } from "./status.js";

/** One curve as it was loaded: rows in input order, checked, test rows included. */
export interface Curve {
  /** values of the key columns, as written */
  readonly key: readonly string[];
  /** what is scaled; finite, > 0 */
  readonly x: Float64Array;
  /** the metric; finite, > 0 under a log objective */
  readonly y: Float64Array;
  /** the weight column, > 0; all 1 where there is none */
  readonly weight: Float64Array;
  /** standard deviations, whose weights multiply `weight` (`core/problem/weights.ts`); left out: none were given */
  readonly sigma?: Deviations;
  /** 1: fitted, 0: held out as test, 2: set aside by the fit (`withoutRows`) */
  readonly train: Uint8Array;
  /**
   * the run or seed that each row belongs to, numbered from 0 as they appear in the curve: only errors of one run are correlated;
   * left out: all rows are of one run
   */
  readonly run?: Uint32Array;
  /**
   * where each row was read: its line or row, counted on over all sources (`CurveSet.origins`), 0 where it is not known; left out:
   * the curve was given by code
   */
  readonly lines?: Uint32Array;
  /** rows of this curve left out by `--bad-rows skip` */
  readonly skippedRows: number;
}

/** A standard deviation of each row of a curve. */
export interface Deviations {
  /** finite, > 0 */
  readonly values: Float64Array;
  /** what deviates: y, ln y, or the residual on the scale of whatever objective is fitted (of simulated curves) */
  readonly of: "y" | "ln y" | "residual";
}

/** What a column that weighs rows holds: weights, standard deviations of y, or standard deviations of ln y. */
export type WeightKind = "weight" | "sigma" | "sigma-log";

/** The curves at places index − 1, index − 1 + of, … of a table of `curves`. */
export interface Shard {
  /** 1 … of */
  readonly index: number;
  readonly of: number;
  /** curves in the whole table */
  readonly curves: number;
}

/** How the text of a table is written, where that was given; what is left out is found out. */
export interface Dialect {
  /** the mark before decimals */
  readonly decimal?: "." | "," | undefined;
  /** between fields: one character, "tab", or "blank" for any number of blanks */
  readonly separator?: string | undefined;
  /** lines that begin so are left out */
  readonly comment?: string | undefined;
}

/** A table of curves with the names of the columns that it came from. */
export interface CurveSet {
  readonly keyNames: readonly string[];
  readonly xName: string;
  readonly yName: string;
  /** the column of x where `xName` is not its name, as something was added to it */
  readonly xColumn?: string | undefined;
  /** what was added to every x; left out: nothing */
  readonly xOffset?: number | undefined;
  /** the columns of y where each is a curve, or a pattern that finds them; left out: y is the column `yName` */
  readonly yColumns?: string | readonly string[] | undefined;
  readonly weightName: string | null;
  /** what the column `weightName` holds; left out: weights */
  readonly weightKind?: WeightKind;
  readonly trainName: string | null;
  /** the column of runs (`Curve.run`); null or left out: none was named */
  readonly clusterName?: string | null;
  /** how its text was said to be written; left out: that was found out */
  readonly dialect?: Dialect;
  /** in the order of first appearance */
  readonly curves: readonly Curve[];
  /** file names or other words for where the rows came from */
  readonly sources: readonly string[];
  /** the same with what their rows are called, in the order in which they were read; left out: curves given by code */
  readonly origins?: readonly Origin[];
  /** what was guessed or skipped, a line each, to be printed */
  readonly notes: readonly string[];
}

/** A source of rows. */
export interface Origin {
  readonly name: string;
  /** what messages count its rows as: lines of text, or rows */
  readonly unit: "line" | "row";
  /** lines and rows of all sources before it, which `Curve.lines` of its rows count, too */
  readonly before: number;
}

export type { Support } from "./status.js";
export type { Bounds, Criterion, ErrorModel, FitOptions, Objective, Protocol, Robust, SignB } from "./options.js";
export type EngineChoice = "auto" | "gpu" | "cpu";

/** How far a piece of work is. */
export interface Progress {
  /** parts done, of `total` */
  readonly done: number;
  readonly total: number;
  /** starts or refits run so far */
  readonly fits: number;
}

/** The answer for one (curve, n). Numbers are null where there is no fit. */
export interface FitRow {
  readonly key: readonly string[];
  readonly nBreaks: number;
  readonly selected: boolean;
  readonly status: Status;
  readonly nTrain: number;
  readonly nTest: number;
  /** the largest training x: what "10x" is ten times of; null: the table is of a version that did not write it */
  readonly lastX: number | null;
  readonly a: number | null;
  /** signed */
  readonly b: number | null;
  readonly c0: number | null;
  /** change of exponent at each break, sorted by d */
  readonly c: readonly number[];
  /** break locations, units of x, ascending */
  readonly d: readonly number[];
  /** sharpness of each break, smaller is sharper */
  readonly f: readonly number[];
  /** the minimised mean: Σ w ρ(r) / Σ w on the objective's scale */
  readonly objective: number | null;
  /** mean squared residual of ln y over training rows, unweighted; null where a y or ŷ is ≤ 0 */
  readonly msleTrain: number | null;
  readonly rmsleTrain: number | null;
  /** over test rows; null without any, or where a y or ŷ is ≤ 0 */
  readonly rmsleTest: number | null;
  /** root of the mean squared y − ŷ over training rows, unweighted, in units of y */
  readonly rmseTrain: number | null;
  /** over test rows; null without any */
  readonly rmseTest: number | null;
  /** 1 − Σ(y − ŷ)² / Σ(y − ȳ)² over training rows, unweighted; null where y is constant */
  readonly r2Train: number | null;
  /** degrees of freedom: training rows − parameters that are free and not on a bound; 0 or below: none are left */
  readonly dof: number | null;
  /** Σ (r/σ)² over training rows on the objective's scale, plain squares under Huber too; null where no σ was given */
  readonly chi2: number | null;
  readonly aic: number | null;
  readonly aicc: number | null;
  readonly bic: number | null;
  /** starts drawn */
  readonly starts: number;
  /** starts that were run to their end: until they converged, or to the search's last iteration */
  readonly startsConverged: number;
  /** share of the starts drawn that were seen to end in the reported minimum: a lower bound, most are stopped early */
  readonly basinShare: number | null;
  /** distinct minima among the starts run to the end */
  readonly minima: number;
  /** iterations over all starts, the polish included */
  readonly iterations: number;
  /** −log10 of the relative change of the objective in the f64 polish */
  readonly agreedDigits: number | null;
  /** names of parameters on a bound (fixed ones are not listed) */
  readonly atBound: readonly string[];
  /** names of parameters that the training rows do not determine (those on a bound are in `atBound` alone) */
  readonly unidentified: readonly string[];
  /** whether the fitted curve, beyond the training x, turns against the data's trend or leaves their range far behind */
  readonly runsAway: boolean;
  /** how the errors along x are taken to be; null without a fit */
  readonly errors: ErrorModel | null;
  /** correlation of neighbouring errors as this fit's residuals have it; null without a fit, and with too few rows */
  readonly rho: number | null;
  /** what the test of these breaks against fewer said, see `core/claim/choose.ts`; null: not tested */
  readonly support: Support | null;
  /** p of that test; null: not simulated */
  readonly pSupport: number | null;
  /** rows without which these breaks are not supported, places as in `setAside` */
  readonly restsOn: readonly number[];
  /** training rows that were set aside: places among the curve's rows as they were read, from 1 */
  readonly setAside: readonly number[];
  /** Huber's δ on the objective's scale; null: plain squares, or no fit */
  readonly huber: number | null;
  /** rows left out by `--bad-rows skip` */
  readonly skippedRows: number;
  readonly engine: string;
}

/** How a table of fits was made; travels as Arrow schema metadata. */
export interface FitMeta {
  readonly version: string;
  /** command line, or null from code */
  readonly command: string | null;
  readonly options: FitOptions;
  /** "gpu" or "cpu" */
  readonly engine: string;
  /** the adapter's own words, or null on the CPU */
  readonly adapter: string | null;
  readonly keyNames: readonly string[];
  readonly xName: string;
  readonly yName: string;
  /** as in `CurveSet` */
  readonly xColumn?: string | undefined;
  readonly xOffset?: number | undefined;
  readonly yColumns?: string | readonly string[] | undefined;
  /** columns of weights and of training rows, null where there was none; older tables do not say */
  readonly weightName?: string | null | undefined;
  /** what the column `weightName` holds; tables of before it was written do not say */
  readonly weightKind?: WeightKind | undefined;
  /** only in tables of before `weightKind`: their sigma columns weighed rows by 1/σ² under every objective */
  readonly weightIsSigma?: boolean | undefined;
  readonly trainName?: string | null | undefined;
  /** the column of runs; left out: none was named */
  readonly clusterName?: string | null | undefined;
  /** as in `CurveSet` */
  readonly dialect?: Dialect | undefined;
  readonly sources: readonly string[];
  /** of the whole table that was fitted (`CurveStore.digest`); null: curves given by code; older tables do not say */
  readonly digest?: string | null | undefined;
  /** null: all curves of the table; older tables do not say */
  readonly shard?: Shard | null | undefined;
  readonly seconds: number;
}

/** Rows by curve in input order, n ascending within a curve. */
export interface FitResult {
  readonly meta: FitMeta;
  readonly rows: readonly FitRow[];
}
