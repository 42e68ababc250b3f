import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FitMeta, FitRow } from "../../src/core/types.js";
import { readFits } from "../../src/tables/read.js";
import { writeFits } from "../../src/tables/write.js";
import { madeShard, madeWhole } from "../merge/madeShards.js";
import { bnsl, folderWith, type Run } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
beforeEach(() => void (folder = folderWith({})));
afterEach(() => folder.remove());

const CURVES = 11;
const OF = 4;

async function write(
  index: number,
  parts: Partial<FitMeta> = {},
  change: (rows: readonly FitRow[]) => readonly FitRow[] = (rows) => rows,
): Promise<string> {
  const { meta, rows } = madeShard(CURVES, index, OF, parts);
  const path = folder.path(`0${index}.arrow`);
  await writeFits({ meta, rows: change(rows) }, path);
  return path;
}

async function writeAll(): Promise<string[]> {
  return Promise.all([1, 2, 3, 4].map((index) => write(index)));
}

function merge(files: readonly string[], output = folder.path("fits.arrow")): Promise<Run> {
  return bnsl(["merge", ...files, "-o", output]);
}

/** The exit code, and that nothing stands under the output's name or beside it. */
function expectNothingWritten(run: Run, code: number): void {
  expect(run.code, run.err).toBe(code);
  expect(readdirSync(folder.path(".")).filter((name) => !/^0\d/.test(name))).toEqual([]);
}

describe("bnsl merge", () => {
  it("writes the rows of the single run", async () => {
    const files = await writeAll();
    const run = await merge([...files].reverse());
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain(`wrote ${CURVES * 2} rows of 4 shards to `);
    const merged = await readFits(folder.path("fits.arrow"));
    expect(merged.rows).toEqual(madeWhole(CURVES).rows);
    expect(merged.meta).toMatchObject({ shard: null, seconds: 8, merged: { shards: 4 } });
    expect(merged.meta.command).toMatch(/^bnsl merge .*04\.arrow .*01\.arrow -o /);
  });

  it("keeps the column of runs", async () => {
    const files = await Promise.all([1, 2, 3, 4].map((index) => write(index, { clusterName: "seed" })));
    await merge(files);
    expect((await readFits(folder.path("fits.arrow"))).meta.clusterName).toBe("seed");
  });

  it("writes what bnsl merge reads no more: the whole is no shard", async () => {
    await merge(await writeAll());
    const run = await merge([folder.path("fits.arrow")], folder.path("again.arrow"));
    expect(run.code).toBe(2);
    expect(run.err).toContain("fits.arrow is no shard: its fits are of a whole table");
    expect(existsSync(folder.path("again.arrow"))).toBe(false);
  });

  it("notes engines that differ, in words and once", async () => {
    const files = [await write(1), await write(2), await write(3), await write(4, { engine: "gpu", adapter: "G" })];
    const { err } = await merge(files);
    expect(err).toContain("the shards come from different engines: cpu for shards 1–3; gpu (G) for shard 4");
  });
});

describe("bnsl merge, exit code 1", () => {
  it("lists missing shards with the commands that make them", async () => {
    const [one, , three] = await writeAll();
    const run = await merge([one, three]);
    expectNothingWritten(run, 1);
    expect(run.err).toContain("nothing was written");
    expect(run.err).toContain("missing: shards 2, 4 of 4");
    expect(run.err).toContain("  bnsl fit curves.csv --seed 7 --shard 2/4 -o shards/02.arrow\n");
    expect(run.err).toContain("  bnsl fit curves.csv --seed 7 --shard 4/4 -o shards/04.arrow\n");
  });

  it("says what to run where the shards kept no command", async () => {
    const run = await merge([await write(1, { command: null })]);
    expectNothingWritten(run, 1);
    expect(run.err).toContain("make what is missing or wrong with bnsl fit --shard I/4");
  });

  it("tells few commands of many", async () => {
    const path = folder.path("001.arrow");
    await writeFits(madeShard(CURVES, 1, 40), path);
    const run = await merge([path]);
    expectNothingWritten(run, 1);
    expect(run.err).toContain("missing: shards 2–40 of 40");
    expect(run.err.match(/bnsl fit/g)).toHaveLength(8);
    expect(run.err).toContain("and 31 more");
  });

  it("lists doubled shards with their files", async () => {
    const files = await writeAll();
    const twin = folder.path("02-again.arrow");
    writeFileSync(twin, readFileSync(files[1]));
    const run = await merge([...files, twin, files[3]]);
    expectNothingWritten(run, 1);
    expect(run.err).toContain(`doubled: shard 2 is in ${files[1]} and in ${twin}`);
    expect(run.err).toContain(`doubled: shard 4 is in ${files[3]} and in ${files[3]}`);
    expect(run.err).toContain("name each shard once");
  });

  it("lists a shard that ends too early, as an interrupted run leaves it", async () => {
    const files = await writeAll();
    await write(2, {}, (rows) => rows.slice(0, 4));
    const run = await merge(files);
    expectNothingWritten(run, 1);
    expect(run.err).toContain("02.arrow: shard 2 of 4 has 2 of its 3 curves, those after curve 5 / 2 are not there");
    expect(run.err).toContain("--shard 2/4");
  });

  it("lists curves with too few, too many or other rows than the breaks asked for", async () => {
    const files = await writeAll();
    await write(1, {}, (rows) => rows.slice(1));
    await write(2, {}, (rows) => [rows[0], ...rows]);
    await write(3, {}, (rows) =>
      rows.map((row, i) => (i === 3 ? { ...row, nBreaks: 2, c: [1, 2], d: [1, 2], f: [1, 2] } : row)),
    );
    const run = await merge(files);
    expectNothingWritten(run, 1);
    expect(run.err).toContain("01.arrow: curve curve 0 / 0 has rows for 1 breaks, not for 0, 1");
    expect(run.err).toContain("02.arrow: curve curve 1 / 1 has rows for 0, 0, 1 breaks, not for 0, 1");
    expect(run.err).toContain("03.arrow: curve curve 6 / 0 has rows for 0, 2 breaks, not for 0, 1");
  });

  it("lists a curve that is in two shards, or twice in one", async () => {
    const files = await writeAll();
    await write(2, {}, (rows) => rows.map((row, i) => (i < 2 ? { ...row, key: ["curve 0", "0"] } : row)));
    const run = await merge(files);
    expectNothingWritten(run, 1);
    expect(run.err).toContain(`doubled: curve curve 0 / 0 is in ${files[0]} and in ${files[1]}`);
    await write(2, {}, (rows) => rows.map((row, i) => (i >= 4 ? { ...row, key: rows[0].key } : row)));
    expect((await merge(files)).err).toContain(`doubled: curve curve 1 / 1 is in ${files[1]} twice`);
  });

  it("keeps names from driving the terminal", async () => {
    const files = await writeAll();
    await write(2, {}, (rows) => rows.slice(1).map((row) => ({ ...row, key: ["\u001b[31mred", "0"] })));
    const { err } = await merge(files);
    expect(err).toContain("[31mred");
    expect(err).not.toContain("\u001b");
  });
});

