import { Float64, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { asFitted } from "../../src/curves/asFitted.js";
import { toRecordBatches } from "../../src/curves/convert.js";
import { setOf } from "../../src/curves/curveStore.js";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { openCurves } from "../../src/node/spool/curveSpool.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";
import { rowNames, textSource, typedSources, withoutLines } from "./sources.js";

const wandb = [
  ["Step", "a-1 - eval/loss", "a-1 - eval/loss__MIN", "a-1 - eval/loss__MAX", "b-1 - eval/loss"].join(),
  "100,4,3.9,4.1,5",
  "200,3,2.9,3.1,",
  "300,,,,4",
  "400,2.5,2.4,2.6,3.5",
  "",
].join("\n");

const load = (text: string, options: LoadOptions = {}) => loadCurves([textSource(text)], options);
const curvesOf = async (text: string, options: LoadOptions = {}) =>
  (await load(text, options)).curves.map(({ key, x, y }) => [key.join("/"), [...x], [...y]]);

const runs = [
  ["a-1", [100, 200, 400], [4, 3, 2.5]],
  ["b-1", [100, 300, 400], [5, 4, 3.5]],
];

describe("a column for each curve", () => {
  test("is recognised in exports of wandb: empty cells are no rows, least and greatest values no curves", async () => {
    const set = await load(wandb);
    expect(await curvesOf(wandb)).toEqual(runs);
    expect([set.keyNames, set.xName, set.yName, set.curves[0].skippedRows]).toEqual([
      ["column"],
      "Step",
      "eval/loss",
      0,
    ]);
    expect(set.notes).toEqual([
      "columns: curve = column (2 columns, each a curve, __MIN and __MAX left out); x = Step; y = eval/loss (guessed)",
    ]);
    expect(rowNames(set)[1]).toEqual(["curves.csv, line 2", "curves.csv, line 4", "curves.csv, line 5"]);
  });

  test("is named by a pattern, or by several names, and called by the part that differs", async () => {
    expect(await curvesOf(wandb, { y: "* - eval/loss" })).toEqual(runs);
    expect((await curvesOf(wandb, { y: "*-1 - eval/loss" })).map(([key]) => key)).toEqual(["a", "b"]);
    expect(await curvesOf(wandb, { y: "b-1 -*" })).toEqual([[" eval/loss", ...runs[1].slice(1)]]);
    expect(await curvesOf(wandb, { y: ["b-1 - eval/loss", "a-1 - eval/loss"] })).toEqual(runs.toReversed());
    const other = "n,adam_gap,sgd_gap,gap 7\n1,2,3,4\n2,1,2,3\n";
    expect((await curvesOf(other, { y: ["adam_gap", "sgd_gap"] })).map(([key]) => key)).toEqual(["adam", "sgd"]);
    expect((await curvesOf(other, { y: ["adam_gap", "gap 7"] })).map(([key]) => key)).toEqual(["adam_gap", "gap 7"]);
    const starred = "n,loss*,loss 2\n1,2,3\n";
    expect(await curvesOf(starred, { y: "loss*" })).toEqual([["", [1], [2]]]);
  });

  test("is one column where one is named", async () => {
    const { keyNames, curves } = await load(wandb, { y: "a-1 - eval/loss" });
    expect([keyNames, curves.length, [...curves[0].x]]).toEqual([[], 1, [100, 200, 400]]);
  });

  test("stands beside other columns of the key", async () => {
    const text = "task,column,n,adam loss,sgd loss\nA,u,1,2,3\nA,u,2,1,2\nB,v,1,4,5\nB,v,2,3,4\n";
    const set = await load(text);
    expect([set.keyNames, set.yName]).toEqual([["task", "column", "@column"], "loss"]);
    expect(set.curves.map(({ key }) => key.join())).toEqual(["A,u,adam", "B,v,adam", "A,u,sgd", "B,v,sgd"]);
    for (const curve of [["task"], ["task", "@column"]]) {
      expect((await load(text, { curve, y: "* loss" })).keyNames).toEqual(["task", "@column"]);
    }
    await expect(load(text, { curve: ["@column"], y: "adam loss" })).rejects.toThrow('no column "@column"');
  });

  test.each([
    ["sizes", "tokens,125M,1.3B\n", ["125M", "1.3B"]],
    ["seeds", "steps,seed 1,seed 2\n", ["seed 1", "seed 2"]],
    ["an optimizer before the metric", "steps,adam_loss,sgd_loss\n", ["adam", "sgd"]],
    ["an optimizer behind it", "steps,loss/adam,loss/sgd\n", ["adam", "sgd"]],
    ["what is in brackets", "steps,loss (125M),loss (1.3B)\n", ["125M", "1.3B"]],
    ["names that say nothing", "steps,gpt,pythia\n", ["gpt", "pythia"]],
  ])("is recognised by %s", async (_, header, curves) => {
    const rows = [1, 2, 4, 8, 16].map((x) => `${x},${3 + 1 / x},${2 + 1 / x}\n`);
    expect((await curvesOf(header + rows.join(""))).map(([key]) => key)).toEqual(curves);
  });

  test.each([
    ["columns that go different ways", "steps,gpt,pythia\n", (x: number) => [3 + 1 / x, 2 - 1 / x]],
    ["columns of other sizes", "steps,gpt,pythia\n", (x: number) => [3 + 1 / x, 200 + 1 / x]],
    ["numbered columns that go different ways", "steps,gpt 1,gpt 2\n", (x: number) => [3 + 1 / x, 2 - 1 / x]],
    ["parts of the data in brackets", "steps,loss (train),loss (val)\n", (x: number) => [3 + 1 / x, 2 + 1 / x]],
    ["parts of the data", "steps,Train Foo,Test Foo\n", (x: number) => [3 + 1 / x, 2 + 1 / x]],
    ["what was chosen among rows", "steps,best_gap,final_gap\n", (x: number) => [3 + 1 / x, 2 - 1 / x]],
  ])("is not recognised in %s", async (_, header, ys) => {
    const rows = [1, 2, 4, 8, 16].map((x) => `${x},${ys(x).join()}\n`);
    await expect(load(header + rows.join(""))).rejects.toThrow(/name (it|one) with --y/);
  });

  test("is not guessed where a column has a usual name, or one is left", async () => {
    const rows = [1, 2, 4, 8, 16].map((x) => `${x},${3 + 1 / x},${2 + 1 / x}\n`).join("");
    expect((await load(`steps,loss,loss_adam\n${rows}`)).yName).toBe("loss");
    const one = await load("Step,a - foo,a - foo__MIN,a - foo__MAX\n1,2,2,2\n2,1,1,1\n");
    expect([one.keyNames, one.yName]).toEqual([[], "a - foo"]);
  });

  test("of several metrics is for the user to choose", async () => {
    await expect(load("Step,a - loss,b - loss,a - acc,b - acc\n1,2,3,4,5\n")).rejects.toThrow(
      "several metrics have a column for each run: loss (2 columns), acc (2 columns); name one with --y",
    );
  });

  test("that no pattern finds is an error, as is a bad value of one", async () => {
    await expect(load(wandb, { y: "* - los" })).rejects.toThrow(
      'curves.csv: --y: no column is like "* - los"; name one',
    );
    await expect(load(wandb.replace("3,2.9", "n/b,2.9"))).rejects.toThrow(
      'curves.csv, line 3, column a-1 - eval/loss: "n/b" is not a number',
    );
    await expect(load(wandb.replace("200,", "-200,"))).rejects.toThrow("curves.csv, line 3, column Step");
  });

  test("is read alike from every format, by the spool, and again for its fits", async () => {
    const columns = {
      Step: vectorFromArray([100, 200, 300, 400], new Float64()),
      "a-1 - eval/loss": vectorFromArray([4, 3, null, 2.5], new Float64()),
      "a-1 - eval/loss__MIN": vectorFromArray([3.9, 2.9, null, 2.4], new Float64()),
      "a-1 - eval/loss__MAX": vectorFromArray([4.1, 3.1, null, 2.6], new Float64()),
      "b-1 - eval/loss": vectorFromArray([5, null, 4, 3.5], new Float64()),
    };
    const set = await load(wandb);
    for (const source of typedSources(columns)) {
      expect(withoutLines(await loadCurves([source], {}))).toEqual(withoutLines(set));
    }
    const store = await openCurves([textSource(wandb)], {}, { memoryRows: 1 });
    expect(await setOf(store)).toEqual(set);
    await store.close();
    for (const y of [undefined, "* - eval/loss", ["a-1 - eval/loss", "b-1 - eval/loss"]]) {
      const { keyNames, xName, yName, yColumns } = await load(wandb, y === undefined ? {} : { y });
      const meta = madeMeta({ keyNames, xName, yName, yColumns, weightName: null, trainName: null });
      const again = await load(wandb, asFitted({ meta, rows: [madeRow({ key: ["a-1"] })] }, {}));
      expect(again.curves).toEqual(set.curves);
      expect(again.notes).toEqual([]);
    }
    // fits in CSV have no metadata: the key alone is known
    const unknown = madeMeta({ version: "unknown", keyNames: ["column"] });
    expect((await load(wandb, asFitted({ meta: unknown, rows: [madeRow({ key: ["a-1"] })] }, {}))).curves).toEqual(
      set.curves,
    );
  });

  test("becomes a table in long form", async () => {
    const rows: string[] = [];
    for await (const batch of toRecordBatches([textSource(wandb)], {})) {
      rows.push(...[...batch].map((row) => Object.values(row.toJSON()).join()));
    }
    expect(rows).toEqual(["a-1,100,4", "a-1,200,3", "a-1,400,2.5", "b-1,100,5", "b-1,300,4", "b-1,400,3.5"]);
  });

  test("and of several files is told apart by the file, too", async () => {
    const set = await loadCurves([textSource(wandb, "x.csv"), textSource(wandb, "y.csv")], {});
    expect(set.keyNames).toEqual(["file", "column"]);
    expect(set.curves.map(({ key }) => key.join())).toEqual(["x,a-1", "x,b-1", "y,a-1", "y,b-1"]);
  });
});

describe("a log of which each row has some metrics", () => {
  const log = "epoch,step,train_loss,val_loss\n0,100,4,\n0,200,,5\n1,300,3,\n1,400,,4\n";

  test("has no fault where the metric is empty, and a note says so", async () => {
    const set = await load(log, { y: "val_loss" });
    expect([[...set.curves[0].x], [...set.curves[0].y], set.curves[0].skippedRows]).toEqual([[200, 400], [5, 4], 0]);
    expect(rowNames(set)[0]).toEqual(["curves.csv, line 3", "curves.csv, line 5"]);
    expect(set.notes.at(-1)).toBe("rows in which val_loss is empty are left out: other metrics stand there");
    const meta = madeMeta({ keyNames: [], xName: "step", yName: "val_loss", weightName: null, trainName: null });
    const again = await load(log, asFitted({ meta, rows: [madeRow({ key: [] })] }, {}));
    expect([again.curves, again.notes]).toEqual([set.curves, []]);
  });

  test("but a gap in the one metric of a table is a bad row, and so is one in which nothing stands", async () => {
    const missing = "column val_loss: the value is missing";
    await expect(load(log.replace("train_loss", "lr"), { y: "val_loss" })).rejects.toThrow(missing);
    await expect(load("step,train_loss,val_loss\n1,4,5\n2,,\n", { y: "val_loss" })).rejects.toThrow(missing);
  });
});

describe("x with an offset", () => {
  const epochs = "epoch,loss\n0,2\n1,1.5\n2,1.3\n";

  test("counts from 1, says so in its name, and is read again for its fits", async () => {
    const set = await load(epochs, { xOffset: 1 });
    expect([set.xName, [...set.curves[0].x]]).toEqual(["epoch + 1", [1, 2, 3]]);
    expect(set.notes[0]).toBe("columns: curve = (none: all rows are one curve); x = epoch + 1; y = loss (guessed)");
    const { xName, yName, xColumn, xOffset } = set;
    const meta = madeMeta({ keyNames: [], xName, yName, xColumn, xOffset, weightName: null, trainName: null });
    expect((await load(epochs, asFitted({ meta, rows: [madeRow({ key: [] })] }, {}))).curves).toEqual(set.curves);
    const store = await openCurves([textSource(epochs)], { xOffset: 1 });
    expect(await setOf(store)).toEqual(set);
    await store.close();
    expect((await load("day,loss\n3,2\n4,1\n", { xOffset: -2 })).xName).toBe("day − 2");
  });

  test("is offered as flags where x counts from 0, and not once it is given", async () => {
    await expect(load(epochs)).rejects.toMatchObject({ flags: "--x-offset 1" });
    await expect(load(epochs.replace("0,2", "-1,2"), { xOffset: 1 })).rejects.toMatchObject({ flags: null });
    await expect(load("trainer/global_step,loss\n0,2\n1,1.5\n2,1.3\n")).rejects.toMatchObject({
      flags: "--x-offset 1",
    });
  });

  test("is not offered for the row before the first of many steps, which is left out", async () => {
    const error = await load("_step,loss\n0,11\n500,4\n1000,3\n").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ flags: "--bad-rows skip" });
    expect((error as Error).message).toBe(
      'curves.csv, line 2, column _step: "0" is not above 0, and x is taken in logarithms; use --bad-rows skip to leave such ' +
        "rows out; for example --bad-rows skip",
    );
    await expect(load("tokens,loss\n0,11\n500,4\n")).rejects.toMatchObject({ flags: null });
  });
});

