import { type RecordBatch, type Schema, type Table, tableFromIPC } from "apache-arrow";
import { InputError } from "../errors.js";
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

/** A table from the bytes of a Parquet file; `name` is the file's, for messages. */
export async function decodeParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const { readParquet } = await import("parquet-wasm");
  try {
    return tableFromIPC(readParquet(bytes).intoIPCStream());
  } catch (error) {
    throw new InputError(`${name} cannot be read as Parquet (${messageOf(error)}); write or copy it again`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
