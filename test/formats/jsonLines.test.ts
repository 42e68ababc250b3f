import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { textCells } from "../../src/formats/cells.js";
import { readBatches } from "../../src/formats/format.js";
import { byteSource, rowNames, textSource } from "../curves/sources.js";

type Row = Readonly<Record<string, unknown>>;

function lines(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** All cells of a table as text, in pieces of every size the same. */
async function table(
  text: string,
  name = "c.jsonl",
): Promise<{ columns: Record<string, (string | null)[]>; notes: string[]; at: string[] }> {
  const read = async (size: number) => {
    const columns: Record<string, (string | null)[]> = {};
    const notes: string[] = [];
    const at: string[] = [];
    for await (const raw of readBatches(textSource(text, name, size))) {
      for (const { name } of raw.batch.schema.fields)
        (columns[name] ??= []).push(...textCells(raw.batch.getChild(name)!)!);
      notes.push(...(raw.notes ?? []));
      for (let i = 0; i < raw.batch.numRows; i++) at.push(`${raw.unit} ${raw.at(i)}`);
    }
    return { columns, notes, at };
  };
  const whole = await read(1 << 20);
  for (const size of text.length < 2000 ? [1, 7] : [1013]) expect(await read(size)).toEqual(whole);
  return whole;
}

async function messageOf(text: string, options: LoadOptions = {}, name = "c.jsonl"): Promise<string> {
  const error: unknown = await loadCurves([textSource(text, name)], options).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
}

describe("JSON lines", () => {
  it("are rows of which each has some of the columns", async () => {
    const { columns, at } = await table(
      '\ufeff\n{"a": 1, "b": "x"}\r\n\n{"b": "y", "c": true}\n  {"a": null, "c": false, "d": 2.5}',
    );
    expect(columns).toEqual({
      a: ["1", null, null],
      b: ["x", "y", null],
      c: [null, "true", "false"],
      d: [null, null, "2.5"],
    });
    expect(at).toEqual(["line 2", "line 4", "line 5"]);
  });

  it("have nested keys by their path, and keys with slashes or dots as they are", async () => {
    const { columns } = await table(lines([{ train: { loss: 1, top: { k: 2 } }, "val/loss": 3, "lr.group": 4 }, {}]));
    expect(columns).toEqual({ "train.loss": ["1"], "train.top.k": ["2"], "val/loss": ["3"], "lr.group": ["4"] });
    expect(await messageOf('{"a": {"b": 1}, "a.b": 2}\n{}\n')).toBe("c.jsonl, line 1: key a.b comes twice; rename one");
  });

  it("have the numbers that Python writes, and integers with all their digits", async () => {
    const text =
      '{"x": NaN, "run": 12345678901234567890, "s": "a NaN, \\"-Infinity\\" in 12345678901234567890"}\n{"x": -Infinity, "run": 1}\n{"x": 1.5}\n';
    const { columns } = await table(text);
    expect(columns).toEqual({
      x: ["NaN", "-Infinity", "1.5"],
      run: ["12345678901234567890", "1", null],
      s: ['a NaN, "-Infinity" in 12345678901234567890', null, null],
    });
    const said = await messageOf('{"x": 1, "y": 2}\n{"x": 2, "y": NaN}\n');
    expect(said).toBe(
      'c.jsonl, line 2, column y: "NaN" is not a finite number; use --bad-rows skip to leave such rows out',
    );
  });

  it("take text that is a number for one, as CSV does", async () => {
    const set = await loadCurves(
      [
        textSource(
          lines([
            { step: "10", loss: "2.5" },
            { step: "20", loss: 1 },
          ]),
          "c.jsonl",
        ),
      ],
      {},
    );
    expect(set.keyNames).toEqual([]);
    expect([...set.curves[0].y]).toEqual([2.5, 1]);
  });

  it("leave out lists and what is no number, with a note", async () => {
    const media = { _type: "histogram", values: [1, 2], bins: [0, 1, 2] };
    const set = await loadCurves(
      [
        textSource(
          lines([
            { x: 1, y: 2, betas: [0.9, 0.99] },
            { x: 2, y: 1, grad: media, betas: [1] },
          ]),
          "c.jsonl",
        ),
      ],
      {},
    );
    expect(set.notes).toContain("lists of values are not read: betas, grad (first in line 1)");
    expect(set.notes).toContain("columns: curve = (none: all rows are one curve); x = x; y = y (guessed)");
  });

  it("name keys that first come when the columns are settled", async () => {
    const rows = Array.from({ length: 66_000 }, (_, i) => ({ x: i + 1, y: 2 }));
    const more = Array.from({ length: 40_000 }, (_, i) => ({ x: 1e6 + i, y: 1, [`late${i >> 15}`]: 3 }));
    const text = lines([...rows, ...more]);
    const set = await loadCurves([textSource(text, "c.jsonl", 1 << 16)], {});
    expect(set.curves[0].x.length).toBe(106_000);
    expect(set.notes).toContain(
      "keys that the first rows do not have are not read: late0, late1 (first in line 66001)",
    );
    expect(set.notes.filter((note) => note.startsWith("keys that")).length).toBe(1);
  });

  it.each<[string, string, string]>([
    [
      "a line that is cut",
      '{"x": 1, "y": 2}\n{"x": 2, "y"\n{"x": 3}\n',
      'line 2: {"x": 2, "y" is no whole JSON; mend it, or leave it out: ',
    ],
    [
      "text between",
      '{"x": 1, "y": 2}\nINFO: saved\n',
      "line 2: INFO: saved is no whole JSON; mend it, or leave it out: ",
    ],
    ["a number", '{"x": 1, "y": 2}\n7\n', "line 2: 7 is no object; write an object for each row"],
    ["a list", '{"x": 1, "y": 2}\n[1, 2, 3]\n', "line 2: a list is no object; write an object for each row"],
    [
      "a first object without end",
      '{"x": 1, "y": 2\n{"x": 2}\n',
      "row 1: what begins here has no end; mend it, or copy or write the file again",
    ],
    [
      "a list without end",
      '[{"x": 1, "y": 2},\n{"x": 2',
      "row 2: what begins here has no end; mend it, or copy or write the file again",
    ],
    ["a list of numbers", "[1, 2, 3]", "row 1: 1, 2, 3] is no object; write an object for each row"],
    [
      "an object that is nested deep",
      `{"x": ${'{"x": '.repeat(30)}1${"}".repeat(31)}\n{}`,
      "line 1: objects are nested more than 24 deep; write an object for each row",
    ],
  ])("%s is an error with its place", async (_, text, message) => {
    expect(await messageOf(text)).toContain(`c.jsonl, ${message}`);
  });

  it("that are not in UTF-8, or go on behind a list, are refused", async () => {
    expect(await messageOf('[{"x": 1, "y": 2}] [{"x": 3}]')).toContain(
      'c.jsonl: [{"x": 3}] follows the end of its list; take it out',
    );
    const latin = Uint8Array.from('{"mod\xe8le": 1}\n', (letter) => letter.charCodeAt(0));
    await expect(loadCurves([byteSource("c.jsonl", latin)], {})).rejects.toThrow(
      "c.jsonl: not text in UTF-8; save it as JSON in UTF-8",
    );
  });

  it("of very many keys are refused", async () => {
    const row = Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(",");
    expect(await messageOf(`{${row}}\n{}\n`)).toBe(
      "c.jsonl, line 1: more than 100000 keys; leave out those that are not needed",
    );
  });

  it("that are fits say that they are no curves", async () => {
    const fits = lines([{ curve: "a", n_breaks: 0, status: "converged", basin_share: 1, c: [0.3], d: [], a: 1, b: 2 }]);
    expect(await messageOf(fits, {}, "fits.jsonl")).toContain("fits.jsonl holds fits, not curves: ");
  });
});

/** As Hugging Face's Trainer logs: rows of training and of evaluation in turn. */
const log: readonly Row[] = Array.from({ length: 12 }, (_, i) => {
  const step = 100 * (1 + (i >> 1));
  return i % 2 === 0
    ? { loss: 2 / step, lr: 1e-4, epoch: i / 2, step }
    : { eval_loss: 3 / step, eval_runtime: 3.25, epoch: i / 2, step };
});
const state = {
  best_metric: null,
  epoch: 6,
  log_history: log,
  max_steps: 600,
  stateful_callbacks: { a: { args: { b: [1] } } },
};

describe("a log whose rows are of several kinds", () => {
  it.each([
    ["JSON lines", lines(log)],
    ["a list", JSON.stringify(log)],
    ["a list over lines", JSON.stringify(log, null, 2)],
    ["trainer_state.json", JSON.stringify(state, null, 2)],
    ["the same in a line", JSON.stringify(state)],
  ])("as %s: rows without y are none of its curve", async (_, text) => {
    for (const [y, scale] of [
      ["loss", 2],
      ["eval_loss", 3],
    ] as const) {
      const set = await loadCurves([textSource(text, "log.json", 37)], { x: "step", y });
      const steps = [100, 200, 300, 400, 500, 600];
      expect(set.curves.map(({ x }) => [...x])).toEqual([steps]);
      expect([...set.curves[0].y]).toEqual(steps.map((step) => scale / step));
      expect(set.curves[0].skippedRows).toBe(0);
      const unit = text === lines(log) ? "line" : "row";
      expect(rowNames(set)[0][1]).toBe(`log.json, ${unit} ${y === "loss" ? 3 : 4}`);
    }
  });

  it("has rows without a key where they do not tell y", async () => {
    const rows = [
      { run: "a", step: 1, loss: 2 },
      { saved: "model.pt", step: 1 },
      { run: "b", step: 1, loss: 3 },
    ];
    const set = await loadCurves([textSource(lines(rows), "c.jsonl")], { curve: ["run"], x: "step", y: "loss" });
    expect(set.curves.map(({ key }) => key)).toEqual([["a"], ["b"]]);
    expect(await messageOf(lines([...rows, { step: 2, loss: 1 }]), { curve: ["run"], x: "step", y: "loss" })).toContain(
      "c.jsonl, line 4, column run: null in a key column",
    );
  });

  it("has a missing value where all rows have the key of y", async () => {
    const options = { x: "step", y: "loss" };
    const rows = log.map((_, i) => ({ step: i + 1, loss: i === 4 ? null : 2 / (i + 1) }));
    const first = `{"step": 1, "loss": null, "other": null}\n`;
    for (const text of [lines(rows), JSON.stringify(rows), lines(rows) + first]) {
      expect(await messageOf(text, options)).toContain(
        `${text[0] === "[" ? "row" : "line"} 5, column loss: the value is missing`,
      );
    }
    expect(await messageOf(first + lines(rows), options)).toContain("line 1, column loss: the value is missing");
    const skipped = await loadCurves([textSource(lines(rows), "c.jsonl")], { ...options, badRows: "skip" });
    expect(skipped.curves[0].skippedRows).toBe(1);
    const set = await loadCurves([textSource(lines([...rows, { step: 99, saved: "a.pt" }]), "c.jsonl")], options);
    expect([set.curves[0].x.length, set.curves[0].skippedRows]).toEqual([rows.length - 1, 0]);
  });

  it("has a missing value behind the first rows too", async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => ({ step: i + 1, loss: i === 69_000 ? null : 1 }));
    expect(await messageOf(lines(rows), { x: "step", y: "loss" })).toContain(
      "line 69001, column loss: the value is missing",
    );
  });

  it("keeps a row that has y and no x as a bad one", async () => {
    const said = await messageOf(lines([...log, { loss: 1 }]), { x: "step", y: "loss" });
    expect(said).toContain("c.jsonl, line 13, column step: the value is missing");
  });
});