describe("a guessed key column with empty cells", () => {
  const text = (cell: string) => `model,gpu,n,loss\nA,H100,1,3\nA,${cell},2,2\nB,H100,1,3\nB,H100,2,2\n`;
  const words = [
    "columns: curve = model; x = n; y = loss (guessed)",
    "columns not used: gpu",
    "gpu has empty cells and is not taken to tell curves apart; fill them and say --curve model,gpu if they do",
  ];

  test.each(["", "NA", "nan"])('is left out of the key in every format: "%s"', async (cell) => {
    const set = await load(text(cell));
    expect([set.keyNames, set.notes]).toEqual([["model"], words]);
    expect((await load(text(cell), { curve: ["model", "gpu"] })).curves).toHaveLength(3);
  });

  test("is left out where it is null", async () => {
    const columns = {
      model: vectorFromArray(["A", "A", "B", "B"], new Utf8()),
      gpu: vectorFromArray(["H100", null, "H100", "H100"], new Utf8()),
      n: vectorFromArray([1, 2, 1, 2]),
      loss: vectorFromArray([3, 2, 3, 2]),
    };
    for (const source of typedSources(columns)) {
      const set = await loadCurves([source], {});
      expect([set.keyNames, set.notes]).toEqual([["model"], words]);
    }
  });

  test("is left out where only later rows are empty; read once, it is an error that names --curve", async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => `A,H100,${i + 1},3\n`).join("");
    const long = `model,gpu,n,loss\n${rows}A,,70001,2\n`;
    for (const set of [await load(long), await setOf(await openCurves([textSource(long)], {}))]) {
      expect([set.keyNames, set.notes.at(-1)]).toEqual([["model"], words[2]]);
    }
    await expect(loadCurves([{ ...textSource(long), once: true }], {})).rejects.toThrow(
      "curves.csv, line 70002, column gpu: empty, so that gpu (guessed) does not tell the curve; fill it, or name",
    );
  });

  test("of no cells at all, or of a type without words, is no key", async () => {
    expect((await load("model,seed,n,loss\nA,,1,3\nA,,2,2\n")).keyNames).toEqual(["model"]);
    const dates = vectorFromArray([new Date(0), new Date(1)]);
    const columns = { run: dates, n: vectorFromArray([1, 2]), loss: vectorFromArray([3, 2]) };
    for (const source of typedSources(columns)) expect((await loadCurves([source], {})).keyNames).toEqual([]);
  });
});

