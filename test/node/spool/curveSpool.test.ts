import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Float64, tableToIPC, vectorFromArray, Table, Utf8 } from "apache-arrow";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { setOf, storeOf } from "../../../src/curves/curveStore.js";
import { loadCurves } from "../../../src/curves/load.js";
import { openCurves } from "../../../src/node/spool/curveSpool.js";
import { spoolOn } from "../../../src/node/spool/spoolFile.js";
import type { LoadOptions } from "../../../src/curves/load.js";
import type { CurveSet } from "../../../src/core/types.js";
import { byteSource, textSource } from "../../curves/sources.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bnsl-spool-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface MadeRow {
  readonly key: readonly [string, string];
  readonly x: number;
  readonly y: number;
  readonly train: number;
  readonly weight: number;
  readonly bad: boolean;
  readonly run: string;
}

const word = fc.oneof(
  fc.constantFrom("", " ", "A", "B", "1:A", '"', "a,b", "line\nend", "Ä🙂", "\u0001", "x".repeat(3000)),
  fc.string({ unit: "grapheme", maxLength: 3 }).filter((text) => !text.includes("\r")),
);
const row: fc.Arbitrary<MadeRow> = fc.record({
  key: fc.tuple(word, word),
  x: fc.integer({ min: 1, max: 6 }),
  y: fc.integer({ min: 1, max: 6 }),
  train: fc.integer({ min: 0, max: 1 }),
  weight: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  bad: fc.boolean(),
  run: word,
});

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const csvOf = (rows: readonly MadeRow[]) =>
  rows
    .map((r) => [...r.key.map(quoted), r.x, r.bad ? "n/a" : r.y, r.train, r.weight, quoted(r.run)].join(","))
    .reduce((text, line) => `${text}${line}\n`, "model,metric,x,y,train,weight,who\n");
const skip: LoadOptions = { curve: ["model", "metric"], y: "y", badRows: "skip" };
const withRuns: LoadOptions = { ...skip, cluster: "who" };
const sourcesOf = (parts: readonly (readonly MadeRow[])[]) =>
  parts.map((rows, i) => textSource(csvOf(rows), `part ${i}.csv`, 997));

/** What stands in a store, its place of storage aside. */
async function held(...args: Parameters<typeof openCurves>) {
  const store = await openCurves(...args);
  try {
    const { count, points, digest, rising, lone, shard } = store;
    return { set: await setOf(store), again: await setOf(store), count, points, digest, rising, lone, shard };
  } finally {
    await store.close();
  }
}

const curvesPlaced = ({ curves }: CurveSet, index: number, of: number) =>
  curves.filter((_, place) => place % of === index - 1);

