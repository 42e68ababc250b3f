import type { FitResult, FitRow } from "../types.js";
import { groupBy } from "./groupBy.js";

/** Anything that is of one curve. */
export type Keyed = Pick<FitRow, "key">;

/** The rows of one curve, n ascending, and those of them that answer for it. */
export interface CurveRows {
  readonly rows: readonly FitRow[];
  /** null where no n was selected, because none has a fit or because nothing was to be selected */
  readonly selected: FitRow | null;
  /**
   * rows to show: the selected one, all where nothing was to be selected, else the first as witness of the
   * failure
   */
  readonly shown: readonly FitRow[];
}

/** Curves in the order of their first row, with the rows that answer for each. */
export function byCurve(result: FitResult): CurveRows[] {
  const showAll = result.meta.options.select === "none";
  return groupByKey(result.rows).map((rows) => {
    const selected = rows.find((row) => row.selected) ?? null;
    return { rows, selected, shown: showAll ? rows : [selected ?? rows[0]] };
  });
}

/** The rows of each curve, curves in the order of their first row. */
export function groupByKey<Row extends Keyed>(rows: readonly Row[]): Row[][] {
  return groupBy(rows, ({ key }) => key);
}

/** A curve's name: the values of its key columns. A table without key columns holds one curve. */
export function curveName({ key }: Keyed): string {
  return key.length === 0 ? "(the curve)" : key.map((part) => (part === "" ? '""' : part)).join(" / ");
}

/** How the curves of one table are called: `curveName` without the key columns in which all of them are the same. */
export function curveNamer(rows: readonly Keyed[]): (row: Keyed) => string {
  const telling = (rows[0]?.key ?? []).map((value, j) => rows.some((row) => row.key[j] !== value));
  if (!telling.includes(true)) return curveName;
  return ({ key }) => curveName({ key: key.filter((_, j) => telling[j]) });
}