describe("bnsl merge, exit code 2", () => {
  it.each<[string, Partial<FitMeta>, string]>([
    ["other curves", { digest: "cd".repeat(32) }, "the digest of the curves is cdcd"],
    ["runs", { clusterName: "seed" }, "clusterName is seed"],
    ["another version", { version: "9.9.9" }, "the version of bnsl is 9.9.9 there and 0.1.0 here"],
    ["another seed", { options: { ...madeWhole(1).meta.options, seed: 8 } }, "the option seed is 8 there and 7 here"],
    ["another column", { yName: "error" }, "yName is error there and loss here"],
    [
      "another number of shards",
      { shard: { index: 2, of: 5, curves: CURVES } },
      "the number of shards is 5 there and 4",
    ],
    [
      "a longer table",
      { shard: { index: 2, of: 4, curves: 12 } },
      "the number of curves in the whole table is 12 there",
    ],
    ["no digest", { digest: null }, "does not say which table its curves are of"],
    ["no shard", { shard: null }, "is no shard: its fits are of a whole table"],
    ["a shard that cannot be", { shard: { index: 5, of: 4, curves: CURVES } }, "there is no shard 5 of 4"],
    ["a fractional shard", { shard: { index: 1.5, of: 4, curves: CURVES } }, "there is no shard 1.5 of 4"],
    [
      "fits that depend on each other",
      { options: { ...madeWhole(1).meta.options, protocol: "extrapolate" } },
      "fit the whole table in one run",
    ],
  ])("refuses %s, naming the file", async (_, parts, message) => {
    const files = await writeAll();
    await write(2, parts);
    const run = await merge(files);
    expectNothingWritten(run, 2);
    expect(run.err).toContain("02.arrow");
    expect(run.err).toContain(message);
  });

  it("refuses formats without metadata with what to give", async () => {
    const files = await writeAll();
    const csv = folder.path("02.csv");
    await writeFits(madeShard(CURVES, 2, OF), csv);
    const run = await merge([files[0], csv]);
    expectNothingWritten(run, 2);
    expect(run.err).toContain(`${csv} is neither Arrow nor Parquet: no other format says which shard it is`);
    expect(run.err).toContain("give the .arrow, .arrows or .parquet file that bnsl fit --shard wrote");
  });

  it("refuses files cut short, empty or missing, standard input, and a folder", async () => {
    const files = await writeAll();
    truncateSync(files[1], 3000);
    writeFileSync(files[2], "");
    expect((await merge([files[0], files[1]])).err).toContain("02.arrow: not a whole Arrow file or stream");
    expect((await merge([files[0], files[2]])).err).toContain("03.arrow is empty");
    expect((await merge([files[0], folder.path("none.arrow")])).err).toContain("none.arrow: no such file");
    expect((await merge([files[0], "-"])).err).toContain("name the files of the shards");
    const run = await merge([folder.path(".")]);
    expect(run.err).toContain("is a folder");
    expectNothingWritten(run, 2);
  });

  it("refuses to write over one of the shards", async () => {
    const files = await writeAll();
    const run = await merge(files, files[3]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("is also an input");
    expect((await readFits(files[3])).meta.shard?.index).toBe(4);
  });
});
