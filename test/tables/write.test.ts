import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Field, Float64, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableFromIPC } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { fitsToArrow } from "../../src/tables/arrow.js";
import { readFits } from "../../src/tables/read.js";
import { buildTable } from "../../src/formats/batch.js";
import { formatOf, tableBytes, writeBatches, writeFits, writeTable } from "../../src/tables/write.js";
import { madeMeta, madeResult, madeRow } from "./madeFits.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-write-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function part(first: number, count = 3): RecordBatch {
  const values = Array.from({ length: count }, (_, i) => first + i);
  const columns = [
    { name: "k", type: new Utf8(), nullable: false, values: values.map((value) => `key ${value}`) },
    { name: "x", type: new Float64(), nullable: false, values },
  ];
  return buildTable(columns).batches[0];
}

async function* stream(...batches: RecordBatch[]): AsyncGenerator<RecordBatch> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

describe("formatOf", () => {
  it("follows from the ending, in any case", () => {
    const paths = ["-", "a.arrow", "a.Feather", "a.arrows", "b.c/a.PARQUET", "a.csv", "a.jsonl", "a.ndjson"];
    const formats = ["csv", "arrow", "arrow", "arrows", "parquet", "csv", "jsonl", "jsonl"];
    expect(paths.map(formatOf)).toEqual(formats);
  });

  it("refuses others and lists the endings", () => {
    const list = ".arrow, .feather, .arrows, .parquet, .csv, .jsonl, .ndjson, or - for CSV on standard output";
    expect(() => formatOf("fits.xlsx")).toThrow(InputError);
    expect(() => formatOf("fits.xlsx")).toThrow(
      `fits.xlsx: unknown ending .xlsx; the format follows from the file's ending: ${list}`,
    );
    expect(() => formatOf("dir.csv/fits")).toThrow("dir.csv/fits: no ending; ");
  });
});

describe("writeFits", () => {
  it.each(["fits.arrow", "fits.arrows", "fits.parquet", "fits.csv", "fits.jsonl"])(
    "writes %s, which readFits reads",
    async (name) => {
      const path = join(folder, name);
      await writeFits(madeResult(), path);
      expect((await readFits(path)).rows).toEqual(madeResult().rows);
      expect(readdirSync(folder)).toEqual([name]);
    },
  );

  it("writes CSV to standard output, which readFits reads from standard input", async () => {
    const pipe = new PassThrough();
    await writeFits(madeResult(), "-", pipe);
    pipe.end();
    const back = await readFits("-", pipe);
    expect(back.rows).toEqual(madeResult().rows);
    expect(back.meta.sources).toEqual(["stdin"]);
  });
});

