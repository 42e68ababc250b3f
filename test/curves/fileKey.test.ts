import { describe, expect, test } from "vitest";
import { asFitted } from "../../src/curves/asFitted.js";
import { fileLabels } from "../../src/curves/fileKey.js";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { openCurves } from "../../src/node/spool/curveSpool.js";
import { setOf } from "../../src/curves/curveStore.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";
import { rowNames, textSource, withoutLines } from "./sources.js";

const run = (level: number): string =>
  ["tokens,loss", ...[1, 2, 4, 8, 16].map((x) => `${x},${level + 1 / x}`), ""].join("\n");
const runs = [1, 2, 3].map((level) => textSource(run(level), `runs/run-${level}.csv`));

describe("names of files", () => {
  test.each([
    [
      ["a.csv", "b.csv"],
      ["a", "b"],
    ],
    [
      ["runs/x/a.csv", "/other/runs/b.parquet"],
      ["a", "b"],
    ],
    [
      ["190M/log.csv", "370M/log.csv"],
      ["190M/log", "370M/log"],
    ],
    [
      ["lr-0.1.csv", "lr-0.2.csv"],
      ["lr-0.1", "lr-0.2"],
    ],
    [
      ["a.csv", "a.arrow"],
      ["a.csv", "a.arrow"],
    ],
    [
      ["./a.csv", "b/../b/./c.csv", "stdin"],
      ["a", "c", "stdin"],
    ],
    [
      ["a.csv.gz", "b.jsonl.gz", "c.ndjson", "d.gz"],
      ["a", "b", "c", "d.gz"],
    ],
    [
      ["a.csv", "./a.csv"],
      ["a", "a"],
    ],
    [
      ["/a/b.csv", "a/b.csv"],
      ["/a/b", "a/b"],
    ],
  ])("%j are %j", (names, labels) => {
    expect(names.map((name) => fileLabels(names).get(name))).toEqual(labels);
    expect(names.map((name) => fileLabels(names.toReversed()).get(name))).toEqual(labels);
  });
});

describe("several files without a key", () => {
  test("are a curve each, and a note says how to pool them", async () => {
    const set = await loadCurves(runs, {});
    expect(set.keyNames).toEqual(["file"]);
    expect(set.curves.map(({ key, x }) => [key[0], x.length])).toEqual([
      ["run-1", 5],
      ["run-2", 5],
      ["run-3", 5],
    ]);
    expect(set.notes).toEqual([
      "columns: curve = file (the name of each); x = tokens; y = loss (guessed)",
      'no column tells curves apart: each of the 3 files is one curve; say --curve "" if all rows are one curve',
    ]);
    const store = await openCurves(runs, {});
    expect(await setOf(store)).toEqual(set);
    await store.close();
  });

  test("are one curve where that is said, and as ever where a column tells curves apart", async () => {
    expect((await loadCurves(runs, { curve: [] })).curves).toHaveLength(1);
    const parts = ["a", "b"].map((name) => textSource(`model,tokens,loss\nm,1,2\nm,2,1\n`, name));
    expect((await loadCurves(parts, {})).keyNames).toEqual(["model"]);
  });

  test("of one row each are no curves", async () => {
    const rows = [1, 2, 3, 4].map((x) => textSource(`tokens,loss\n${x},${1 / x}\n`, `${x}.csv`));
    const { curves, notes } = await loadCurves(rows, {});
    expect(curves.map(({ x }) => x.length)).toEqual([4]);
    expect(notes.at(-1)).toBe("file is new in nearly every row and not taken to tell curves apart");
  });

  test("read again for their fits, from elsewhere too, have the keys of the fits", async () => {
    const { curves } = await loadCurves(runs, {});
    const meta = madeMeta({ keyNames: ["file"], xName: "tokens", yName: "loss" });
    const fits = { meta, rows: curves.map(({ key }) => madeRow({ key })) };
    const moved = [1, 2, 3].map((level) => textSource(run(level), `run-${level}.csv`));
    const again = await loadCurves(moved, asFitted(fits, {}));
    expect(again.curves).toEqual(curves);
    const one = await loadCurves([moved[1]], asFitted(fits, {}));
    expect(withoutLines(one).curves).toEqual([withoutLines(again).curves[1]]);
    expect(rowNames(one)[0]).toEqual(rowNames(again)[1]);
  });
});

describe("--curve @file", () => {
  const text = "model,tokens,loss\nA,1,2\nA,2,1\nB,1,3\nB,2,2\n";
  const keysOf = async (options: LoadOptions) => {
    const set = await loadCurves([textSource(text, "p.csv"), textSource(text, "q.csv")], options);
    return [set.keyNames, set.curves.map(({ key }) => key.join())];
  };

  test("is a key column among others", async () => {
    expect(await keysOf({ curve: ["@file", "model"] })).toEqual([
      ["file", "model"],
      ["p,A", "p,B", "q,A", "q,B"],
    ]);
    expect(await keysOf({ curve: ["@file"] })).toEqual([["file"], ["p", "q"]]);
  });

  test("has another name where a column is called file", async () => {
    const source = textSource("file,tokens,loss\nu,1,2\nv,1,3\n", "p.csv");
    const both = await loadCurves([source], { curve: ["@file", "file"] });
    expect(both.keyNames).toEqual(["@file", "file"]);
    expect(both.curves.map(({ key }) => key.join())).toEqual(["p,u", "p,v"]);
  });

  test("is offered where files hold the same curves at the same x with other y", async () => {
    const other = text.replaceAll(/(\d)$/gm, "$1.5");
    const sources = [textSource(text, "p.csv"), textSource(other, "q.csv")];
    const offer =
      "tokens of p.csv comes again with another loss in the same curves of q.csv: if files are runs of their own, say " +
      "--curve @file,model";
    expect((await loadCurves(sources, {})).notes).toContain(offer);
    expect((await loadCurves(sources, { curve: ["model"] })).notes.join()).not.toContain("@file");
    const parts = [textSource(text, "p.csv"), textSource(text.replaceAll(/,(\d),/g, ",1$1,"), "q.csv")];
    expect((await loadCurves(parts, {})).notes.join()).not.toContain("@file");
  });
});

describe("guessed keys that are new in nearly every row", () => {
  const rows = [1, 2, 4, 8, 16].map((x, i) => `2021-05-1${i} 10:11,${i % 2},${x},${3 + 1 / x}`);
  const text = ["datetime,seed,n,loss", ...rows, ""].join("\n");

  test("are left out, and a note says so; others stay", async () => {
    for (const read of [
      loadCurves,
      async (...call: Parameters<typeof loadCurves>) => setOf(await openCurves(...call)),
    ]) {
      const set = await read([textSource(text)], {});
      expect(set.keyNames).toEqual(["seed"]);
      expect(set.curves.map(({ x }) => x.length)).toEqual([3, 2]);
      expect(set.notes).toContain("datetime is new in nearly every row and not taken to tell curves apart");
    }
  });

  test("stay where they are named, where rows come once, and where curves have rows", async () => {
    const named = await loadCurves([textSource(text)], { curve: ["datetime"] });
    expect(named.curves).toHaveLength(5);
    const once = { ...textSource(text), once: true as const };
    expect((await loadCurves([once], {})).keyNames).toEqual(["datetime", "seed"]);
    const twice = await loadCurves([textSource(text + rows.map((row) => `${row}5\n`).join(""))], {});
    expect(twice.keyNames).toEqual(["datetime", "seed"]);
  });
});
