import type { RecordBatch } from "apache-arrow";
import { toRecordBatches } from "../../curves/convert.js";
import { readBatches } from "../../formats/format.js";
import type { CurveSource } from "../../formats/source.js";
import { counted } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { isResult } from "../../tables/tableKind.js";
import { writeBatches } from "../../tables/write.js";
import { columnRequest } from "../columnFlags.js";
import type { ConvertFlags } from "../commands/convert.js";
import type { Io } from "../io.js";
import { checkDestination, checkStreams } from "../output.js";

/** What `bnsl convert` does. */
export async function convertTable(files: readonly string[], flags: ConvertFlags, io: Io): Promise<void> {
  checkStreams({ inputs: files });
  checkDestination(flags.output, files);
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${line}\n`));
  const sources = files.map((file) => openSource(file));
  const result = files.length === 1 && files[0] !== "-" && (await holdsResult(sources[0]));
  const batches = result ? asTheyStand(sources[0]) : toRecordBatches(sources, columnRequest(flags), note);
  const rows = await writeBatches(batches, flags.output);
  if (flags.output !== "-") note(`wrote ${counted(rows, "row")} to ${flags.output}`);
}

async function holdsResult(source: CurveSource): Promise<boolean> {
  for await (const { batch } of readBatches(source)) return isResult(batch.schema.metadata);
  return false;
}

async function* asTheyStand(source: CurveSource): AsyncGenerator<RecordBatch> {
  for await (const { batch } of readBatches(source)) yield batch;
}