describe("one JSON value that holds a table", () => {
  const x = [1, 2, 4];
  const y = [3, 2.5, null];
  const named = (values: readonly unknown[]) => Object.fromEntries(values.map((value, i) => [String(i), value]));
  const expected = { x: ["1", "2", "4"], y: ["3", "2.5", null] };

  it.each<[string, unknown, Record<string, unknown>]>([
    ["lists of values", { x, y }, expected],
    ["pandas' to_json()", { x: named(x), y: named(y) }, { index: ["0", "1", "2"], ...expected }],
    ["pandas' split", { columns: ["x", "y"], index: [0, 1, 2], data: x.map((value, i) => [value, y[i]]) }, expected],
    [
      "pandas' table",
      { schema: { fields: [{ name: "x" }] }, data: x.map((value, i) => ({ x: value, y: y[i] })) },
      expected,
    ],
    [
      "MLflow's history",
      { metrics: [{ key: "loss", value: 2, step: 1 }] },
      { key: ["loss"], value: ["2"], step: ["1"] },
    ],
    [
      "TensorBoard's download",
      [
        [1.7e9, 1, 0.5],
        [1.7e9, 2, 0.25],
      ],
      { "Wall time": ["1700000000", "1700000000"], Step: ["1", "2"], Value: ["0.5", "0.25"] },
    ],
    ["a row", { x: 1, y: 2 }, { x: ["1"], y: ["2"] }],
    ["nothing", [], {}],
  ])("%s", async (_, value, columns) => {
    for (const indent of [0, 1]) {
      const read = await table(JSON.stringify(value, null, indent), "c.json");
      expect(read.columns).toEqual(columns);
      expect(new Set(read.at.map((at) => at.split(" ")[0])).size).toBeLessThan(2);
    }
  });

  it("is refused where it holds several", async () => {
    expect(await messageOf(JSON.stringify({ train: [{ x: 1 }], val: [{ x: 1 }] }))).toContain(
      "c.jsonl: train and val are lists of rows; save one of them as a file",
    );
  });

  it("may be a long log of Trainer", async () => {
    const rows = Array.from({ length: 150_000 }, (_, i) => ({
      epoch: i / 1000,
      grad_norm: 1.234567,
      learning_rate: 1e-5,
      loss: 2,
      step: i + 1,
    }));
    const text = JSON.stringify({ best_metric: null, log_history: rows }, null, 2);
    expect(text.length).toBeGreaterThan(17 << 20);
    const set = await loadCurves([textSource(text, "trainer_state.json", 1 << 16)], { x: "step", y: "loss" });
    expect(set.curves[0].x.length).toBe(rows.length);
  });
});
