import type { Curve, CurveSet } from "../core/types.js";
import { weightColumn, type Columns } from "./columnMeaning.js";
import { countCurves, tableNotes, type TableCounts } from "./curveNotes.js";
import { CurveGrouper } from "./curves.js";
import type { TableFacts } from "./curveStore.js";
import { BadRows } from "./badRows.js";
import type { CurveSource } from "../formats/source.js";
import { idleKeys, mayGuessAgain } from "./idleKeys.js";
import { readTable, type LoadOptions } from "./table.js";

export type { CurveSource } from "../formats/source.js";
export type { LoadOptions } from "./table.js";

/**
 * Reads one or more sources as one table of curves: bytes (CSV, Arrow IPC file or stream, Parquet) or Arrow tables.
 * What was guessed or skipped stands in the notes.
 * @throws InputError naming file, line or row, column and value, and what to do
 */
export async function loadCurves(sources: readonly CurveSource[], options: LoadOptions): Promise<CurveSet> {
  const set = await loadOnce(sources, options);
  const notKeys = mayGuessAgain(sources, options) ? idleKeys(set.keyNames, set.curves) : [];
  return notKeys.length === 0 ? set : loadOnce(sources, { ...options, notKeys });
}

async function loadOnce(sources: readonly CurveSource[], options: LoadOptions): Promise<CurveSet> {
  let grouper: CurveGrouper | undefined;
  let columns: Columns | undefined;
  const skipped = new BadRows();
  for await (const table of readTable(sources, options)) {
    columns = table.columns;
    skipped.merge(table.rows.badRows);
    grouper ??= new CurveGrouper(weightColumn(columns)?.kind ?? "weight");
    grouper.add(table.rows);
  }
  const names = sources.map((source) => source.name);
  // a table without rows, and so without columns, is an error of readTable's
  return toCurveSet(columns!, grouper!.curves(), names, skipped);
}

/** Curves under the names of their columns, with the notes on what was guessed and skipped. */
export function toCurveSet(
  columns: Columns,
  curves: readonly Curve[],
  sources: readonly string[],
  skipped: BadRows,
): CurveSet {
  return { ...tableFacts(columns, countCurves(curves), sources, skipped), curves };
}

/** What a table says of all its curves. */
export function tableFacts(
  columns: Columns,
  counts: TableCounts,
  sources: readonly string[],
  skipped: BadRows,
): TableFacts {
  const weighing = weightColumn(columns);
  return {
    keyNames: columns.key,
    xName: columns.x,
    yName: columns.y,
    weightName: weighing?.name ?? null,
    weightKind: weighing?.kind ?? "weight",
    trainName: columns.train,
    sources,
    notes: tableNotes(columns, counts, skipped),
  };
}
