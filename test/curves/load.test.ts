import { Bool, Int32, Int64, Table, Utf8, tableToIPC, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Curve, CurveSet } from "../../src/core/types.js";
import { rowName } from "../../src/core/rows/curveRows.js";
import { curvesFromArrays } from "../../src/curves/arrays.js";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { curveOf } from "../support/curves.js";
import { byteSource, parquetBytes, rowNames, textSource, typedSources, withoutLines } from "./sources.js";

const benchmarkText = `Domain,Task,Model,Seen Examples,Loss,Training
NMT,ppl,"6 Enc, 6 Dec",500000.0,0.93,1
LM,log_ppl,1.07e+09,1e6,0.8,1
NMT,ppl,"6 Enc, 6 Dec",1000000.0,0.74,0
LM,log_ppl,1.07e+09,2e6,0.7,0
LM,log_ppl,1.34e+08,2e6,0.75,1
`;

function benchmarkColumns() {
  return {
    Domain: vectorFromArray(["NMT", "LM", "NMT", "LM", "LM"]), // a dictionary
    Task: vectorFromArray(["ppl", "log_ppl", "ppl", "log_ppl", "log_ppl"], new Utf8()),
    Model: vectorFromArray(["6 Enc, 6 Dec", "1.07e+09", "6 Enc, 6 Dec", "1.07e+09", "1.34e+08"], new Utf8()),
    "Seen Examples": vectorFromArray([500000n, 1000000n, 1000000n, 2000000n, 2000000n], new Int64()),
    Loss: vectorFromArray([0.93, 0.8, 0.74, 0.7, 0.75]),
    Training: vectorFromArray([1, 1, 0, 0, 1], new Int32()),
  };
}

describe("the same table in each format", () => {
  test("CSV gives ragged curves in the order of first appearance, keys as written", async () => {
    const set = await loadCurves([textSource(benchmarkText)], {});
    expect(set.keyNames).toEqual(["Domain", "Task", "Model"]);
    expect([set.xName, set.yName, set.trainName, set.weightName]).toEqual(["Seen Examples", "Loss", "Training", null]);
    expect(set.curves.map((curve) => curve.key)).toEqual([
      ["NMT", "ppl", "6 Enc, 6 Dec"],
      ["LM", "log_ppl", "1.07e+09"],
      ["LM", "log_ppl", "1.34e+08"],
    ]);
    expect(set.curves.map((curve) => [...curve.x])).toEqual([[5e5, 1e6], [1e6, 2e6], [2e6]]);
    expect(set.curves.map((curve) => [...curve.y])).toEqual([[0.93, 0.74], [0.8, 0.7], [0.75]]);
    expect(set.curves.map((curve) => [...curve.train])).toEqual([[1, 0], [1, 0], [1]]);
    expect(set.curves.map((curve) => [...curve.weight])).toEqual([[1, 1], [1, 1], [1]]);
    expect(set.sources).toEqual(["curves.csv"]);
  });

  const sources = typedSources(benchmarkColumns());
  test.each(sources.map((source) => [source.name, source] as const))("%s equals CSV", async (name, source) => {
    const fromCsv = await loadCurves([textSource(benchmarkText)], {});
    const set = await loadCurves([source], {});
    expect(withoutLines(set)).toEqual(withoutLines(fromCsv));
    expect(set.sources).toEqual([name]);
    const rowsOf = [[1, 3], [2, 4], [5]];
    expect(rowNames(set)).toEqual(rowsOf.map((rows) => rows.map((row) => `${name}, row ${row}`)));
    expect(rowNames(fromCsv)).toEqual(rowsOf.map((rows) => rows.map((row) => `curves.csv, line ${row + 1}`)));
  });

  test("the bytes decide, not the ending", async () => {
    const bytes = tableToIPC(new Table(benchmarkColumns()), "stream");
    const set = await loadCurves([byteSource("curves.csv", bytes, 3)], {});
    expect(set.curves.length).toBe(3);
  });

  test("a large Parquet file comes in batches with rows counted over the whole", async () => {
    const n = 70_000;
    const y = Float64Array.from({ length: n }, (_, i) => (i === 69_999 ? -1 : 1 + i));
    const table = new Table({ x: vectorFromArray(y.map((_, i) => i + 1)), y: vectorFromArray(y) });
    const source = byteSource("big.parquet", parquetBytes(table), 1 << 16);
    await expect(loadCurves([source], {})).rejects.toThrow('big.parquet, row 70000, column y: "-1" is not above 0');
    const set = await loadCurves([source], { yAbove: null });
    expect(set.curves[0].x.length).toBe(n);
    expect(set.curves[0].x[n - 1]).toBe(n);
  });
});

