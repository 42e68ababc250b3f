import type { ReadTable } from "./readTable.js";
import type { AuditRow } from "../uncertainty/types.js";
import { auditColumns, isAuditColumn } from "./auditTable.js";
import { readUncertainty } from "./readUncertainty.js";
import { tableKinds } from "./tableKind.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

/** What `bnsl audit -o` wrote, in any format: the inverse of `auditToArrow`. See `readUncertainty`. */
export function readAudit(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<AuditRow, UncertaintyMeta>> {
  const schema = { kind: tableKinds.audit, columns: auditColumns, taken: isAuditColumn };
  return readUncertainty(path, schema, stdin);
}
