import type { Status } from "../core/status.js";

/** What is asked of a suite besides its fits. */
export interface SuiteRequest {
  /** in the order of the fits of a curve */
  readonly forms: readonly string[];
  /** key column of which each value is a domain; "": none; null or left out: guessed */
  readonly domain?: string | null;
  /** domains joined under a name */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** pairs (A, B) of forms to compare; left out: the last form with each other one */
  readonly compare?: readonly (readonly [string, string])[];
  /** of the paired bootstrap, ≥ 1; left out: 10,000 */
  readonly resamples?: number;
  /** of the paired bootstrap, 0 … 2^53−1; left out: 0 */
  readonly seed?: number;
}

/** One (curve, form). Errors are RMSLE: sqrt(mean((ln ŷ − ln y)²)). */
export interface SuiteCell {
  readonly key: readonly string[];
  readonly form: string;
  readonly status: Status;
  /** by name, in the form's order; empty without a fit */
  readonly params: Readonly<Record<string, number>>;
  readonly nTrain: number;
  readonly nTest: number;
  /** null without a fit or training rows, or where a ŷ is ≤ 0 or not finite */
  readonly rmsleTrain: number | null;
  /** null without a fit or test rows, or where a ŷ is ≤ 0 or not finite */
  readonly rmsleTest: number | null;
  /** standard error of `rmsleTest`; null also for a single test row, which carries none */
  readonly seTest: number | null;
  /** 1 is the lowest test RMSLE; equal ones share the mean of their ranks; null without test rows */
  readonly rank: number | null;
  /** whether no form has a lower test RMSLE; equal ones are all best */
  readonly best: boolean;
  /** part of the curve's win, shared equally by those that are best */
  readonly winShare: number;
  /** the same where errors are cut to three decimals first */
  readonly cutWinShare: number;
  /** test rows on which ŷ is ≤ 0 or not finite; null: some, but a table that was read back does not say how many */
  readonly unusableTestRows: number | null;
  /** starts drawn, and the share of them that reached the reported minimum */
  readonly starts: number;
  readonly basinShare: number | null;
  readonly atBound: readonly string[];
}

/** A form over the curves of one section. */
export interface FormSummary {
  readonly form: string;
  /** curves won, a shared one in part */
  readonly wins: number;
  /** wins / curves; null without curves */
  readonly shareBest: number | null;
  /** the same where errors are cut to three decimals first, as Alabdulmohsin et al.'s notebook counts */
  readonly cutShareBest: number | null;
  readonly meanRank: number | null;
  readonly medianRank: number | null;
  /** over the curves on which every form has a test RMSLE above 0 */
  readonly geometricMeanTest: number | null;
  /** a failure counts as infinite; null where the median is */
  readonly medianTest: number | null;
  /** likewise */
  readonly medianTrain: number | null;
  /** curves without a test RMSLE */
  readonly failures: number;
}

/** Two forms over the curves of one section. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** curves on which both have a test RMSLE above 0 */
  readonly curves: number;
  /** mean of ln RMSLE(A) − ln RMSLE(B), 0 where they are equal: below 0 A is better; null without curves */
  readonly meanDifference: number | null;
  /** from 2.5 to 97.5 % of the resamples' means; null for fewer than two curves */
  readonly interval: readonly [number, number] | null;
  /** share of resamples in which A's mean is lower, equal ones counted half; null as the interval */
  readonly shareLower: number | null;
  /** curves of the section on which A's test RMSLE is lower; a failure is higher than any number */
  readonly aLower: number;
  readonly bLower: number;
  /** curves on which they are equal, or both have failed */
  readonly ties: number;
  /** p-value of the exact two-sided sign test over the curves that are no ties */
  readonly signTestP: number;
}

/** All curves, those of one domain, or those of several joined as a group. */
export interface SuiteSection {
  readonly kind: "all" | "group" | "domain";
  readonly name: string;
  /** curves with test rows: those that count */
  readonly curves: number;
  /** of these, curves on which every form has a test RMSLE above 0 */
  readonly commonCurves: number;
  /** in the order of the request */
  readonly forms: readonly FormSummary[];
  readonly comparisons: readonly Comparison[];
}

/** What decides how far such a table can be trusted. Curves and rows are counted over the whole table. */
export interface SuiteCaveats {
  /** forms of the same test RMSLE, on how many curves, and on how many of them it is the lowest */
  readonly ties: readonly {
    readonly forms: readonly string[];
    readonly curves: number;
    readonly best: number;
  }[];
  /** curves of which several forms are best when errors are cut to three decimals */
  readonly cutTies: number;
  readonly oneTestRow: number;
  /** rows beyond the first of each (x, y) among the training rows, and among the test rows, of a curve */
  readonly repeated: { readonly curves: number; readonly trainRows: number; readonly testRows: number };
  /** test rows that also stand among the training rows of their curve */
  readonly seenInTraining: { readonly curves: number; readonly rows: number };
  /** test rows whose x lies between the smallest and the largest training x of their curve */
  readonly insideTraining: { readonly curves: number; readonly rows: number; readonly testRows: number };
  readonly withoutTestRows: readonly (readonly string[])[];
  /** cells of curves with test rows that have no test RMSLE */
  readonly failures: readonly SuiteCell[];
  /** curves on which every form failed: nobody won them */
  readonly withoutWinner: number;
  /** curves on which a form is exact, which has no logarithm */
  readonly exact: number;
  /** curves whose training y rises with x, which no form with b > 0 can follow */
  readonly rising: number;
  /** domains and groups of fewer than ten curves */
  readonly few: readonly { readonly name: string; readonly curves: number }[];
  /** rows left out by `--bad-rows skip` */
  readonly skippedRows: number;
}

/** A suite with its scores. */
export interface Suite {
  readonly forms: readonly string[];
  /** key column that domains are values of */
  readonly domainName: string | null;
  /** by curve, forms in the order asked for */
  readonly cells: readonly (readonly SuiteCell[])[];
  /** all, then groups, then domains in the order of first appearance */
  readonly sections: readonly SuiteSection[];
  readonly caveats: SuiteCaveats;
}