describe("the name of a row", () => {
  test("counts bad rows, blank lines and line ends within a cell before it, as messages of bad rows do", async () => {
    const text = 'model,x,y\nA,1,3\nA,0,3\n\nB,1,5\n"C\nc",1,5\nA,2,2\nB,2,n/a\nB,3,3\n';
    const set = await loadCurves([textSource(text)], { badRows: "skip" });
    expect(rowNames(set)).toEqual([
      ["curves.csv, line 2", "curves.csv, line 8"],
      ["curves.csv, line 5", "curves.csv, line 10"],
      ["curves.csv, line 6"],
    ]);
    const bad = loadCurves([textSource(text.replace("B,3,3", "B,3,-3").replace("A,0", "A,1").replace("n/a", "4"))], {});
    await expect(bad).rejects.toThrow("curves.csv, line 10, column y");
  });

  test("is told of every batch, and of a source that is read twice", async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => `${i + 1},1`);
    const source = () => textSource(`x,y\n${rows.join("\n")}\n`, "long.csv", 1 << 16);
    const set = await loadCurves([source(), source()], {});
    expect(set.sources).toEqual(["long.csv", "long.csv"]);
    const [names] = rowNames(set);
    expect([names[69_999], names[70_000], names[139_999]]).toEqual([
      "long.csv, line 70001",
      "long.csv, line 2",
      "long.csv, line 70001",
    ]);
  });

  test("is a place in the curve where curves are given by code", () => {
    expect(rowName({}, curveOf([1, 2], [2, 1]), 2)).toBe("row 2 of the curve");
    const set = curvesFromArrays({ x: [1, 2], y: [2, 1], curve: ["a", "b"] });
    expect(rowNames(set)).toEqual([["arrays, row 1"], ["arrays, row 2"]]);
  });
});

