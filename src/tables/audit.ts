import { AUDIT_OPTIONS } from "../uncertainty/request.js";
import type { AuditRow } from "../uncertainty/types.js";
import { fieldColumns } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { BOOTSTRAP_STATUSES, ERROR_WORDS, METHODS, QUANTITIES, uncertaintyTable } from "./uncertaintyMeta.js";

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
  dof: ["dof", "count", "later"],
  errors: ["errors", ERROR_WORDS, "later"],
  rho: ["rho", "number", "later"],
  target: ["target", "number", "later"],
});

const table = uncertaintyTable(tableKinds.audit, auditColumns, AUDIT_OPTIONS);

/** An audit as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. */
export const auditToArrow = table.toArrow;

/** What `bnsl audit -o` wrote, in any format: the inverse of `auditToArrow`. See `uncertaintyTable`. */
export const readAudit = table.read;
