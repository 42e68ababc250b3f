import { Table, tableFromIPC, tableToIPC, type RecordBatch } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { toRecordBatches } from "../../src/curves/convert.js";
import { loadCurves, type CurveSource, type LoadOptions } from "../../src/curves/load.js";
import { parquetBytes, byteSource, textSource, withoutLines } from "./sources.js";

async function convert(source: CurveSource, options: LoadOptions = {}) {
  const batches: RecordBatch[] = [];
  const notes: string[] = [];
  for await (const batch of toRecordBatches([source], options, (line) => notes.push(line))) batches.push(batch);
  return { batches, notes };
}

const text = `Task,Model,N,Loss,weight,split\nA,1e9,1,2,1,train\nB,2e9,2,-3,2,test\n"é, f",2e9,3,4,0.5,test\n`;

describe("toRecordBatches", () => {
  test("gives the columns in one shape under their names", async () => {
    const { batches, notes } = await convert(textSource(text));
    expect(batches.length).toBe(1);
    expect(batches[0].schema.fields.map((field) => `${String(field.name)} ${String(field.type)}`)).toEqual([
      "Task Utf8",
      "Model Utf8",
      "N Float64",
      "Loss Float64",
      "weight Float64",
      "split Bool",
    ]);
    expect(batches[0].toArray().map((row) => Object.values(row.toJSON() as object) as unknown[])).toEqual([
      ["A", "1e9", 1, 2, 1, true],
      ["B", "2e9", 2, -3, 2, false],
      ["é, f", "2e9", 3, 4, 0.5, false],
    ]);
    expect(notes).toEqual(["columns: curve = Task, Model; x = N; y = Loss; weight = weight; train = split (guessed)"]);
  });

  test("what was converted loads as the source did", async () => {
    const options = { yAbove: null };
    const direct = await loadCurves([textSource(text)], options);
    const table = new Table((await convert(textSource(text))).batches);
    for (const source of [
      byteSource("c.arrow", tableToIPC(table, "file")),
      byteSource("c.parquet", parquetBytes(table)),
    ]) {
      expect(withoutLines(await loadCurves([source], options))).toEqual(withoutLines(direct));
    }
  });

  test("a sigma column stays what it was, also where no weight could be made of it", async () => {
    const { batches } = await convert(textSource("x,y,sigma\n1,2,0.5\n2,0,1e-200\n"));
    expect(batches[0].toArray().map((row) => row.toJSON() as object)).toEqual([
      { x: 1, y: 2, sigma: 0.5 },
      { x: 2, y: 0, sigma: 1e-200 },
    ]);
  });

  test("a column of runs is kept as text where it is named", async () => {
    const { batches } = await convert(textSource("seed,x,y\n7,1,2\n7,0,2\n03,1,3\n"), {
      cluster: "seed",
      badRows: "skip",
    });
    expect(batches[0].toArray().map((row) => row.toJSON() as object)).toEqual([
      { x: 1, y: 2, seed: "7" },
      { x: 1, y: 3, seed: "03" },
    ]);
  });

  test("many rows come in batches of 65,536 that share no memory", async () => {
    const n = 140_000;
    const rows = Array.from({ length: n }, (_, i) => `m${i % 3},${i + 1},${i % 2}`);
    const { batches } = await convert(
      textSource(`model,x,train,y\n${rows.map((row) => `${row},1`).join("\n")}`, "c", 1 << 16),
    );
    expect(batches.map((batch) => batch.numRows)).toEqual([65_536, 65_536, n - 131_072]);
    expect(new Set(batches.map((batch) => String(batch.schema))).size).toBe(1);
    const table = tableFromIPC(tableToIPC(new Table(batches), "file"));
    let wrong = 0;
    const [model, x, train] = ["model", "x", "train"].map(
      (name) => table.getChild(name)!.toArray() as ArrayLike<unknown>,
    );
    for (let i = 0; i < n; i++) if (x[i] !== i + 1 || model[i] !== `m${i % 3}` || train[i] !== (i % 2 === 1)) wrong++;
    expect(wrong).toBe(0);
  });

  test("bad rows are errors, or skipped and counted", async () => {
    const bad = "x,y\n1,a\n2,2\n-1,3\n";
    await expect(convert(textSource(bad))).rejects.toThrow(
      '2 of 3 rows cannot be used: 1 row: y is not a number (curves.csv, line 2: "a"); 1 row: x is not above 0, and x is ' +
        'taken in logarithms (curves.csv, line 4: "-1"); use --bad-rows skip to leave such rows out',
    );
    const { batches, notes } = await convert(textSource(bad), { badRows: "skip" });
    expect(batches[0].toArray().map((row) => row.toJSON() as object)).toEqual([{ x: 2, y: 2 }]);
    expect(notes.at(-1)).toBe(
      'skipped 2 bad rows. 1 row: y is not a number (curves.csv, line 2: "a"); 1 row: x is not above 0, and x is taken in ' +
        'logarithms (curves.csv, line 4: "-1")',
    );
  });
});