test("an empty column of a usual name is said to be empty", async () => {
  const acc = vectorFromArray([null, null], new Float64());
  const columns = { n: vectorFromArray([1, 2]), acc, foo: vectorFromArray([3, 2]), bar: vectorFromArray([3, 2]) };
  for (const source of typedSources(columns)) {
    await expect(loadCurves([source], {})).rejects.toThrow("usual name for y (column acc is empty); name it with --y");
  }
});

describe("a split", () => {
  const table = (...parts: string[]) =>
    `n,loss,split\n${parts.flatMap((part) => [1, 2, 4].map((n) => `${n},${1 + 1 / n},${part}\n`)).join("")}8,1,train\n`;

  test.each(["val", "valid", "Validation", "dev", "eval", "holdout", "held-out", "test"])(
    "has %s held out",
    async (word) => {
      const { curves } = await load(`n,loss,split\n1,3,train\n2,2,train\n4,1.5,${word}\n`);
      expect([...curves[0].train]).toEqual([1, 1, 0]);
    },
  );

  test("of which every x stands in both parts may be curves: it asks which", async () => {
    const both = table("train", "val").replace(/8,1,train\n/, "");
    await expect(load(both)).rejects.toMatchObject({ flags: "--curve split" });
    await expect(load(both)).rejects.toThrow(
      "curves.csv: every n stands in both parts of split: is it a curve for each part",
    );
    expect((await load(both, { train: "split" })).notes).toContain(
      "every n stands in both parts of split, so nothing is held out beyond the rows that are fitted; if the parts are curves of " +
        "their own, say --curve split",
    );
    expect((await load(both, { curve: ["split"] })).curves).toHaveLength(2);
    expect((await load(table("train", "val"))).trainName).toBe("split");
  });
});

