import type { Table } from "apache-arrow";
import type { AuditRow } from "../uncertainty/types.js";
import { rowTable, type RowColumn } from "./rowTable.js";
import { uncertaintyMetadata, type UncertaintyMeta } from "./uncertaintyMeta.js";

/** The columns of a table of an audit behind its key columns, in order: one row per kind of interval of a curve. */
export const auditColumns: readonly RowColumn<AuditRow>[] = [
  { name: "n_breaks", kind: "count", nullable: true, cell: ({ nBreaks }) => nBreaks },
  { name: "quantity", kind: "text", nullable: true, cell: ({ quantity }) => quantity },
  { name: "index", kind: "count", nullable: true, cell: ({ index }) => index },
  { name: "x", kind: "number", cell: ({ x }) => x },
  { name: "truth", kind: "number", cell: ({ truth }) => truth },
  { name: "level", kind: "number", cell: ({ level }) => level },
  { name: "kind", kind: "text", nullable: true, cell: ({ kind }) => kind },
  { name: "method", kind: "text", nullable: true, cell: ({ method }) => method },
  { name: "covered", kind: "count", cell: ({ covered }) => covered },
  { name: "intervals", kind: "count", cell: ({ intervals }) => intervals },
  { name: "coverage", kind: "number", cell: ({ coverage }) => coverage },
  { name: "coverage_lo", kind: "number", cell: ({ coverageLo }) => coverageLo },
  { name: "coverage_hi", kind: "number", cell: ({ coverageHi }) => coverageHi },
  { name: "median_width", kind: "number", cell: ({ medianWidth }) => medianWidth },
  { name: "simulations", kind: "count", cell: ({ simulations }) => simulations },
  { name: "failed", kind: "count", cell: ({ failed }) => failed },
  { name: "status", kind: "text", cell: ({ status }) => status },
];

/** An audit as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. */
export function auditToArrow(rows: readonly AuditRow[], meta: UncertaintyMeta): Table {
  const metadata = uncertaintyMetadata("audit", meta);
  return rowTable(rows, meta.keyNames, auditColumns, isAuditColumn, metadata);
}

function isAuditColumn(name: string): boolean {
  return auditColumns.some((column) => column.name === name);
}
