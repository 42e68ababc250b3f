import { type RecordBatch, type Schema, Table } from "apache-arrow";
import { stat } from "node:fs/promises";
import type { RecordBatch as WasmBatch, Table as WasmTable } from "parquet-wasm";
import { InputError } from "../core/errors.js";
import { parquetTables } from "../node/parquetThread.js";
import { encodeArrow } from "./arrow.js";
import { collect, joined } from "./bytes.js";
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

/**
 * Parquet bytes (Snappy), schema metadata included. One batch is held, and the row group that it goes to.
 *
 * @throws InputError where Parquet has no form for a column's type
 */
export async function* encodeParquet(schema: Schema, batches: AsyncIterable<RecordBatch>): AsyncGenerator<Uint8Array> {
  const source = new WasmBatches(schema, batches);
  try {
    const first = await source.next();
    source.rethrow();
    if (first === undefined) yield await encodeNoRows(schema);
    else yield* encodeRowGroups(first, source);
  } finally {
    await source.close();
  }
}

async function heldBytes(chunks: AsyncIterable<Uint8Array>): Promise<[Blob, number]> {
  const parts: BlobPart[] = [];
  // a chunk's memory may be used again by whoever sent it
  for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
  const blob = new Blob(parts);
  return [blob, blob.size];
}

/** Where a row group ends: a reader has to hold one, too. */
const GROUP_ROWS = 32_768;
const GROUP_BYTES = 1 << 25;
/** Words repeat and need few; a dictionary of numbers that are all different takes more room than the numbers. */
const DICTIONARY_BYTES = 1 << 16;

async function* encodeRowGroups(first: WasmBatch, source: WasmBatches): AsyncGenerator<Uint8Array> {
  const { Compression, transformParquetStream, WriterPropertiesBuilder } = await import("parquet-wasm");
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setDictionaryPageSizeLimit(DICTIONARY_BYTES)
    .setMaxRowGroupSize(GROUP_ROWS)
    .setMaxRowGroupBytes(GROUP_BYTES);
  const encoding = transformParquetStream(streamOf(first, source), properties.build());
  const chunks = (await encoding.catch(refuse)) as ReadableStream<Uint8Array>;
  const written: Written = { before: 0, last: new Uint8Array(0) };
  for await (const chunk of chunks) {
    written.before += written.last.length;
    yield (written.last = chunk);
  }
  source.rethrow();
  const rows = await rowsIn(written);
  if (rows !== source.rows) refuse(`${rows} of ${source.rows} rows came through`);
}

function streamOf(first: WasmBatch, source: WasmBatches): ReadableStream<WasmBatch> {
  let waiting: WasmBatch | undefined = first;
  const pull = async (controller: ReadableStreamDefaultController<WasmBatch>): Promise<void> => {
    const batch = waiting ?? (await source.next());
    waiting = undefined;
    if (batch === undefined) controller.close();
    else controller.enqueue(batch);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/** Batches in the encoder's memory, those without rows left out. */
class WasmBatches {
  /** handed on so far */
  rows = 0;
  private readonly batches: AsyncIterator<RecordBatch>;
  private failure: { readonly error: unknown } | undefined;
  private closed = false;

  constructor(
    private readonly schema: Schema,
    batches: AsyncIterable<RecordBatch>,
  ) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** undefined at the end, also where they fail: the encoder passes over errors in silence, so they are told by `rethrow` */
  async next(): Promise<WasmBatch | undefined> {
    try {
      while (!this.closed) {
        const next = await this.batches.next();
        if (next.done === true) break;
        this.rows += next.value.numRows;
        if (next.value.numRows > 0) return await this.encoded(next.value);
      }
    } catch (error) {
      this.failure = { error };
    }
    return undefined;
  }

  rethrow(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.batches.return?.();
  }

  private async encoded(batch: RecordBatch): Promise<WasmBatch | undefined> {
    const table = await toWasm(this.schema, [batch]);
    const one = table.recordBatch(0);
    // JavaScript's collector does not see how much it takes
    table.free();
    return one;
  }
}

async function encodeNoRows(schema: Schema): Promise<Uint8Array> {
  const { writeParquet } = await import("parquet-wasm");
  const table = await toWasm(schema, []);
  try {
    return writeParquet(table);
  } catch (error) {
    return refuse(error);
  }
}

async function toWasm(schema: Schema, batches: readonly RecordBatch[]): Promise<WasmTable> {
  const { Table } = await import("parquet-wasm");
  return Table.fromIPCStream(joined(await collect(encodeArrow(schema, batches, "stream"))));
}

/** Rows that a file says it has, told by its last chunk, which holds its footer. */
async function rowsIn({ before, last }: Written): Promise<number> {
  const { ParquetFile } = await import("parquet-wasm");
  // The footer points to places in the file. Nothing is read there, so a blob that takes no room stands in for it.
  const whole = Math.floor(before / HOLLOW.size);
  const parts = [...new Array<Blob>(whole).fill(HOLLOW), HOLLOW.slice(0, before % HOLLOW.size)];
  const file = await ParquetFile.fromFile(new Blob([...parts, last as BlobPart])).catch(refuse);
  try {
    return file.metadata().fileMetadata().numRows();
  } finally {
    file.free();
  }
}

const HOLLOW = new Blob([new Uint8Array(1 << 20)]);

/** What came of an encoder. */
interface Written {
  /** bytes before the last chunk */
  before: number;
  last: Uint8Array;
}

function refuse(reason: unknown): never {
  const words = reason instanceof Error ? reason.message : String(reason);
  throw new InputError(`Parquet cannot hold this table (${words}): choose .arrow`);
}