describe("a column of runs", () => {
  const text = "model,seed,x,y\nB,7,1,3\nA,3,1,3\nA,7,1,4\nB,9,1,5\nB,7,2,2\nA,3,2,2\n";
  const columns = {
    model: vectorFromArray(["B", "A", "A", "B", "B", "A"], new Utf8()),
    seed: vectorFromArray([7, 3, 7, 9, 7, 3], new Int32()),
    x: vectorFromArray([1, 1, 1, 1, 2, 2]),
    y: vectorFromArray([3, 3, 4, 5, 2, 2]),
  };
  const runsOf = ({ curves }: CurveSet) => curves.map(({ key, run }) => [key[0], [...(run ?? [])]]);
  const runs = [
    ["B", [0, 1, 0]],
    ["A", [0, 1, 0]],
  ];

  test("numbers the runs of each curve as they appear there, in each format", async () => {
    for (const source of [textSource(text), textSource(text.replaceAll(",", "\t")), ...typedSources(columns)]) {
      const set = await loadCurves([source], { cluster: "seed" });
      expect(set.keyNames, source.name).toEqual(["model"]);
      expect(set.clusterName).toBe("seed");
      expect(runsOf(set)).toEqual(runs);
    }
    const [head, ...lines] = text.trimEnd().split("\n");
    const files = lines.map((line, i) => textSource(`${head}\n${line}\n`, `${i}.csv`));
    expect(runsOf(await loadCurves(files, { cluster: "seed" }))).toEqual(runs);
  });

  test("is none where none is named, even if one is called so", async () => {
    for (const cluster of [undefined, null]) {
      const set = await loadCurves([textSource(text.replace("seed", "cluster"))], cluster === null ? { cluster } : {});
      expect(set).not.toHaveProperty("clusterName");
      for (const curve of set.curves) expect(curve).not.toHaveProperty("run");
    }
  });

  test("has no run for a row that names none: it is bad", async () => {
    const gap = text.replace("A,3,1", "A,,1");
    await expect(loadCurves([textSource(gap)], { cluster: "seed" })).rejects.toThrow(
      "curves.csv, line 3, column seed: the value is missing; use --bad-rows skip to leave such rows out",
    );
    const table = { ...columns, seed: vectorFromArray([7, null, 7, 9, 7, 3], new Int32()) };
    for (const source of [textSource(gap), ...typedSources(table)]) {
      const set = await loadCurves([source], { cluster: "seed", badRows: "skip" });
      expect(runsOf(set)).toEqual([runs[0], ["A", [0, 1]]]);
      expect(set.curves[1].skippedRows).toBe(1);
    }
  });

  test("is a column of the table that has no other role", async () => {
    const refused = (options: LoadOptions) => expect(loadCurves([textSource(text)], options)).rejects;
    await refused({ cluster: "sed" }).toThrow(
      'curves.csv: --cluster: no column "sed" (did you mean "seed"?); name one of its columns: model, seed, x, y',
    );
    const twice = 'curves.csv: "seed" is named for two things';
    await refused({ cluster: "seed", curve: ["model", "seed"] }).toThrow(twice);
    for (const role of ["x", "y", "weight", "sigma", "sigmaLog", "train"]) {
      await refused({ cluster: "seed", [role]: "seed" }).toThrow(`${twice} (one is --cluster)`);
    }
    const other = textSource("model,x,y\nA,3,1\n", "other.csv");
    await expect(loadCurves([textSource(text), other], { cluster: "seed" })).rejects.toThrow(
      'other.csv: no column "seed", which curves.csv has',
    );
  });

  test("is named in the note on guessed columns, and its runs are not taken for other curves", async () => {
    const x = [1, 2, 3, 4, 5, 6];
    const rows = [0.1, 0.2, 0.3].flatMap((lr, run) => x.map((at) => `${lr},${at},${1 / at + run}`));
    const notes = async (options: LoadOptions) =>
      (await loadCurves([textSource(`lr,x,y\n${rows.join("\n")}\n`)], options)).notes;
    expect((await notes({})).join()).toContain("lr tells such rows apart");
    expect(await notes({ cluster: "lr" })).toEqual([
      "columns: curve = (none: all rows are one curve) (guessed); x = x (guessed); y = y (guessed); cluster = lr",
    ]);
  });

  test("is an array of words or numbers where curves are arrays", () => {
    const arrays = { x: [1, 2, 3], y: [3, 2, 1] };
    expect([...curvesFromArrays({ ...arrays, cluster: [5, "a", 5] }).curves[0].run!]).toEqual([0, 1, 0]);
    expect(() => curvesFromArrays({ ...arrays, cluster: ["a"] })).toThrow("cluster has length 1, x has 3");
    expect(() => curvesFromArrays({ ...arrays, cluster: ["a", null as never, "b"] })).toThrow(
      "arrays, row 2, column cluster: the value is missing",
    );
  });
});

