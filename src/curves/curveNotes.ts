import type { Curve } from "../core/types.js";
import type { Columns } from "./columnMeaning.js";
import { DuplicateCounts } from "./duplicates.js";
import type { BadRows } from "./badRows.js";

/** What is counted over a table for its notes. */
export interface TableCounts {
  /** whether every row is a curve of its own, of several */
  readonly lone: boolean;
  readonly duplicates: DuplicateCounts;
  readonly skipped: SkippedCounts;
}

/** Bad rows that were left out. */
export interface SkippedCounts {
  readonly rows: number;
  /** curves with such rows */
  readonly touched: number;
  /** curves with no other rows */
  readonly empty: number;
  /** all curves */
  readonly curves: number;
}

/** What is said of a table of curves: what was guessed, is odd or was skipped, a line each. */
export function tableNotes(columns: Columns, counts: TableCounts, skipped: BadRows): string[] {
  return [
    ...columns.notes,
    ...loneRowNotes(counts.lone, columns),
    ...counts.duplicates.notes(),
    ...skippedNotes(counts.skipped, skipped),
  ];
}

/** The counts of curves in memory. */
export function countCurves(curves: readonly Curve[]): TableCounts {
  const duplicates = new DuplicateCounts();
  for (const curve of curves) duplicates.add(curve);
  const touched = curves.filter((curve) => curve.skippedRows > 0);
  const skipped = {
    rows: touched.reduce((sum, curve) => sum + curve.skippedRows, 0),
    touched: touched.length,
    empty: touched.filter((curve) => curve.x.length === 0).length,
    curves: curves.length,
  };
  return { lone: areLone(curves), duplicates, skipped };
}

/** Whether every row is a curve of its own, of several. */
export function areLone(curves: readonly Curve[]): boolean {
  return curves.length > 1 && curves.every((curve) => curve.x.length + curve.skippedRows === 1);
}

function loneRowNotes(lone: boolean, columns: Columns): string[] {
  if (!lone || columns.notes.length === 0) return [];
  return [
    `every row is a curve of its own by ${columns.key.join(", ")}; name the columns that tell curves apart (--curve)`,
  ];
}

function skippedNotes({ rows, touched, empty, curves }: SkippedCounts, skipped: BadRows): string[] {
  if (rows === 0) return [];
  const counts = `${rows} bad row${rows === 1 ? "" : "s"} of ${touched} of ${curves} curve${curves === 1 ? "" : "s"}`;
  const none = empty === 0 ? "" : `; curves without rows now: ${empty}`;
  return [`skipped ${counts}${none}. ${skipped.told()}`];
}
