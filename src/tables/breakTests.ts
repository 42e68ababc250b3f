import type { Table } from "apache-arrow";
import type { BreakTestRow } from "../uncertainty/types.js";
import { fieldColumns, rowTable } from "./columns.js";
import type { ReadTable } from "./read.js";
import { tableKinds } from "./tableKind.js";
import { BOOTSTRAP_STATUSES, readUncertainty, type UncertaintyMeta, uncertaintyMetadata } from "./uncertaintyMeta.js";

/** The columns of a table of break tests behind its key columns, in order: one row per curve. */
export const breakTestColumns = fieldColumns<BreakTestRow>({
  nNull: ["n_null", "count", "nullable"],
  objectiveNull: ["objective_null", "number", "nullable"],
  status: ["status", { ...BOOTSTRAP_STATUSES, "too-few-points": true, "most-breaks": true }],
  statistic: ["statistic", "number", "nullable"],
  pValue: ["p_value", "number", "nullable"],
  pError: ["p_error", "number", "nullable"],
  pHolm: ["p_holm", "number", "nullable"],
  pBh: ["p_bh", "number", "nullable"],
  supported: ["supported", "flag", "nullable"],
  location: ["location", "number", "nullable"],
  resamples: ["resamples", "count"],
  failed: ["failed", "count"],
});

/**
 * Break tests as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front.
 */
export function breakTestsToArrow(rows: readonly BreakTestRow[], meta: UncertaintyMeta): Table {
  const metadata = uncertaintyMetadata("break-tests", meta);
  return rowTable(rows, meta.keyNames, breakTestColumns, isBreakTestColumn, metadata);
}

/** Whether such a table gives this name to one of its own columns. */
function isBreakTestColumn(name: string): boolean {
  return breakTestColumns.some((column) => column.name === name);
}

/** What `bnsl test-breaks -o` wrote, in any format: the inverse of `breakTestsToArrow`. See `readUncertainty`. */
export function readBreakTests(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<BreakTestRow, UncertaintyMeta>> {
  const schema = { kind: tableKinds.breakTests, columns: breakTestColumns, taken: isBreakTestColumn };
  return readUncertainty(path, schema, stdin);
}