describe("a table that is put aside on disk", () => {
  test("is the one that loadCurves reads, notes and order included, whatever memory holds", async () => {
    const tables = fc.array(fc.array(row, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom(0, 1, 5, 500_000), fc.boolean(), async (parts, memoryRows, runs) => {
        const options = runs ? withRuns : skip;
        const expected = await loadCurves(sourcesOf(parts), options);
        const found = await held(sourcesOf(parts), options, { folder, memoryRows });
        expect(found.set).toEqual(expected);
        expect(found.again).toEqual(expected);
        const { count, points, rising, lone } = storeOf(expected);
        expect(found).toMatchObject({ count, points, rising, lone, shard: null });
        expect(readdirSync(folder)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("comes back in order where rows of a thousand curves alternate and outgrow memory many times", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `m${(i * 7) % 1000},${1 + Math.floor(i / 1000)},${i + 1}`);
    const source = () => [textSource(`model,x,y\n${lines.join("\n")}\n`, "t.csv", 1 << 16)];
    const expected = await loadCurves(source(), {});
    const found = await held(source(), {}, { folder, memoryRows: 1000 });
    expect(found.set).toEqual(expected);
    expect(found.set.curves[1].key).toEqual(["m7"]);
  });

  test("is refused with the words of loadCurves, and leaves nothing behind", async () => {
    const text = "model,x,y\nA,1,1\nA,2,zero\nA,3,none\n";
    const error = await openCurves([textSource(text)], {}, { folder, memoryRows: 0 }).catch((e: unknown) => e);
    expect(error).toEqual(await loadCurves([textSource(text)], {}).catch((e: unknown) => e));
    expect(error).toBeInstanceOf(InputError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("a table whose every row is a curve of its own is known as such", async () => {
  const lone = async (rows: string, options: LoadOptions = {}) =>
    (await held([textSource(`model,x,y\n${rows}`)], options, { folder, memoryRows: 0 })).lone;
  expect(await lone("A,1,1\nB,1,1\n")).toBe(true);
  expect(await lone("A,1,1\nB,1,0\n", { badRows: "skip" })).toBe(true);
  expect(await lone("A,1,1\nB,1,1\nA,2,1\n")).toBe(false);
  expect(await lone("A,1,1\n")).toBe(false);
});

test("curves of more rows than are gathered at once come back whole", async () => {
  const n = 300_000;
  const lines = Array.from({ length: 2 * n }, (_, i) => `${i % 2 === 0 ? "even" : "odd"},${i + 1},${1 + (i % 9)}`);
  const found = await held([textSource(`model,x,y\n${lines.join("\n")}\n`, "t.csv", 1 << 18)], {}, { folder });
  expect(found.set.curves.map(({ key, x }) => [key[0], x.length, x[0], x[n - 1]])).toEqual([
    ["even", n, 1, 2 * n - 1],
    ["odd", n, 2, 2 * n],
  ]);
  expect(found.set.curves[1].y[n - 1]).toBe(1 + ((2 * n - 1) % 9));
});

describe("shards", () => {
  test("partition the table and know it as a whole, whatever memory holds", async () => {
    const tables = fc.array(row, { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 5 }), async (rows, of) => {
        const all = await held(sourcesOf([rows]), withRuns);
        for (let index = 1; index <= of; index++) {
          const part = await held(sourcesOf([rows]), withRuns, { shard: { index, of }, folder, memoryRows: 3 });
          expect(part.set.curves).toEqual(curvesPlaced(all.set, index, of));
          expect(part).toMatchObject({
            count: part.set.curves.length,
            points: part.set.curves.reduce((sum, { x }) => sum + x.length, 0),
            shard: { index, of, curves: all.count },
            digest: all.digest,
            lone: all.lone,
          });
          const ofTable = (notes: readonly string[]) => notes.filter((note) => !note.includes("duplicate"));
          expect(ofTable(part.set.notes)).toEqual(ofTable(all.set.notes));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("beyond the last curve are empty", async () => {
    const found = await held([textSource("model,x,y\nA,1,1\nA,2,2\n")], {}, { shard: { index: 2, of: 2 } });
    expect(found).toMatchObject({ count: 0, points: 0, rising: 0, shard: { index: 2, of: 2, curves: 1 } });
    expect(found.set.curves).toEqual([]);
  });
});

describe("the digest", () => {
  const table = "model,x,y,train\nA,1,3,1\nA,2,2,1\nB,1,5,0\n";
  const digestOf = async (text: string, options: LoadOptions = {}, chunk = 1000) =>
    (await held([textSource(text, "t.csv", chunk)], options)).digest;

  test("is 64 hexadecimal digits, the same for other bytes of the same values", async () => {
    const digest = await digestOf(table);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf(table, {}, 3)).toBe(digest);
    expect(await digestOf(table.replaceAll("\n", "\r\n").replace("2,2", "2.0,2e0"))).toBe(digest);
    expect(await digestOf(table.replaceAll("\n", "\n\n"))).toBe(digest);
    const more = "model,note,x,y,train\nA,?,1,3,1\nA,!,2,2,1\nB,.,1,5,0\n";
    expect(await digestOf(more, { curve: ["model"] })).toBe(digest);
  });

  test("is the same from several files, from Arrow and whatever memory holds", async () => {
    const digest = await digestOf(table);
    const parts = ["model,x,y,train\nA,1,3,1\n", "model,x,y,train\nA,2,2,1\nB,1,5,0\n"];
    const files = parts.map((text, i) => textSource(text, `${i}.csv`));
    expect((await held(files, {}, { memoryRows: 0, folder })).digest).toBe(digest);
    const columns = {
      model: vectorFromArray(["A", "A", "B"], new Utf8()),
      x: vectorFromArray([1, 2, 1], new Float64()),
      y: vectorFromArray([3, 2, 5], new Float64()),
      train: vectorFromArray([true, true, false]),
    };
    const arrow = byteSource("t.arrow", tableToIPC(new Table(columns), "file"));
    expect((await held([arrow], {})).digest).toBe(digest);
  });

  test.each<[string, string, LoadOptions?]>([
    ["a key", table.replace("B,", "C,")],
    ["x", table.replace("A,1", "A,1.0000000000000002")],
    ["y", table.replace("5,0", "5.000000000000001,0")],
    ["train", table.replace("5,0", "5,1")],
    ["the order of rows", "model,x,y,train\nA,2,2,1\nA,1,3,1\nB,1,5,0\n"],
    ["a name", table.replace("model", "system")],
    ["a weight of 1", table.replace("train", "train,weight").replace(/([01])\n/g, "$1,1\n")],
    ["a bad row more", `${table}B,2,n/a,1\n`, { badRows: "skip" }],
  ])("tells another %s", async (_, text, options) => {
    expect(await digestOf(text, options)).not.toBe(await digestOf(table, options));
  });

  test("keeps what is weighed by apart: weights, deviations of y and of ln y", async () => {
    const text = "x,y,s\n1,2,0.5\n2,3,0.25\n";
    const readings = [{ weight: "s" }, { sigma: "s" }, { sigmaLog: "s" }];
    const digests = await Promise.all(readings.map((reading) => digestOf(text, reading)));
    expect(new Set(digests).size).toBe(3);
    for (const reading of readings) {
      const direct = await loadCurves([textSource(text, "t.csv")], reading);
      const { set } = await held([textSource(text, "t.csv")], reading, { memoryRows: 0 });
      expect(set).toEqual(direct);
    }
  });

  test("counts runs where they are named, and them alone", async () => {
    const runs = (first: string) => `model,run,x,y,train\nA,${first},1,3,1\nA,q,2,2,1\nB,q,1,5,0\n`;
    const named = { curve: ["model"], cluster: "run" };
    expect(await digestOf(runs("p"), { curve: ["model"] })).toBe(await digestOf(table));
    const digests = [await digestOf(table), await digestOf(runs("p"), named), await digestOf(runs("q"), named)];
    expect(new Set(digests).size).toBe(3);
    expect(await digestOf(runs("p"), named)).toBe(digests[1]);
    const { set } = await held([textSource(runs("p"))], named, { memoryRows: 0, folder });
    expect(set.clusterName).toBe("run");
    expect(set.curves.map(({ run }) => [...run!])).toEqual([[0, 1], [0]]);
  });

  test("keeps thousands of runs apart, whatever memory holds", async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `m${i % 2},r${(i * 7) % 5000},${i + 1},1`);
    const source = () => [textSource(`model,run,x,y\n${rows.join("\n")}\n`, "t.csv", 1 << 16)];
    const options = { curve: ["model"], cluster: "run" };
    const found = await held(source(), options, { memoryRows: 100, folder });
    expect(found.set).toEqual(await loadCurves(source(), options));
    expect(Math.max(...found.set.curves[1].run!)).toBe(2499);
  });

  test("keeps apart what stands side by side", async () => {
    const header = "model,metric,x,y\n";
    const options = { curve: ["model", "metric"] };
    expect(await digestOf(`${header}A,bc,1,1\n`, options)).not.toBe(await digestOf(`${header}Ab,c,1,1\n`, options));
  });
});

/** A file that takes nothing. */
function refusing(code: string): FileHandle {
  const write = () => Promise.reject(Object.assign(new Error(code), { code }));
  return { write } as unknown as FileHandle;
}

/** A file of which every step moves seven bytes at most. */
function inSmallSteps(handle: FileHandle): FileHandle {
  const few = (length: number) => Math.min(7, length);
  return {
    write: (bytes: Uint8Array, at: number, length: number, position: number) =>
      handle.write(bytes, at, few(length), position),
    read: (bytes: Uint8Array, at: number, length: number, position: number) =>
      handle.read(bytes, at, few(length), position),
    close: () => handle.close(),
  } as unknown as FileHandle;
}

describe("the file of what is put aside", () => {
  const text = `model,x,y\n${Array.from({ length: 500 }, (_, i) => `m${i % 5},${i + 1},1`).join("\n")}\n`;

  test("removes what killed runs have left in its folder, and nothing else", async () => {
    for (const name of ["rows-0123456789ab.spool", "rows-mine.spool", "window.arrow"]) {
      writeFileSync(join(folder, name), "");
    }
    const store = await openCurves([textSource(text)], {}, { folder, memoryRows: 10 });
    await store.close();
    expect(readdirSync(folder).sort()).toEqual(["rows-mine.spool", "window.arrow"]);
  });

  test("needs its folder: one that is gone is named with what to do", async () => {
    rmSync(folder, { recursive: true });
    const opened = openCurves([textSource(text)], {}, { folder, memoryRows: 10 });
    await expect(opened).rejects.toThrow(/the folder .* does not exist; make it first/);
    const small = await openCurves([textSource(text)], {}, { folder });
    expect(small.count).toBe(5);
  });

  test.each([
    ["ENOSPC", "no space left on the device"],
    ["EDQUOT", "the quota of disk space is used up"],
    ["EROFS", "the file system is read-only"],
  ])("says what the disk refuses (%s), and what waits there", async (code, words) => {
    const spool = spoolOn(refusing(code), "/full/rows.spool", () => undefined);
    const said = await spool.write(new Uint8Array(10), 0).catch((error: unknown) => error);
    expect(said).toBeInstanceOf(InputError);
    expect((said as Error).message).toContain(`/full/rows.spool: ${words}`);
    expect((said as Error).message).toContain("rows that do not fit in memory wait there");
    // what the disk did not refuse is no matter of its words
    const broken = spoolOn(refusing("EBADF"), "/full/rows.spool", () => undefined);
    await expect(broken.write(new Uint8Array(10), 0)).rejects.not.toBeInstanceOf(InputError);
  });

  test("is written on where the disk takes a part at a time, and read whole", async () => {
    const path = join(folder, "rows.spool");
    const handle = await open(path, "wx+");
    const spool = spoolOn(inSmallSteps(handle), path, () => rmSync(path));
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    await spool.write(bytes.subarray(0, 50), 0);
    await spool.write(bytes.subarray(50), 50);
    const back = new Uint8Array(98);
    await spool.read(back, 1);
    expect(back).toEqual(bytes.subarray(1, 99));
    await expect(spool.read(back, 50)).rejects.toThrow("rows put aside there are gone");
    await spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});
