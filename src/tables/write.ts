import { RecordBatch, type Schema, type Table, util } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { FitResult } from "../core/types.js";
import { encodeArrow } from "../formats/arrow.js";
import { encodeCsv } from "../formats/csv.js";
import { encodeParquet } from "../formats/parquet.js";
import { encodeJsonl } from "../formats/rawText.js";
import { writeFile } from "../node/files.js";
import { fitsToArrow } from "./arrow.js";

/** `arrow` is the IPC file format, `arrows` the IPC stream format. */
export type TableFormat = "arrow" | "arrows" | "csv" | "jsonl" | "parquet";

/**
 * Writes fits in the format of the path's ending, "-" as CSV to standard output; nothing is left if it fails.
 */
export async function writeFits(
  result: FitResult,
  path: string,
  stdout: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  await writeTable(fitsToArrow(result), path, stdout);
}

/** The same for any Arrow table. */
export async function writeTable(
  table: Table,
  path: string,
  stdout: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  await writeBatches(batchesOf(table), path, { schema: table.schema, stdout });
}

/**
 * The same for batches as they come; returns the number of rows. One batch at a time is held, with Parquet a
 * row group, but CSV with lists of numbers whose longest is not told holds all. Without `schema` the first batch
 * has to tell it. InputError where the ending is unknown, a batch has other columns than the first, or the file
 * cannot be written.
 */
export async function writeBatches(
  batches: AsyncIterable<RecordBatch>,
  path: string,
  options: { schema?: Schema; longestList?: number; stdout?: NodeJS.WritableStream } = {},
): Promise<number> {
  const encode = encoders[formatOf(path)];
  const counted = { rows: 0 };
  const source = await withSchema(batches, options.schema);
  const rows = uniform(source.schema, source.batches, counted);
  const chunks = encode(source.schema, rows, options.longestList);
  await writeFile(path, chunks, options.stdout);
  return counted.rows;
}

/** The bytes of batches that share a schema, as they come. */
export function encodeBatches(
  batches: AsyncIterable<RecordBatch>,
  format: TableFormat,
  { schema, longestList }: { schema: Schema; longestList?: number },
): AsyncIterable<Uint8Array> {
  return encoders[format](schema, uniform(schema, batches, { rows: 0 }), longestList);
}

/** The bytes of a table of fits, or of any Arrow table, in a format. */
export async function tableBytes(table: FitResult | Table, format: TableFormat): Promise<Uint8Array> {
  const arrow = "meta" in table ? fitsToArrow(table) : table;
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoders[format](arrow.schema, batchesOf(arrow))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The format that a path's ending stands for; "-" is CSV. InputError that lists the endings. */
export function formatOf(path: string): TableFormat {
  if (path === "-") return "csv";
  const ending = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? "";
  const format = endings.get(ending);
  if (format !== undefined) return format;
  throw new InputError(
    `${path}: ${ending === "" ? "no ending" : `unknown ending ${ending}`}; the format follows from the file's ending: ` +
      `${[...endings.keys()].join(", ")}, or - for CSV on standard output`,
  );
}

const endings = new Map<string, TableFormat>([
  [".arrow", "arrow"],
  [".feather", "arrow"],
  [".arrows", "arrows"],
  [".parquet", "parquet"],
  [".csv", "csv"],
  [".jsonl", "jsonl"],
  [".ndjson", "jsonl"],
]);

type Encoder = (schema: Schema, batches: AsyncIterable<RecordBatch>, longestList?: number) => AsyncIterable<Uint8Array>;

const encoders: Record<TableFormat, Encoder> = {
  arrow: (schema, batches) => encodeArrow(schema, batches, "file"),
  arrows: (schema, batches) => encodeArrow(schema, batches, "stream"),
  csv: encodeCsv,
  jsonl: encodeJsonl,
  parquet: encodeParquet,
};

async function withSchema(
  batches: AsyncIterable<RecordBatch>,
  schema: Schema | undefined,
): Promise<{ schema: Schema; batches: AsyncIterable<RecordBatch> }> {
  if (schema !== undefined) return { schema, batches };
  const iterator = batches[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) throw new InputError("nothing to write: the input has no rows, so its columns are not known");
  return { schema: first.value.schema, batches: resume(first.value, iterator) };
}

async function* resume<T>(first: T, iterator: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** Batches under one schema: the Arrow writer would end the file, silently, at the first that differs. */
async function* uniform(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  counted: { rows: number },
): AsyncGenerator<RecordBatch> {
  const columns = describe(schema);
  for await (const batch of batches) {
    if (describe(batch.schema) !== columns) {
      throw new InputError(
        `the rows after row ${counted.rows} have the columns ${describe(batch.schema)}, those before ${columns}: ` +
          `bring the files to the same columns first`,
      );
    }
    counted.rows += batch.numRows;
    yield util.compareSchemas(schema, batch.schema) ? batch : new RecordBatch(schema, batch.data);
  }
}

function describe(schema: Schema): string {
  return schema.fields.map((field) => `${field.name} (${String(field.type)})`).join(", ");
}

async function* batchesOf(table: Table): AsyncGenerator<RecordBatch> {
  await Promise.resolve();
  yield* table.batches;
}
