import type { RecordBatch, Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { decodeArrow, readArrow } from "../formats/arrow.js";
import { openSource, readBytes } from "../node/files.js";
import { isFitColumn, writtenKeyNames } from "../tables/columns.js";
import { fitRow, requireFits } from "../tables/fits.js";
import { startsWith } from "../formats/bytes.js";
import { decodeParquet } from "../formats/parquet.js";
import { isArrow } from "../tables/rawTable.js";
import { keyText } from "../tables/readCell.js";
import { metaFrom } from "../tables/meta.js";
import type { FitMeta, FitRow, Shard } from "../core/types.js";

/** The fits of one share of a table of curves, read anew from their file as often as they are asked for. */
export interface ShardTable {
  /** the file, for messages */
  readonly name: string;
  readonly meta: FitMeta;
  readonly shard: Shard;
  /** of the whole table that was fitted */
  readonly digest: string;
  /** the rows of one curve after another, in the order of the file; InputError where it is damaged */
  curves(): AsyncGenerator<readonly FitRow[]>;
}

/**
 * What a file says of the share it is; its rows are read later.
 *
 * @param stayOpen whether the file may stay open while its rows are read; if not, it is held in memory meanwhile
 * @throws InputError where a file cannot be read, is no table of fits, or does not say which share it is
 */
export async function readShard(path: string, stayOpen = true): Promise<ShardTable> {
  if (path === "-") throw new InputError("- is standard input: name the files of the shards instead");
  const file = { path, stayOpen, format: await formatOf(path) };
  const { metadata, fields } = (await wholeTable(file)).schema;
  const columns = fields.map((field) => String(field.name));
  const described = { name: path, columns, metadata, spread: false, rows: [] };
  requireFits(described, []);
  const meta = metaFrom(metadata, path);
  if (meta === null) throw new InputError(`${path}: its metadata were lost on the way; ${AS_WRITTEN}`);
  const keys = writtenKeyNames(meta.keyNames, isFitColumn);
  requireFits(described, keys);
  return { name: path, meta, ...shareOf(meta, path), curves: () => curvesOf(file, keys) };
}

const AS_WRITTEN = "give the .arrow, .arrows or .parquet file that bnsl fit --shard wrote";

interface ShardFile {
  readonly path: string;
  readonly stayOpen: boolean;
  readonly format: "arrow" | "parquet";
}

/** One batch at a time, but Parquet whole: its decoder is a thread, and the shards are read side by side. */
async function* batchesOf(file: ShardFile): AsyncGenerator<RecordBatch> {
  const { path, stayOpen, format } = file;
  if (format === "parquet") yield* (await wholeTable(file)).batches;
  else {
    const batches = readArrow(path, openSource(path).chunks(), stayOpen ? path : undefined);
    for await (const { batch } of batches) yield batch;
  }
}

async function wholeTable({ path, format }: ShardFile): Promise<Table> {
  const bytes = await readBytes(openSource(path));
  return format === "parquet" ? decodeParquet(bytes, path) : decodeArrow(bytes, path);
}

async function formatOf(path: string): Promise<"arrow" | "parquet"> {
  const begin = await beginOf(path);
  if (startsWith(begin, "PAR1")) return "parquet";
  if (isArrow(begin)) return "arrow";
  const what = begin.length === 0 ? "is empty" : "is neither Arrow nor Parquet: no other format says which shard it is";
  throw new InputError(`${path} ${what}; ${AS_WRITTEN}`);
}

async function beginOf(path: string): Promise<Uint8Array> {
  for await (const piece of openSource(path).chunks()) return piece;
  return new Uint8Array(0);
}

function shareOf({ digest, shard, options }: FitMeta, name: string): Pick<ShardTable, "shard" | "digest"> {
  if (options.protocol === "extrapolate") {
    throw new InputError(
      `${name}: under the protocol extrapolate the fits of a shard depend on which other curves are in it; ` +
        `fit the whole table in one run`,
    );
  }
  if (shard === null || shard === undefined) {
    throw new InputError(
      `${name} is no shard: its fits are of a whole table, there is nothing to merge it with; ` +
        `a shard is what bnsl fit --shard 1/8 writes`,
    );
  }
  if (digest === null || digest === undefined) {
    throw new InputError(
      `${name} does not say which table its curves are of (no digest in its metadata), so nobody can tell whether ` +
        `the shards belong together; make it with bnsl fit --shard`,
    );
  }
  const { index, of, curves } = shard;
  const whole = [index, of, curves].every((value) => Number.isSafeInteger(value));
  if (whole && index >= 1 && index <= of && curves >= 0) return { shard, digest };
  throw new InputError(
    `${name}: its metadata are damaged: there is no shard ${index} of ${of} of ${curves} curves; make it again`,
  );
}

async function* curvesOf(file: ShardFile, keys: readonly string[]): AsyncGenerator<readonly FitRow[]> {
  let rows: FitRow[] = [];
  for await (const row of rowsOf(file, keys)) {
    if (rows.length > 0 && !sameKey(rows[0].key, row.key)) {
      yield rows;
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield rows;
}

/** One row at a time is made: a batch may claim any number of rows, and the first that is not there ends it. */
async function* rowsOf(file: ShardFile, keys: readonly string[]): AsyncGenerator<FitRow> {
  let before = 0;
  for await (const batch of batchesOf(file)) {
    const cells = cellsOf(batch);
    for (let i = 0; i < batch.numRows; i++) {
      const cell = (column: string): unknown => cells(column, i);
      const where = `${file.path}, row ${before + i + 1}`;
      yield fitRow(
        keys.map((key) => keyText(cell(key))),
        { where, columns: null, cell, list: cell },
      );
    }
    before += batch.numRows;
  }
}

function cellsOf(batch: RecordBatch): (column: string, row: number) => unknown {
  const vectors = new Map(batch.schema.fields.map((field, j) => [String(field.name), batch.getChildAt(j)] as const));
  return (column, row) => vectors.get(column)?.get(row) as unknown;
}

function sameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.every((part, j) => part === other[j]);
}
