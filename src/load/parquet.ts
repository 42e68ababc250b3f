import { tableFromIPC } from "apache-arrow";
import { InputError } from "../errors.js";
import { countedBatches, type RawBatch } from "./source.js";

const rowsPerBatch = 65_536;

/**
 * The record batches of a Parquet file, decoded one at a time. The file's own bytes are held in memory, as its footer
 * comes last.
 * @throws InputError where the bytes are not readable as Parquet
 */
export async function* readParquet(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<RawBatch> {
  const bytes: BlobPart[] = [];
  // a chunk's memory may be used again by whoever sent it
  for await (const chunk of chunks) bytes.push(chunk.slice());
  // imported late: the decoder is 5 MB of WebAssembly that other formats do without
  const { ParquetFile } = await import("parquet-wasm");
  const counted = countedBatches();
  try {
    const file = await ParquetFile.fromFile(new Blob(bytes));
    const batches = (await file.stream({ batchSize: rowsPerBatch })) as ReadableStream<WasmBatch>;
    for await (const wasm of batches) {
      for (const batch of tableFromIPC(wasm.intoIPCStream()).batches) yield counted(batch);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: not a whole Parquet file (${message}); write or copy it again`, {
      cause: error,
    });
  }
}

interface WasmBatch {
  /** consumes the batch: its WebAssembly memory is given back */
  intoIPCStream(): Uint8Array;
}