describe("several sources are one table", () => {
  test("a curve goes on in the next source, and formats mix", async () => {
    const whole = await loadCurves([textSource(benchmarkText)], {});
    const lines = benchmarkText.trimEnd().split("\n");
    const head = textSource([lines[0], ...lines.slice(1, 3)].join("\n"), "1.csv");
    const middle = textSource([lines[0], ...lines.slice(3, 4)].join("\n"), "2.csv");
    const tail = { name: "3.arrow", table: new Table(benchmarkColumns()).slice(3) };
    const parts = await loadCurves([head, middle, tail], {});
    expect(withoutLines(parts)).toEqual(withoutLines(whole));
    expect(parts.sources).toEqual(["1.csv", "2.csv", "3.arrow"]);
    expect(rowNames(parts)).toEqual([
      ["1.csv, line 2", "2.csv, line 2"],
      ["1.csv, line 3", "3.arrow, row 1"],
      ["3.arrow, row 2"],
    ]);
  });

  test("a sliced table starts at its own first row", async () => {
    const set = await loadCurves([{ name: "t", table: new Table(benchmarkColumns()).slice(4) }], {});
    expect(set.curves.map((curve) => [curve.key[2], curve.x[0], curve.y[0]])).toEqual([["1.34e+08", 2e6, 0.75]]);
  });

  test.each([
    [
      "a lacking column",
      "x,y\n1,2\n",
      "x,loss\n1,2\n",
      'b.csv: no column "y", which a.csv has; give it the same columns, or leave the file out. Columns: x, loss',
    ],
    ["a new key", "x,y\n1,2\n", "x,y,model\n1,2,A\n", 'b.csv: column "model" would be used here, but is not in a.csv'],
    [
      "words where there were numbers",
      "x,y,conf\n1,2,3\n",
      "x,y,conf\n1,2,big\n",
      'b.csv: column "conf" would be used',
    ],
    ["a new train column", "x,y\n1,2\n", "x,y,train\n1,2,0\n", 'b.csv: column "train" would be used here'],
  ])("%s is an error", async (_, first, second, message) => {
    const sources = [textSource(first, "a.csv"), textSource(second, "b.csv")];
    await expect(loadCurves(sources, {})).rejects.toThrow(message);
  });

  test("named columns make further columns harmless", async () => {
    const sources = [textSource("x,y\n1,2\n", "a.csv"), textSource("model,y,x\nA,3,4\n", "b.csv")];
    const set = await loadCurves(sources, { curve: [], x: "x", y: "y" });
    expect(set.curves.map(({ x, y }) => [[...x], [...y]])).toEqual([
      [
        [1, 4],
        [2, 3],
      ],
    ]);
    expect(set.notes).toEqual([]);
  });
});

describe("values", () => {
  test("weights and standard deviations are kept as they are given", async () => {
    const weighted = await loadCurves([textSource("x,y,weight\n1,2,4\n2,3,0.25\n")], {});
    const sigmas = await loadCurves([textSource("x,y,sigma\n1,2,0.5\n2,3,2\n")], {});
    const logs = await loadCurves([textSource("x,y,sigma\n1,2,0.5\n2,3,2\n")], { sigmaLog: "sigma" });
    expect([...weighted.curves[0].weight]).toEqual([4, 0.25]);
    const values = Float64Array.of(0.5, 2);
    expect(sigmas.curves[0]).toMatchObject({ weight: Float64Array.of(1, 1), sigma: { values, of: "y" } });
    expect(logs.curves[0]).toMatchObject({ weight: Float64Array.of(1, 1), sigma: { values, of: "ln y" } });
    expect([weighted, sigmas, logs].map(({ weightName, weightKind }) => [weightName, weightKind])).toEqual([
      ["weight", "weight"],
      ["sigma", "sigma"],
      ["sigma", "sigma-log"],
    ]);
  });

  test.each([
    ["1", 1],
    ["0", 0],
    ["1.0", 1],
    ["0.0", 0],
    ["TRUE", 1],
    ["False", 0],
    ["train", 1],
    ["Training", 1],
    ["fit", 1],
    ["test", 0],
    ["testing", 0],
    [" extrapolate ", 0],
  ])("train value %s is %d", async (word, flag) => {
    const set = await loadCurves([textSource(`x,y,split\n1,2,${word}\n`)], {});
    expect([...set.curves[0].train]).toEqual([flag]);
  });

  test("a Bool column says train or test", async () => {
    const train = vectorFromArray([true, false], new Bool());
    for (const source of typedSources({ x: vectorFromArray([1, 2]), y: vectorFromArray([3, 4]), train })) {
      expect([...(await loadCurves([source], {})).curves[0].train]).toEqual([1, 0]);
    }
  });

  test.each([
    ["1e5", 1e5],
    ["+3", 3],
    [" 2.5 ", 2.5],
    [".5", 0.5],
    ["7.", 7],
    ["1E-3", 1e-3],
  ])("%s is read as a number", async (text, value) => {
    expect([...(await loadCurves([textSource(`x,y\n1,${text}\n2,1\n`)], {})).curves[0].y]).toEqual([value, 1]);
  });

  test("y may be what the objective allows", async () => {
    const text = "x,y\n1,-0.5\n2,-2\n";
    expect([...(await loadCurves([textSource(text)], { yAbove: null })).curves[0].y]).toEqual([-0.5, -2]);
    await expect(loadCurves([textSource(text)], { yAbove: -1 })).rejects.toThrow(
      'line 3, column y: "-2" is not above -1',
    );
    await expect(loadCurves([textSource(text)], {})).rejects.toThrow('line 2, column y: "-0.5" is not above 0');
  });

  test("key parts that read alike side by side stay apart", async () => {
    const set = await loadCurves([textSource("a,b,x,y\np,qr,1,2\npq,r,1,2\n")], {});
    expect(set.curves.map((curve) => curve.key)).toEqual([
      ["p", "qr"],
      ["pq", "r"],
    ]);
  });
});

