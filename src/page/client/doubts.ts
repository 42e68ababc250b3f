import { methodsByPreference } from "../../report/methodOrder.js";
import { restsOnFewStarts } from "../../report/startsInMinimum.js";
import { hasFit } from "../../status.js";
import type { FitRow } from "../../types.js";
import type { BreakTestRow, IntervalRow } from "../../uncertainty/types.js";

/** Reasons to look twice at an answer. */
export type Doubt = "few" | "bound" | "nofit" | "open" | "more";

export const DOUBTS: Readonly<Record<Doubt, string>> = {
  few: "rests on few starts",
  bound: "parameter on a bound",
  nofit: "no fit",
  open: "break not bounded",
  more: "one more break supported",
};

/** What of a row is doubtful; `intervals` (of any number of breaks) and `test` are those of its curve. */
export function doubtsOf(
  row: FitRow,
  intervals: readonly IntervalRow[],
  test: BreakTestRow | null = null,
): Doubt[] {
  if (!hasFit(row.status)) return ["nofit"];
  const doubts: Doubt[] = [];
  if (restsOnFewStarts(row)) doubts.push("few");
  if (row.atBound.length > 0) doubts.push("bound");
  if (openBreaks(row, intervals).length > 0) doubts.push("open");
  if (test?.supported === true && test.nNull === row.nBreaks) doubts.push("more");
  return doubts;
}

/** The intervals of breaks' locations that the data leave open at one end or both, by the most preferred method. */
export function openBreaks(row: FitRow, intervals: readonly IntervalRow[]): IntervalRow[] {
  const mine = intervals.filter(({ quantity, nBreaks }) => quantity === "d" && nBreaks === row.nBreaks);
  return row.d.flatMap((_, i) => {
    const ofBreak = mine.filter(({ index }) => index === i + 1);
    const [method] = methodsByPreference(ofBreak);
    const shown = ofBreak.find((each) => each.method === method);
    return shown && shown.ends !== "both" ? [shown] : [];
  });
}
