import type { Table } from "apache-arrow";
import type { BreakTestRow } from "../uncertainty/types.js";
import { rowTable, type RowColumn } from "./rowTable.js";
import { uncertaintyMetadata, type UncertaintyMeta } from "./uncertaintyMeta.js";

/** The columns of a table of break tests behind its key columns, in order: one row per curve. */
export const breakTestColumns: readonly RowColumn<BreakTestRow>[] = [
  { name: "n_null", kind: "count", nullable: true, cell: ({ nNull }) => nNull },
  { name: "status", kind: "text", cell: ({ status }) => status },
  { name: "statistic", kind: "number", cell: ({ statistic }) => statistic },
  { name: "p_value", kind: "number", cell: ({ pValue }) => pValue },
  { name: "p_error", kind: "number", cell: ({ pError }) => pError },
  { name: "p_holm", kind: "number", cell: ({ pHolm }) => pHolm },
  { name: "p_bh", kind: "number", cell: ({ pBh }) => pBh },
  { name: "supported", kind: "flag", nullable: true, cell: ({ supported }) => supported },
  { name: "location", kind: "number", cell: ({ location }) => location },
  { name: "resamples", kind: "count", cell: ({ resamples }) => resamples },
  { name: "failed", kind: "count", cell: ({ failed }) => failed },
];

/**
 * Break tests as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front.
 */
export function breakTestsToArrow(rows: readonly BreakTestRow[], meta: UncertaintyMeta): Table {
  const metadata = uncertaintyMetadata("break-tests", meta);
  return rowTable(rows, meta.keyNames, breakTestColumns, isBreakTestColumn, metadata);
}

function isBreakTestColumn(name: string): boolean {
  return breakTestColumns.some((column) => column.name === name);
}
