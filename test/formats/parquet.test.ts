import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Float64, IntervalMonthDayNano, RecordBatch, Schema, Struct, Utf8, Field, makeData } from "apache-arrow";
import { ParquetFile } from "parquet-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { decodeParquet } from "../../src/formats/parquet.js";
import { buildTable } from "../../src/formats/batch.js";
import { encodeBatches, writeBatches } from "../../src/tables/write.js";

const ROWS = 10_000;
const GROUP_ROWS = 32_768;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-parquet-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Rows from `first` on, each with a number and a text of its own. */
function part(first: number, count = ROWS): RecordBatch {
  const values = Array.from({ length: count }, (_, i) => first + i);
  const columns = [
    { name: "k", type: new Utf8(), nullable: false, values: values.map((value) => `key ${value % 7}`) },
    { name: "x", type: new Float64(), nullable: false, values: values.map((value) => value / 7) },
  ];
  return buildTable(columns, new Map([["bnsl.note", "kept"]])).batches[0];
}

/** So many batches of 10,000 rows, and how many of them were asked for. */
class Parts {
  given = 0;
  ended = false;

  constructor(
    private readonly count: number,
    private readonly error?: Error,
  ) {}

  async *batches(): AsyncGenerator<RecordBatch> {
    try {
      for (; this.given < this.count; this.given++) yield await Promise.resolve(part(this.given * ROWS));
      if (this.error) throw this.error;
    } finally {
      this.ended = true;
    }
  }
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Rows of each row group, and its codecs. */
async function groupsOf(bytes: Uint8Array): Promise<{ rows: number[]; codecs: Set<number> }> {
  const file = await ParquetFile.fromFile(new Blob([bytes as BlobPart]));
  const groups = file.metadata().rowGroups();
  const codecs = new Set(groups.flatMap((group) => group.columns().map((column) => column.compression())));
  return { rows: groups.map((group) => group.numRows()), codecs };
}

/** Calendar intervals, of which the encoder hears only as it writes them. */
function intervals(rows: number): RecordBatch {
  const data = makeData({ type: new IntervalMonthDayNano(), length: rows, data: new Int32Array(4 * rows) });
  const schema = new Schema([new Field("every", data.type, true)]);
  const children = [data];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

describe("encodeParquet", () => {
  const { schema } = part(0, 1);

  it("writes batches as row groups of 32,768 rows, in order, compressed, with the schema's metadata", async () => {
    const bytes = await bytesOf(encodeBatches(new Parts(8).batches(), "parquet", { schema }));
    const snappy = 1;
    expect(await groupsOf(bytes)).toEqual({
      rows: [GROUP_ROWS, GROUP_ROWS, 8 * ROWS - 2 * GROUP_ROWS],
      codecs: new Set([snappy]),
    });
    const back = await decodeParquet(bytes, "t.parquet");
    expect(back.schema.metadata.get("bnsl.note")).toBe("kept");
    const expected = Float64Array.from({ length: 8 * ROWS }, (_, i) => i / 7);
    expect(back.getChild("x")!.toArray()).toEqual(expected);
    expect(back.getChild("k")!.get(8 * ROWS - 1)).toBe(`key ${(8 * ROWS - 1) % 7}`);
  });

  it("asks for no more batches than a row group needs, and lets go of them when its reader leaves", async () => {
    const parts = new Parts(40);
    const chunks = encodeBatches(parts.batches(), "parquet", { schema })[Symbol.asyncIterator]();
    const { value } = (await chunks.next()) as { value: Uint8Array };
    expect(Buffer.from(value.subarray(0, 4)).toString()).toBe("PAR1");
    expect(parts.given).toBeLessThan(10);
    await chunks.return!();
    expect(parts.ended).toBe(true);
    expect(parts.given).toBeLessThan(10);
  });

  it("leaves out batches without rows, and writes a table of none with its columns", async () => {
    const batches = async function* () {
      for (const batch of [part(0, 0), part(0, 2), part(0, 0), part(2, 1)]) yield await Promise.resolve(batch);
    };
    const some = await decodeParquet(await bytesOf(encodeBatches(batches(), "parquet", { schema })), "t");
    expect(some.getChild("x")!.toArray()).toEqual(Float64Array.of(0, 1 / 7, 2 / 7));
    const none = await bytesOf(encodeBatches(new Parts(0).batches(), "parquet", { schema }));
    const back = await decodeParquet(none, "t.parquet");
    expect([back.numRows, back.schema.fields.map(String)]).toEqual([0, ["k: Utf8", "x: Float64"]]);
    expect(back.schema.metadata.get("bnsl.note")).toBe("kept");
  });

  it.each([0, 1, 8])("passes an error on that comes after %i batches, and keeps the old file", async (count) => {
    const path = join(folder, "t.parquet");
    writeFileSync(path, "old");
    const parts = new Parts(count, new InputError("curves.csv, line 3: no number"));
    await expect(writeBatches(parts.batches(), path, { schema })).rejects.toThrow(
      new InputError("curves.csv, line 3: no number"),
    );
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["t.parquet"]);
  });

  it("refuses a type that Parquet has no form for, at the start or on the way, and leaves no file", async () => {
    const path = join(folder, "t.parquet");
    const write = (batch: RecordBatch) =>
      writeBatches(
        (async function* () {
          yield await Promise.resolve(batch);
        })(),
        path,
      );
    const empty = new Struct([]);
    const hollow = new Schema([new Field("hollow", empty, true)]);
    const children = [makeData({ type: empty, length: 2, nullCount: 0, children: [] })];
    const data = makeData({ type: new Struct(hollow.fields), length: 2, nullCount: 0, children });
    await expect(write(new RecordBatch(hollow, data))).rejects.toThrow(
      new InputError(
        "Parquet cannot hold this table (Arrow: Parquet does not support writing empty structs): choose .arrow",
      ),
    );
    await expect(write(intervals(6))).rejects.toThrow(
      new InputError("Parquet cannot hold this table (0 of 6 rows came through): choose .arrow"),
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
