import type { ReadTable } from "./readTable.js";
import type { IntervalRow } from "../uncertainty/types.js";
import { intervalColumns, isIntervalColumn } from "./intervalTable.js";
import { readUncertainty } from "./readUncertainty.js";
import { tableKinds } from "./tableKind.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

/** What `bnsl bootstrap -o` wrote, in any format: the inverse of `intervalsToArrow`. See `readUncertainty`. */
export function readIntervals(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<IntervalRow, UncertaintyMeta>> {
  const schema = { kind: tableKinds.intervals, columns: intervalColumns, taken: isIntervalColumn };
  return readUncertainty(path, schema, stdin);
}
