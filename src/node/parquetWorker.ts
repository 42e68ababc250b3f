import { openAsBlob, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { initSync, ParquetFile } from "parquet-wasm/esm";
import { type ParquetAnswer, type ParquetQuestion, withMemoryLimit } from "./parquetThread.js";

/*
 * A thread that decodes Parquet, a file at a time: damaged files trap the decoder, and a trap inside one of its promises
 * can be caught by nobody, so that it would end the process. Here it ends the thread.
 */

const wasm = createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
const { memory } = workerData as { readonly memory: number };
initSync({ module: new WebAssembly.Module(withMemoryLimit(readFileSync(wasm), memory) as BufferSource) });

const ROWS_PER_BATCH = 65_536;
const CELLS_PER_BATCH = 1 << 21;

interface WasmBatch {
  /** consumes the batch: its WebAssembly memory is given back */
  intoIPCStream(): Uint8Array<ArrayBuffer>;
}

let file: ParquetFile | undefined;
let batches: ReadableStreamDefaultReader<WasmBatch> | undefined;

async function open(source: string | Blob): Promise<void> {
  await batches?.cancel();
  file?.free();
  batches = file = undefined;
  // reads of a Blob that stands for a file go to the file
  file = await ParquetFile.fromFile(typeof source === "string" ? await openAsBlob(source) : source);
  const stream = (await file.stream({ batchSize: rowsPerBatch(file) })) as ReadableStream<WasmBatch>;
  batches = stream.getReader();
}

/** A batch of a table of very many columns has fewer rows. */
function rowsPerBatch(opened: ParquetFile): number {
  const metadata = opened.metadata();
  const columns = metadata.numRowGroups() === 0 ? 1 : metadata.rowGroup(0).numColumns();
  metadata.free();
  return Math.max(1, Math.min(ROWS_PER_BATCH, Math.floor(CELLS_PER_BATCH / columns)));
}

async function answer(question: ParquetQuestion): Promise<ParquetAnswer> {
  try {
    if (question !== "next") {
      await open(question.source);
      return { schema: file!.schema().intoIPCStream() };
    }
    const next = await batches!.read();
    return next.done ? { end: true } : { batch: next.value.intoIPCStream() };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.on("message", (question: ParquetQuestion) => {
  void answer(question).then((reply) =>
    parentPort!.postMessage(reply, reply.batch === undefined ? [] : [reply.batch.buffer]),
  );
});
