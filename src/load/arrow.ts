import { RecordBatchReader, type Table } from "apache-arrow";
import { InputError } from "../errors.js";
import { countedBatches, type RawBatch } from "./source.js";

/**
 * The record batches of an Arrow IPC file or stream. A stream is read as it comes; a file is held in memory, as its
 * footer comes last.
 * @throws InputError where the bytes are not readable as Arrow
 */
export async function* readArrow(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawBatch> {
  const counted = countedBatches();
  try {
    const reader = await RecordBatchReader.from(chunks);
    for await (const batch of reader) yield counted(batch);
  } catch (error) {
    throw new InputError(`${name}: ${explain(error)}`, { cause: error });
  }
}

/** The record batches of a table in memory. */
export function* tableBatches(table: Table): Generator<RawBatch> {
  const counted = countedBatches();
  for (const batch of table.batches) yield counted(batch);
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes("codec not found")
    ? "its buffers are compressed (LZ4 or ZSTD), which is not read here; write it uncompressed, or as Parquet"
    : "not a whole Arrow file or stream: it is cut short or damaged; write or copy it again";
}
