import { type Table, tableFromIPC } from "apache-arrow";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { InputError } from "../core/errors.js";

/** What the thread is asked: to open a file, by its path or from its bytes, or for the next rows of the one that is open. */
export type ParquetQuestion = "next" | { readonly source: string | Blob };

/** What it answers: an Arrow stream of the schema alone or of some rows, the end, or what is wrong with the file. */
export interface ParquetAnswer {
  readonly schema?: Uint8Array;
  readonly batch?: Uint8Array<ArrayBuffer>;
  readonly end?: true;
  readonly problem?: string;
}

/**
 * A Parquet file as Arrow tables: first one without rows, for its schema, then the rows as they are decoded. Another thread
 * decodes them, in memory that is bounded by the size of the file.
 *
 * @param source a path, which is read piece by piece, or bytes
 * @param size of the file, bytes
 * @throws InputError that names the file where it is damaged, or unpacks to more than a file of its size has reason to
 */
export async function* parquetTables(name: string, source: string | Blob, size: number): AsyncGenerator<Table> {
  const thread = takeThread(memoryFor(size));
  const most = mostRows(size);
  let rows = 0;
  try {
    const opened = await thread.ask({ source });
    if (opened.schema === undefined) throw damaged(name, opened.problem);
    yield tableFromIPC(opened.schema);
    for (;;) {
      const next = await thread.ask("next");
      if (next.end) return;
      if (next.batch === undefined) throw damaged(name, next.problem);
      const table = tableFromIPC(next.batch);
      rows += table.numRows;
      if (rows > most) throw tooManyRows(name, size, most);
      yield table;
    }
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    throw new InputError(
      `${name}: not a whole Parquet file, or one that unpacks to more than ${thread.memory / MIB} MiB at once; ` +
        "write or copy it again, in smaller row groups",
      { cause: error },
    );
  } finally {
    await giveBack(thread);
  }
}

const MIB = 1 << 20;

/** Bytes that the decoder may take: what real files need many times over, and no 4 GiB for a few kilobytes. */
function memoryFor(size: number): number {
  const wanted = 96 * MIB + 16 * size;
  return Math.min(4096 * MIB, 128 * MIB * 2 ** Math.max(0, Math.ceil(Math.log2(wanted / (128 * MIB)))));
}

/** Repeated values take no bytes, so that ten bytes can hold 2^31 rows; a row of a curve has numbers of its own. */
function mostRows(size: number): number {
  return MIB + 8 * size;
}

function damaged(name: string, problem = "no data"): InputError {
  const what = problem.replace(/\s+/g, " ").slice(0, 200);
  return new InputError(`${name}: not a whole Parquet file (${what}); write or copy it again`);
}

function tooManyRows(name: string, size: number, most: number): InputError {
  return new InputError(
    `${name}: more than ${most} rows in ${size} bytes, which are too few for the numbers of so many; write it again ` +
      "without the rows that repeat, or as Arrow",
  );
}

/** The thread ended, or does not answer. */
class ThreadError extends Error {
  override name = "ThreadError";
}

const MOST_SECONDS = 300;

class ParquetThread {
  readonly #worker: Worker;
  #waiting: { resolve(answer: ParquetAnswer): void; reject(error: Error): void } | undefined;
  alive = true;

  /** @param memory most bytes of its decoder */
  constructor(readonly memory: number) {
    this.#worker = startWorker(memory);
    this.#worker.on("message", (answer: ParquetAnswer) => this.#waiting?.resolve(answer));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("the thread ended")));
    this.#worker.unref();
  }

  async ask(question: ParquetQuestion): Promise<ParquetAnswer> {
    const late = setTimeout(() => void this.close(), MOST_SECONDS * 1000);
    try {
      return await new Promise<ParquetAnswer>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        if (!this.alive) return reject(new ThreadError("the thread has ended"));
        // only a thread that is at work keeps the process
        this.#worker.ref();
        this.#worker.postMessage(question);
      });
    } finally {
      clearTimeout(late);
      this.#waiting = undefined;
      this.#worker.unref();
    }
  }

  async close(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #end(cause: unknown): void {
    this.alive = false;
    this.#waiting?.reject(new ThreadError("the decoder ended", { cause }));
  }
}

function startWorker(memory: number): Worker {
  // the decoder's own words on a trap are of no use to a reader
  const options = { workerData: { memory }, stdout: true, stderr: true };
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL("./parquetWorker.js", import.meta.url), options);
  }
  // Sources run through tsx in tests and benchmarks, which hears of what is imported, not of a thread's first file.
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve("tsx/esm/api")
      .replace(/cjs$/, "mjs"),
  ).href;
  const module = new URL("./parquetWorker.ts", import.meta.url).href;
  const code = `import("${tsx}").then(({ register }) => (register(), import("${module}")))`;
  return new Worker(code, { ...options, eval: true });
}

let idle: ParquetThread | undefined;

function takeThread(memory: number): ParquetThread {
  if (idle?.alive && idle.memory === memory) {
    const thread = idle;
    idle = undefined;
    return thread;
  }
  return new ParquetThread(memory);
}

/**
 * One small thread waits for the next file: to start it takes longer than to read most files. Others are waited for, one
 * that ended by itself too: their memory is there until they have gone.
 */
async function giveBack(thread: ParquetThread): Promise<void> {
  if (thread.alive && idle?.alive !== true && thread.memory <= 256 * MIB) idle = thread;
  else await thread.close();
}

/*
 * How far a WebAssembly module may grow is written in its memory section; a decoder without a maximum takes up to 4 GiB
 * when a page of a damaged or hostile file unpacks to that much, and no caller can stop it.
 */

const PAGE = 65_536;
const MOST_PAGES = 65_536;
const HEADER = 8;
const MEMORY_SECTION = 5;

/**
 * The same module with a most for its one memory, in bytes; growing beyond it fails inside the module.
 * @throws Error where it has no memory of its own
 */
export function withMemoryLimit(wasm: Uint8Array, most: number): Uint8Array {
  const pages = Math.min(MOST_PAGES, Math.ceil(most / PAGE));
  for (let at = HEADER; at < wasm.length;) {
    const size = readNumber(wasm, at + 1);
    const end = size.end + size.value;
    if (wasm[at] === MEMORY_SECTION) {
      // one memory; flags; least pages
      const least = readNumber(wasm, size.end + 2).value;
      const content = [1, 1, ...numberBytes(least), ...numberBytes(Math.max(least, pages))];
      const section = [MEMORY_SECTION, ...numberBytes(content.length), ...content];
      return Buffer.concat([wasm.subarray(0, at), Uint8Array.from(section), wasm.subarray(end)]);
    }
    at = end;
  }
  throw new Error("the WebAssembly module has no memory section");
}

/** An unsigned LEB128. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return { value, end: at };
  }
}

function numberBytes(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...numberBytes(Math.floor(value / 128))];
}
