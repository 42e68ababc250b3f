import type { Curve } from "../types.js";
import type { Columns } from "./columnMeaning.js";
import { duplicateNotes } from "./duplicates.js";
import type { BadRow } from "./faults.js";

/** What is said of a table of curves: what was guessed, is odd or was skipped, a line each. */
export function curveNotes(
  columns: Columns,
  curves: readonly Curve[],
  firstSkipped: BadRow | null,
): string[] {
  return [
    ...columns.notes,
    ...loneRowNotes(curves, columns),
    ...duplicateNotes(curves),
    ...skippedNotes(curves, firstSkipped),
  ];
}

/** Whether every row is a curve of its own, of several. */
export function areLone(curves: readonly Curve[]): boolean {
  return curves.length > 1 && curves.every((curve) => curve.x.length + curve.skippedRows === 1);
}

function loneRowNotes(curves: readonly Curve[], columns: Columns): string[] {
  if (!areLone(curves) || columns.notes.length === 0) return [];
  return [
    `every row is a curve of its own by ${columns.key.join(", ")}; name the columns that tell curves apart (--curve)`,
  ];
}

function skippedNotes(curves: readonly Curve[], first: BadRow | null): string[] {
  const touched = curves.filter((curve) => curve.skippedRows > 0);
  if (touched.length === 0) return [];
  const rows = touched.reduce((sum, curve) => sum + curve.skippedRows, 0);
  const empty = touched.filter((curve) => curve.x.length === 0).length;
  const counts = `${rows} bad row${rows === 1 ? "" : "s"} of ${touched.length} of ${curves.length} curve${curves.length === 1 ? "" : "s"}`;
  const none = empty === 0 ? "" : `; curves without rows now: ${empty}`;
  return [`skipped ${counts}${none}. The first: ${first?.text}`];
}
