import type { Table } from "apache-arrow";
import type { IntervalRow } from "../uncertainty/types.js";
import { rowTable, type RowColumn } from "./rowTable.js";
import { uncertaintyMetadata, type UncertaintyMeta } from "./uncertaintyMeta.js";

/** The columns of a table of intervals behind its key columns, in order: one row per interval. */
export const intervalColumns: readonly RowColumn<IntervalRow>[] = [
  { name: "n_breaks", kind: "count", nullable: true, cell: ({ nBreaks }) => nBreaks },
  { name: "quantity", kind: "text", nullable: true, cell: ({ quantity }) => quantity },
  { name: "index", kind: "count", nullable: true, cell: ({ index }) => index },
  { name: "x", kind: "number", cell: ({ x }) => x },
  { name: "estimate", kind: "number", cell: ({ estimate }) => estimate },
  { name: "se", kind: "number", cell: ({ se }) => se },
  { name: "lo", kind: "number", cell: ({ lo }) => lo },
  { name: "hi", kind: "number", cell: ({ hi }) => hi },
  { name: "level", kind: "number", cell: ({ level }) => level },
  { name: "kind", kind: "text", nullable: true, cell: ({ kind }) => kind },
  { name: "method", kind: "text", nullable: true, cell: ({ method }) => method },
  { name: "share_identified", kind: "number", cell: ({ shareIdentified }) => shareIdentified },
  { name: "share_at_bound", kind: "number", cell: ({ shareAtBound }) => shareAtBound },
  { name: "resamples", kind: "count", cell: ({ resamples }) => resamples },
  { name: "failed", kind: "count", cell: ({ failed }) => failed },
  { name: "status", kind: "text", cell: ({ status }) => status },
  { name: "ends", kind: "text", nullable: true, cell: ({ ends }) => ends },
];

/**
 * Intervals as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. What is
 * missing is null; an interval without an end has ±Infinity there (0 below for d, f and reach).
 */
export function intervalsToArrow(rows: readonly IntervalRow[], meta: UncertaintyMeta): Table {
  const metadata = uncertaintyMetadata("intervals", meta);
  return rowTable(rows, meta.keyNames, intervalColumns, isIntervalColumn, metadata);
}

function isIntervalColumn(name: string): boolean {
  return intervalColumns.some((column) => column.name === name);
}
