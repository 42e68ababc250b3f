import { groups, max, sort } from "d3-array";
import { isNearlySupported, restsOnFewStarts } from "../../core/rows/fitRow.js";
import { DEFAULT_ALPHA, leastForP, smallestP } from "../../core/statistics/multiplicity.js";
import { hasFit } from "../../core/status.js";
import type { FitRow } from "../../core/types.js";
import type { UncertaintyMeta } from "../../tables/uncertaintyMeta.js";
import { methodsByPreference } from "../../uncertainty/intervalRows.js";
import type { BreakTestRow, IntervalRow } from "../../uncertainty/types.js";
import type { CurveEntry } from "./curveIndex.js";
import { count, counted, number } from "./ui/numbers.js";

/** Reasons to look twice at an answer. */
export const DOUBTS = {
  few: "rests on few starts",
  bound: "parameter on a bound",
  undetermined: "parameter not determined",
  runaway: "runs away beyond the data",
  nofit: "no fit",
  open: "break not bounded",
  loose: "break not well identified",
  more: "one more break supported",
  nearly: "one more break rests on few rows or x",
  aside: "training rows set aside",
};

export type Doubt = keyof typeof DOUBTS;

/**
 * What of a row is doubtful; `intervals` (of any number of breaks) are those of its curve, `test` is what `testOf` gives.
 * @param rows all rows of its curve
 */
export function doubtsOf(
  row: FitRow,
  intervals: readonly IntervalRow[],
  test: BreakTestRow | null = null,
  rows: readonly FitRow[] = [row],
): Doubt[] {
  if (!hasFit(row.status)) return ["nofit"];
  const doubts: Doubt[] = [];
  if (restsOnFewStarts(row)) doubts.push("few");
  if (row.atBound.length > 0) doubts.push("bound");
  if (row.unidentified.length > 0) doubts.push("undetermined");
  if (row.runsAway) doubts.push("runaway");
  if (openBreaks(row, intervals).length > 0) doubts.push("open");
  if (looseBreaks(row, intervals).length > 0) doubts.push("loose");
  if (test?.supported === true && speaksAgainst(test, row)) doubts.push("more");
  if (row.selected && rows.some((each) => isNearlySupported(each, row))) doubts.push("nearly");
  if (row.setAside.length > 0) doubts.push("aside");
  return doubts;
}

/** The intervals of breaks' locations that the data leave open at one end or both, by the most preferred method. */
export function openBreaks(row: FitRow, intervals: readonly IntervalRow[]): IntervalRow[] {
  return breakLocations(row, intervals).filter(({ ends }) => ends !== "both");
}

/** Of breaks that fewer refits than this hold inside the data, apart from the others, a location says little. */
export const WELL_IDENTIFIED = 0.9;

/** The intervals of breaks' locations that a tenth of the refits or more have lost, by the most preferred method. */
export function looseBreaks(row: FitRow, intervals: readonly IntervalRow[]): IntervalRow[] {
  return breakLocations(row, intervals).filter(
    ({ shareIdentified }) => shareIdentified !== null && shareIdentified < WELL_IDENTIFIED,
  );
}

/** The interval of each break's location, by the most preferred method. */
export function breakLocations(row: FitRow, intervals: readonly IntervalRow[]): IntervalRow[] {
  const mine = intervals.filter(({ quantity, nBreaks }) => quantity === "d" && nBreaks === row.nBreaks);
  return row.d.flatMap((_, i) => {
    const ofBreak = mine.filter(({ index }) => index === i + 1);
    const [method] = methodsByPreference(ofBreak);
    const shown = ofBreak.find((each) => each.method === method);
    return shown ?? [];
  });
}

/**
 * What a row of a curve is told of break tests: the test of its own number of breaks against one more; of an answer, where there
 * is none such, the test that the curve has, whatever numbers of breaks it compares.
 */
export function testOf({ tests, shown }: Pick<CurveEntry, "tests" | "shown">, row: FitRow): BreakTestRow | null {
  const own = tests.find(({ nNull }) => nNull === row.nBreaks);
  if (own) return own;
  return shown.includes(row) ? (tests.find(({ pValue }) => pValue !== null) ?? tests[0] ?? null) : null;
}

/** "0 against 1 break" */
export function testedWords(nNull: number): string {
  return `${nNull} against ${nNull + 1} ${nNull === 0 ? "break" : "breaks"}`;
}

/**
 * Whether a test speaks against the row's number of breaks: one more than it has is supported, or one that it has is not.
 * Null where the test has no answer.
 */
export function speaksAgainst({ nNull, supported }: BreakTestRow, { nBreaks }: FitRow): boolean | null {
  if (nNull === null || supported === null) return null;
  return supported ? nNull >= nBreaks : nNull < nBreaks;
}

/** A table of break tests, and how it was made where that is known. */
export interface TestTable {
  readonly rows: readonly BreakTestRow[];
  readonly meta: UncertaintyMeta | null;
}

/** The level that the tests were held against. */
export function levelOf(meta: UncertaintyMeta | null): number {
  return meta && "alpha" in meta.options ? meta.options.alpha : DEFAULT_ALPHA;
}

/** What the tests of each number of breaks came to, whatever numbers were selected; "" where none has an answer. */
export function testCounts({ rows }: TestTable): string {
  const tested = rows.filter(({ nNull, supported }) => nNull !== null && supported !== null);
  const byNull = sort(
    groups(tested, ({ nNull }) => nNull!),
    ([n]) => n,
  );
  const parts = byNull.map(([n, mine]) => {
    const supported = mine.filter((row) => row.supported === true).length;
    return `of ${testedWords(n)}: supported in ${count(supported)} of ${counted(mine.length, "curve")}`;
  });
  return parts.length === 0 ? "" : `Tests for one more break, by Holm: ${parts.join("; ")}.`;
}

/**
 * Why no curve of the table could have come out as supported: simulated data sets so few that the smallest p that they
 * allow, adjusted by Holm over all curves, is above the level. Null where one could have.
 */
export function reachWords({ rows, meta }: TestTable): string | null {
  const tested = rows.filter(({ pValue }) => pValue !== null);
  const resamples = max(tested, (row) => row.resamples) ?? 0;
  const level = levelOf(meta);
  if (resamples === 0 || tested.length * smallestP(resamples) <= level) return null;
  const small = tested.filter(({ pValue }) => pValue! < level).length;
  return (
    `${count(resamples)} simulated data sets cannot reach ${number(level)} after Holm’s adjustment over ` +
    `${count(tested.length)} curves: --resamples ${leastForP(level / tested.length)} or more could. ` +
    `${small === 0 ? "None" : count(small)} of them ${small === 1 ? "has" : "have"} p < ${number(level)} unadjusted.`
  );
}
