import { Float64, Int32, Table, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { textSource } from "./sources.js";

async function notesOf(text: string, options: LoadOptions = {}): Promise<readonly string[]> {
  return (await loadCurves([textSource(text)], { yAbove: null, ...options })).notes;
}

describe("guesses", () => {
  test.each([
    [
      "the benchmark",
      "Domain,Task,Model,Seen Examples,Loss,Training\nA,B,1e9,1,2,1\n",
      "curve = Domain, Task, Model; x = Seen Examples; y = Loss; train = Training",
    ],
    ["double descent", "task,x_name,y_name,x,y\nA,Size,Error,1,2\n", "curve = task, x_name, y_name; x = x; y = y"],
    [
      "4-digit addition",
      "dataset_size,test_cross_entropy,train\n160,2.1,1\n",
      "curve = (none: all rows are one curve); x = dataset_size; y = test_cross_entropy; train = train",
    ],
    [
      "learning curves of a database",
      "openmlid,learner,outer_seed,anchor,score\n3,SVC,0,16,0.7\n",
      "curve = openmlid, learner, outer_seed; x = anchor; y = score",
    ],
    [
      "a validation loss beside a learning rate",
      "tokens,lr,val_loss\n1,2,3\n",
      "curve = (none: all rows are one curve); x = tokens; y = val_loss",
    ],
    [
      "a loss before those of parts of the data",
      "tokens,train_loss,val_loss,loss\n1,2,3,4\n",
      "curve = (none: all rows are one curve); x = tokens; y = loss",
    ],
    [
      "a unit in brackets, or behind the name",
      "Tokens Seen (B),Validation Loss [nats]\n1,2\n",
      "curve = (none: all rows are one curve); x = Tokens Seen (B); y = Validation Loss [nats]",
    ],
    ["a unit without brackets", "optimizer,tokens_B,loss\nadam,1,2\n", "curve = optimizer; x = tokens_B; y = loss"],
    [
      "no unit behind a single letter: c_b is no c",
      "n,n_b,loss\n1,2,3\n",
      "curve = (none: all rows are one curve); x = n; y = loss",
    ],
    ["capitals", "MODEL,TOKENS,TEST_LOSS\nA,1,2\n", "curve = MODEL; x = TOKENS; y = TEST_LOSS"],
    [
      "dashes and blanks",
      "Dataset Size,Test-Error\n1,2\n",
      "curve = (none: all rows are one curve); x = Dataset Size; y = Test-Error",
    ],
    ["x before other sizes", "x,size,y,loss\n1,2,3,4\n", "curve = (none: all rows are one curve); x = x; y = y"],
    ["a size in words is a key", "size,N,loss\nsmall,1,2\n", "curve = size; x = N; y = loss"],
    ["weights", "n,err,weights\n1,2,3\n", "curve = (none: all rows are one curve); x = n; y = err; weight = weights"],
    ["sigma", "n,err,Sigma\n1,2,3\n", "curve = (none: all rows are one curve); x = n; y = err; sigma = Sigma"],
    [
      "a train column of measurements is none",
      "n,err,train\n1,2,0.5\n",
      "curve = (none: all rows are one curve); x = n; y = err",
    ],
    [
      "NA does not make a key",
      "n,err,epoch\n1,2,NA\n2,3,7\n",
      "curve = (none: all rows are one curve); x = n; y = err",
    ],
    ["NA does not unmake x", "n,err\nNA,1\n1,2\n2,3\n", "curve = (none: all rows are one curve); x = n; y = err"],
  ])("%s", async (_, text, guess) => {
    const [note] = await notesOf(text, { badRows: "skip" });
    expect(note).toBe(`columns: ${guess} (guessed)`);
  });

  test.each(
    ["val_loss", "validation_loss", "valid_loss", "eval_loss", "test_loss", "train_loss", "val_ce"].concat([
      "cross_entropy",
      "Validation CE",
      "dev-acc",
    ]),
  )("%s is a usual name of y", async (name) => {
    const [note] = await notesOf(`tokens,lr,${name}\n1,2,3\n`);
    expect(note).toContain(`y = ${name} (guessed)`);
  });

  test("losses of two parts of the data are for the user to choose from", async () => {
    await expect(notesOf("tokens,train_loss,val_loss\n1,2,3\n")).rejects.toThrow(
      "train_loss and val_loss could each be y; name one with --y",
    );
  });

  test("only what was guessed is called so", async () => {
    expect(await notesOf("m,steps,loss\nA,1,2\nA,2,2\n", { curve: ["m"], x: "steps" })).toEqual([
      "columns: curve = m; x = steps; y = loss (guessed)",
    ]);
    expect(await notesOf("m,steps,loss\nA,1,2\n", { curve: ["m"], x: "steps", y: "loss" })).toEqual([]);
  });

  test("columns without a use are listed", async () => {
    expect(await notesOf("n,loss,stderr,epoch\n1,2,0.1,3\n")).toContain("columns not used: stderr, epoch");
  });

  test("stderr weighs only where it is named", async () => {
    const set = await loadCurves([textSource("n,loss,stderr\n1,2,0.5\n")], { sigma: "stderr" });
    expect(set.curves[0].sigma).toEqual({ values: Float64Array.of(0.5), of: "y" });
  });

  test("a guessed sigma is said to be one, and is left out on request", async () => {
    const table = "n,loss,sigma\n1,2,0.5\n";
    expect(await notesOf(table)).toContain(
      "rows are weighed by column sigma, read as the standard deviation of loss; --sigma-log sigma reads it as that of ln loss, " +
        '--sigma "" ignores it',
    );
    expect((await notesOf(table, { sigma: "sigma" })).join()).not.toContain("weighed");
    const without = await loadCurves([textSource(table)], { sigma: null });
    expect([without.weightName, without.curves[0].sigma]).toEqual([null, undefined]);
    expect(without.notes).toContain("columns not used: sigma");
    const weighted = await loadCurves([textSource("n,loss,weight,sigma\n1,2,3,0.5\n")], { sigma: null });
    expect([weighted.weightName, [...weighted.curves[0].weight]]).toEqual(["weight", [3]]);
    const all = await loadCurves([textSource("n,loss,train\n1,2,0\n")], { train: null });
    expect([...all.curves[0].train]).toEqual([1]);
  });

  test("keys by which every row is a curve draw a word", async () => {
    expect((await notesOf("id,n,loss\n1,1,2\n2,2,3\n")).at(-1)).toBe(
      "every row is a curve of its own by id; name the columns that tell curves apart (--curve)",
    );
    expect((await notesOf("id,n,loss\n1,1,2\n1,2,3\n")).join()).not.toContain("every row");
  });

  test("a named column is out of the guessing", async () => {
    const set = await loadCurves([textSource("split,n,loss\nval,1,2\ntest,1,2\n")], { curve: ["split"] });
    expect(set.trainName).toBeNull();
    expect(set.curves.map((curve) => curve.key[0])).toEqual(["val", "test"]);
  });

  test("typed text is a key even where it reads as numbers; typed numbers are not", async () => {
    const table = new Table({
      config: vectorFromArray(["1e9", "2e9"], new Utf8()),
      epoch: vectorFromArray([1, 1], new Int32()),
      seed: vectorFromArray([7, 7], new Int32()),
      n: vectorFromArray([1, 2], new Float64()),
      loss: vectorFromArray([1, 2], new Float64()),
    });
    const set = await loadCurves([{ name: "t", table }], {});
    expect(set.keyNames).toEqual(["config", "seed"]);
    expect(set.curves.map((curve) => curve.key)).toEqual([
      ["1e9", "7"],
      ["2e9", "7"],
    ]);
  });
});
