import type { Curve } from "../core/types.js";
import type { CurveSource } from "../formats/source.js";
import type { LoadOptions } from "./table.js";

/** Rows to a curve, on average, below which a guess at what tells curves apart has failed. */
const FEWEST_ROWS = 1.25;
/** Share of the rows that have a value of their own in a column which tells rows apart, not curves. */
const MOST_VALUES = 0.8;
/** Rows from which there is something to fit. */
const LEAST_TABLE = 4;

/** Curves that are looked at. */
export const CURVES_LOOKED_AT = 100_000;

/** Whether key columns were guessed, and the table can be read again without some of them. */
export function mayGuessAgain(sources: readonly CurveSource[], { curve, notKeys }: LoadOptions): boolean {
  const again = sources.every((source) => "table" in source || source.once !== true);
  return curve === undefined && notKeys === undefined && again;
}

/** Whether nearly every row is a curve of its own, so that nothing can be fitted. */
export function areNearlyLone(curves: number, rows: number): boolean {
  return rows >= LEAST_TABLE && rows < FEWEST_ROWS * curves;
}

/**
 * Guessed key columns that are new in nearly every row (a date, a run's number, a file of one row), where nearly every row
 * is a curve of its own because of them.
 */
export function idleKeys(
  keyNames: readonly string[],
  curves: readonly Pick<Curve, "key" | "x" | "skippedRows">[],
): string[] {
  if (curves.length > CURVES_LOOKED_AT) return idleKeys(keyNames, curves.slice(0, CURVES_LOOKED_AT));
  const rows = curves.reduce((sum, { x, skippedRows }) => sum + x.length + skippedRows, 0);
  if (!areNearlyLone(curves.length, rows)) return [];
  return keyNames.filter((_, j) => new Set(curves.map(({ key }) => key[j])).size > MOST_VALUES * rows);
}
