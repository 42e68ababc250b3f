import type { ReadTable } from "./readTable.js";
import type { BreakTestRow } from "../uncertainty/types.js";
import { breakTestColumns, isBreakTestColumn } from "./breakTestTable.js";
import { readUncertainty } from "./readUncertainty.js";
import { tableKinds } from "./tableKind.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

/** What `bnsl test-breaks -o` wrote, in any format: the inverse of `breakTestsToArrow`. See `readUncertainty`. */
export function readBreakTests(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<BreakTestRow, UncertaintyMeta>> {
  const schema = { kind: tableKinds.breakTests, columns: breakTestColumns, taken: isBreakTestColumn };
  return readUncertainty(path, schema, stdin);
}
