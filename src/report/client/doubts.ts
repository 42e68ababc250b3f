import { methodsByPreference } from "../../uncertainty/methodOrder.js";
import { restsOnFewStarts } from "../../core/rows/startsInMinimum.js";
import { hasFit } from "../../core/status.js";
import type { FitRow } from "../../core/types.js";
import { speaksAgainst } from "./testOf.js";
import type { BreakTestRow, IntervalRow } from "../../uncertainty/types.js";

/** Reasons to look twice at an answer. */
export type Doubt = "few" | "bound" | "undetermined" | "runaway" | "nofit" | "open" | "loose" | "more";

export const DOUBTS: Readonly<Record<Doubt, string>> = {
  few: "rests on few starts",
  bound: "parameter on a bound",
  undetermined: "parameter not determined",
  runaway: "runs away beyond the data",
  nofit: "no fit",
  open: "break not bounded",
  loose: "break not well identified",
  more: "one more break supported",
};

/** What of a row is doubtful; `intervals` (of any number of breaks) are those of its curve, `test` is what `testOf` gives. */
export function doubtsOf(row: FitRow, intervals: readonly IntervalRow[], test: BreakTestRow | null = null): Doubt[] {
  if (!hasFit(row.status)) return ["nofit"];
  const doubts: Doubt[] = [];
  if (restsOnFewStarts(row)) doubts.push("few");
  if (row.atBound.length > 0) doubts.push("bound");
  if (row.unidentified.length > 0) doubts.push("undetermined");
  if (row.runsAway) doubts.push("runaway");
  if (openBreaks(row, intervals).length > 0) doubts.push("open");
  if (looseBreaks(row, intervals).length > 0) doubts.push("loose");
  if (test?.supported === true && speaksAgainst(test, row)) doubts.push("more");
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
