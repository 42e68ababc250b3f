import { stat } from "node:fs/promises";
import { parquetTables } from "../node/parquetThread.js";
import { countedBatches, type RawBatch } from "./source.js";

/**
 * The record batches of a Parquet file, decoded one at a time. A file that has a path is read there piece by piece; the
 * bytes of any other source are held in memory, as the footer comes last.
 * @throws InputError where the bytes are not readable as Parquet
 */
export async function* readParquet(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  path?: string,
): AsyncGenerator<RawBatch> {
  const counted = countedBatches();
  const [source, size] = path === undefined ? await heldBytes(chunks) : [path, (await stat(path)).size];
  for await (const table of parquetTables(name, source, size)) {
    for (const batch of table.batches) yield counted(batch);
  }
}

async function heldBytes(chunks: AsyncIterable<Uint8Array>): Promise<[Blob, number]> {
  const parts: BlobPart[] = [];
  // a chunk's memory may be used again by whoever sent it
  for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
  const blob = new Blob(parts);
  return [blob, blob.size];
}
