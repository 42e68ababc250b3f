import { type RecordBatch, type Schema, Table } from "apache-arrow";
import { parquetTables } from "../node/parquetThread.js";
import { encodeArrow } from "./ipc.js";

/**
 * Parquet bytes (Snappy), schema metadata included. The whole table is held in memory, twice while it is
 * encoded.
 */
export async function* encodeParquet(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array> {
  const { Table: WasmTable, writeParquet } = await import("parquet-wasm");
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeArrow(schema, batches, "stream")) chunks.push(chunk);
  yield writeParquet(WasmTable.fromIPCStream(Buffer.concat(chunks)));
}

/**
 * A table from the bytes of a Parquet file; `name` is the file's, for messages.
 * @throws InputError where they are damaged or unpack to more than their size gives reason for
 */
export async function decodeParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const batches: RecordBatch[] = [];
  let schema: Schema | undefined;
  for await (const table of parquetTables(name, new Blob([bytes as BlobPart]), bytes.length)) {
    schema ??= table.schema;
    if (table.numRows > 0) batches.push(...table.batches);
  }
  return new Table(schema!, batches);
}