test("key columns that only together make every row a curve are no guess: those of the most values go", async () => {
  const rows = ["A", "B"].flatMap((task) => [1, 2, 3].map((size) => `${task},m${size},${size},${3 - size / 2}\n`));
  const set = await load(`task,model,n,loss\n${rows.join("")}`);
  expect([set.keyNames, set.curves.length]).toEqual([["task"], 2]);
  expect(set.notes.at(-1)).toContain("model");
});

describe("headers that are no reason to wait", () => {
  test.each([
    ["very many runs", ["step", ...Array.from({ length: 20_000 }, (_, i) => `run ${i} - loss`)]],
    ["very many columns of other names", ["x", "y", ...Array.from({ length: 20_000 }, (_, i) => `q${i}__MIN`)]],
    ["a name of very many blanks", ["step", "loss", `a${" ".repeat(50_000)}b`]],
    ["very long names", ["step", `${"1 ".repeat(50_000)}b`, `${"1 ".repeat(50_000)}c`]],
  ])("%s", async (_, names) => {
    const row = (i: number) => names.map((__, j) => (j === 0 ? i : (2 + 1 / i).toFixed(3))).join();
    const began = performance.now();
    await load(`${[names.join(), row(1), row(2), row(4)].join("\n")}\n`).catch((error: unknown) =>
      expect(error).toBeInstanceOf(InputError),
    );
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
