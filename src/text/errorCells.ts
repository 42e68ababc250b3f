import type { ErrorMeasure } from "../core/rows/errorMeasure.js";
import type { FitRow } from "../core/types.js";
import { shortNumber } from "../formats/terminalText.js";
import type { PlainColumn } from "./plainTable.js";

/** Heads of the columns of errors on training and test rows; of errors in units of y with R², which they say nothing without. */
export function errorHeaders({ column }: ErrorMeasure): PlainColumn[] {
  const heads: (readonly [string, string])[] = [
    [column, "train"],
    [column, "test"],
    ...(column === "rmse" ? [["R²", "train"] as const] : []),
  ];
  return heads.map((header) => ({ header, right: true }));
}

/** What stands in them, three digits each. */
export function errorCells(row: FitRow | null, { column, train, test }: ErrorMeasure): string[] {
  const values = [train, test, ...(column === "rmse" ? [(each: FitRow) => each.r2Train] : [])];
  return values.map((value) => shortNumber(row && value(row), 3));
}