describe("bad rows skipped", () => {
  const text = "model,x,y\nA,1,2\nA,0,3\nB,2,NA\nB,3,-1\nC,5,1\nA,7,inf\n";

  test("they are counted by curve, and an emptied curve keeps its place", async () => {
    const set = await loadCurves([textSource(text)], { badRows: "skip" });
    expect(set.curves.map(({ key, x, skippedRows }) => [key[0], [...x], skippedRows])).toEqual([
      ["A", [1], 2],
      ["B", [], 2],
      ["C", [5], 0],
    ]);
    expect(set.notes.at(-1)).toBe(
      "skipped 4 bad rows of 2 of 3 curves; curves without rows now: 1. " +
        '1 row: x is not above 0, and x is taken in logarithms (curves.csv, line 3: "0"); ' +
        '1 row: y is missing (curves.csv, line 4: "NA"); ' +
        '1 row: y is not above 0, which the log objective needs (curves.csv, line 5: "-1"); ' +
        '1 row: y is not a finite number (curves.csv, line 7: "inf"). ' +
        "To keep more rows, add 1 to every x with --x-offset 1, for it looks like a count from 0 (a power law of x + 1 looks " +
        "broken over x); use --objective linear (bnsl fit)",
    );
  });

  test("without --bad-rows skip all are counted by reason", async () => {
    await expect(loadCurves([textSource(text)], {})).rejects.toThrow(
      '4 of 6 rows cannot be used: 1 row: x is not above 0, and x is taken in logarithms (curves.csv, line 3: "0"); ',
    );
  });

  test("a bad row is said before what is broken further down", async () => {
    await expect(loadCurves([textSource("x,y\n1,1\n2,a\n3,1\n1,2,3\n")], {})).rejects.toThrow(
      'line 3, column y: "a" is not a number',
    );
  });

  test("a clean table says nothing of skipping", async () => {
    const set = await loadCurves([textSource("x,y\n1,2\n")], { badRows: "skip", x: "x", y: "y", curve: [] });
    expect(set.notes).toEqual([]);
  });
});

test("permuting rows permutes the points of each curve and nothing else", async () => {
  const lines = benchmarkText.trimEnd().split("\n").slice(1);
  const canonical = (set: CurveSet) =>
    set.curves.map((curve) => [curve.key.join("|"), ...pointsOf(curve).sort()].join(" ")).sort();
  const expected = canonical(await loadCurves([textSource(benchmarkText)], {}));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
      const text = [benchmarkText.split("\n")[0], ...shuffled].join("\n");
      expect(canonical(await loadCurves([textSource(text)], {}))).toEqual(expected);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("100,000 points in one curve and 100,000 curves of one point", async () => {
  const count = 100_000;
  const rows = Array.from({ length: count }, (_, i) => `one,${i + 1},${1 / (i + 1)}\nm${i},1,1`);
  const set = await loadCurves([textSource(`model,x,y\n${rows.join("\n")}`, "big.csv", 1 << 16)], {});
  expect(set.curves.length).toBe(count + 1);
  expect(set.curves[0].x.length).toBe(count);
  expect(set.curves[0].x.every((value, i) => value === i + 1)).toBe(true);
  expect(set.curves[count].key).toEqual([`m${count - 1}`]);
});

function pointsOf(curve: Curve): string[] {
  return Array.from(curve.x, (x, i) => `${x}:${curve.y[i]}:${curve.train[i]}`);
}
