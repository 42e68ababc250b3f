import type { Table } from "apache-arrow";
import type { AuditRow } from "../uncertainty/types.js";
import { fieldColumns, rowTable } from "./columns.js";
import type { ReadTable } from "./read.js";
import { tableKinds } from "./tableKind.js";
import {
  BOOTSTRAP_STATUSES,
  METHODS,
  QUANTITIES,
  readUncertainty,
  type UncertaintyMeta,
  uncertaintyMetadata,
} from "./uncertaintyMeta.js";

/** The columns of a table of an audit behind its key columns, in order: one row per kind of interval of a curve. */
export const auditColumns = fieldColumns<AuditRow>({
  nBreaks: ["n_breaks", "count", "nullable"],
  quantity: ["quantity", QUANTITIES, "nullable"],
  index: ["index", "count", "nullable"],
  x: ["x", "number", "nullable"],
  truth: ["truth", "number", "nullable"],
  level: ["level", "number"],
  kind: ["kind", "text", "nullable"],
  method: ["method", METHODS, "nullable"],
  covered: ["covered", "count"],
  intervals: ["intervals", "count"],
  coverage: ["coverage", "number", "nullable"],
  coverageLo: ["coverage_lo", "number", "nullable"],
  coverageHi: ["coverage_hi", "number", "nullable"],
  medianWidth: ["median_width", "number", "nullable"],
  simulations: ["simulations", "count"],
  failed: ["failed", "count"],
  status: ["status", BOOTSTRAP_STATUSES],
  dof: ["dof", "count", "nullable"],
});

/** An audit as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. */
export function auditToArrow(rows: readonly AuditRow[], meta: UncertaintyMeta): Table {
  const metadata = uncertaintyMetadata("audit", meta);
  return rowTable(rows, meta.keyNames, auditColumns, isAuditColumn, metadata);
}

/** Whether such a table gives this name to one of its own columns. */
function isAuditColumn(name: string): boolean {
  return auditColumns.some((column) => column.name === name);
}

/** What `bnsl audit -o` wrote, in any format: the inverse of `auditToArrow`. See `readUncertainty`. */
export function readAudit(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<AuditRow, UncertaintyMeta>> {
  const schema = { kind: tableKinds.audit, columns: auditColumns, taken: isAuditColumn };
  return readUncertainty(path, schema, stdin);
}