describe("writeBatches", () => {
  it.each(["arrow", "arrows", "csv", "jsonl", "parquet"])("writes all batches in order as .%s", async (ending) => {
    const path = join(folder, `t.${ending}`);
    expect(await writeBatches(stream(part(0), part(3), part(6, 2)), path)).toBe(8);
    if (ending.startsWith("arrow")) {
      expect(tableFromIPC(readFileSync(path)).getChild("x")!.toArray()).toEqual(
        Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      );
    } else if (ending !== "parquet") {
      const values = [...readFileSync(path, "utf8").matchAll(/key (\d)/g)].map((match) => match[1]);
      expect(values.join("")).toBe("01234567");
    } else {
      expect(readFileSync(path).subarray(0, 4).toString()).toBe("PAR1");
    }
  });

  it("asks for the next batch only when the one before is written", async () => {
    let given = 0;
    async function* counting(): AsyncGenerator<RecordBatch> {
      for (; given < 20; given++) yield await Promise.resolve(part(given * 1000, 1000));
    }
    const pipe = new PassThrough({ highWaterMark: 1 });
    const done = writeBatches(counting(), "-", { stdout: pipe });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(given).toBeLessThan(5);
    pipe.resume();
    expect(await done).toBe(20_000);
  });

  it.each([
    [0, 0],
    [0, 40],
    [40, 0],
  ])("does not damage columns that share or overlap one buffer (from %i and %i)", async (first, second) => {
    const buffer = Float64Array.from({ length: 100 }, (_, i) => i / 3);
    const columns = [buffer.subarray(first, first + 60), buffer.subarray(second, second + 60)];
    const back = tableFromIPC(await tableBytes(overlapping(columns), "arrow"));
    columns.forEach((column, i) => expect(back.getChildAt(i)!.toArray()).toEqual(column));
  });

  it("refuses batches whose columns change, and leaves no file", async () => {
    const other = buildTable([{ name: "k", type: new Utf8(), nullable: false, values: ["a"] }]).batches[0];
    await expect(writeBatches(stream(part(0), other), join(folder, "t.arrow"))).rejects.toThrow(
      "the rows after row 3 have the columns k (Utf8), those before k (Utf8), x (Float64): " +
        "bring the files to the same columns first",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("accepts batches that differ in metadata alone, without ending the file at them", async () => {
    const noted = buildTable(
      [
        { name: "k", type: new Utf8(), nullable: true, values: ["n"] },
        { name: "x", type: new Float64(), nullable: true, values: [9] },
      ],
      new Map([["note", "other"]]),
    ).batches[0];
    const path = join(folder, "t.arrow");
    expect(await writeBatches(stream(part(0), noted, part(3)), path)).toBe(7);
    expect([...tableFromIPC(readFileSync(path)).getChild("x")!]).toEqual([0, 1, 2, 9, 3, 4, 5]);
  });

  it("writes lists as CSV batch by batch where the longest is told, and never cuts one", async () => {
    const batches = [1, 2].map((n) => fitsToArrow({ meta: madeMeta(), rows: [listed(n)] }).batches[0]);
    const [held, told] = [join(folder, "held.csv"), join(folder, "told.csv")];
    await writeBatches(stream(...batches), held);
    await writeBatches(stream(...batches), told, { longestList: 2 });
    expect(readFileSync(told, "utf8")).toBe(readFileSync(held, "utf8"));
    await expect(writeBatches(stream(...batches), told, { longestList: 1 })).rejects.toThrow("a list is longer than 1");
  });

  it("needs a schema where there are no batches", async () => {
    const path = join(folder, "t.csv");
    await expect(writeBatches(stream(), path)).rejects.toThrow("nothing to write: the input has no rows");
    expect(await writeBatches(stream(), path, { schema: part(0).schema })).toBe(0);
    expect(readFileSync(path, "utf8")).toBe("k,x\n");
  });

  it("keeps the old file when the batches fail, and passes their error on", async () => {
    const path = join(folder, "t.csv");
    writeFileSync(path, "old");
    async function* failing(): AsyncGenerator<RecordBatch> {
      yield await Promise.resolve(part(0));
      throw new InputError("curves.csv, line 3: no number");
    }
    await expect(writeBatches(failing(), path)).rejects.toThrow(new InputError("curves.csv, line 3: no number"));
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["t.csv"]);
  });
});

describe("writeTable", () => {
  it("writes an empty table with its columns", async () => {
    const path = join(folder, "t.arrow");
    await writeTable(buildTable([{ name: "x", type: new Float64(), nullable: false, values: [] }]), path);
    const back = tableFromIPC(readFileSync(path));
    expect([back.numRows, back.schema.fields.map(String)]).toEqual([0, ["x: Float64"]]);
  });
});

/** A row with n breaks. */
function listed(n: number) {
  const list = Array.from({ length: n }, (_, i) => i + 1);
  return madeRow({ nBreaks: n, c: list, d: list, f: list });
}

function overlapping(columns: readonly Float64Array[]): Table {
  const schema = new Schema(columns.map((_, i) => new Field(`x${i}`, new Float64(), false)));
  const children = columns.map((data) => makeData({ type: new Float64(), data, length: data.length, nullCount: 0 }));
  const length = columns[0].length;
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
  return new Table(schema, [new RecordBatch(schema, data)]);
}
