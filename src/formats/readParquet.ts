import { type RecordBatch, type Schema, Table } from "apache-arrow";
import { parquetTables } from "../node/parquetThread.js";

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
