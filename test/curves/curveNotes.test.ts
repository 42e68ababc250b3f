import { describe, expect, test } from "vitest";
import { rises, risingLines } from "../../src/core/extrapolate/rising.js";
import type { Curve, Objective } from "../../src/core/types.js";
import { curvesFromArrays, type CurveArrays } from "../../src/curves/arrays.js";
import { storeOf } from "../../src/curves/curveStore.js";
import { loadCurves } from "../../src/curves/load.js";
import { isBetterWithOtherSign, otherSignLines } from "../../src/curves/notes.js";
import { Draw } from "../support/random.js";
import { textSource } from "./sources.js";

const curve = (arrays: CurveArrays) => curvesFromArrays(arrays, { yAbove: null }).curves[0];
const x = [1, 10, 100, 1000, 1e4, 1e5];

describe("whether y rises with x", () => {
  test.each<[string, number[], boolean]>([
    ["an accuracy that saturates", [0.1, 0.4, 0.6, 0.7, 0.72, 0.71], true],
    ["a loss", [3, 2, 1.5, 1.2, 1.1, 1.1], false],
    ["a bump on the way down", [3, 2, 2.5, 2.8, 1.5, 1], false],
    ["a constant", [1, 1, 1, 1, 1, 1], false],
    ["a rise below 0", [-6, -5, -4, -3, -2, -1], true],
  ])("%s", (_, y, expected) => {
    expect(rises(curve({ x, y }))).toBe(expected);
    const back = { x: x.toReversed(), y: y.toReversed() };
    expect(rises(curve(back))).toBe(expected);
  });

  test("is told by training rows alone, and not by three of them", () => {
    const y = [6, 5, 4, 3, 20, 30];
    expect(rises(curve({ x, y }))).toBe(false);
    expect(rises(curve({ x, y, train: [0, 0, 1, 1, 1, 1] }))).toBe(true);
    expect(rises(curve({ x, y, train: [0, 0, 0, 1, 1, 1] }))).toBe(false);
  });

  test("is counted over curves in one line for the protocol whose laws fall", () => {
    const [up, down] = [curve({ x, y: x }), curve({ x, y: x.toReversed() })];
    const set = curvesFromArrays({ x, y: x });
    const lines = (...curves: Curve[]) => risingLines(storeOf({ ...set, curves }));
    expect(lines(down)).toEqual([]);
    expect(lines(up, down)).toEqual([
      "y rises with x in 1 of 2 curves: the protocol extrapolate is for curves that fall, leave it out",
    ]);
  });
});

describe("whether the other sign of b fits better", () => {
  const at = Array.from({ length: 12 }, (_, i) => 1 + i);
  const made = (law: (x: number) => number, draw = new Draw(3)) =>
    curve({ x: at, y: at.map((v) => law(v) * Math.exp(0.01 * draw.normal())) });
  const laws = {
    ceiling: (v: number) => 0.9 - 0.8 * v ** -0.8,
    squareRoot: (v: number) => 3 * v ** 0.5,
    fourthPower: (v: number) => 2 + 0.1 * v ** 4,
    fallsFaster: (v: number) => 9 - 0.04 * v ** 2,
    falls: (v: number) => 1 + 8 * v ** -0.7,
  };

  test.each<[keyof typeof laws, Objective, boolean]>([
    ["ceiling", "log", true],
    ["ceiling", "log1p", true],
    ["ceiling", "linear", true],
    ["squareRoot", "log", false],
    ["squareRoot", "linear", false],
    ["fourthPower", "log", false],
    ["fourthPower", "linear", false],
    ["fallsFaster", "linear", true],
    ["falls", "linear", false],
    ["falls", "log", false],
  ])("%s under %s: %s", (law, objective, expected) => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(isBetterWithOtherSign(made(laws[law], new Draw(seed)), objective)).toBe(expected);
    }
  });

  test("is counted over curves in a line for either direction", async () => {
    const [up, down, grows, faster] = [laws.ceiling, laws.falls, laws.fourthPower, laws.fallsFaster].map((law) =>
      made(law),
    );
    const set = curvesFromArrays({ x, y: x });
    const lines = (objective: Objective, ...curves: Curve[]) => otherSignLines(storeOf({ ...set, curves }), objective);
    expect(await lines("log", down, grows, grows)).toEqual([]);
    expect(await lines("log", up)).toEqual([
      "y rises with x as if to a ceiling in 1 of 1 curve: try --sign-b - (rising to a ceiling) or --sign-b auto",
    ]);
    // the other sign would spoil the many that fall
    expect(await lines("log", up, down, down)).toEqual([
      "y rises with x as if to a ceiling in 1 of 3 curves: --sign-b auto tries both signs of b for each curve, and takes longer",
    ]);
    // by logarithms it is breaks that follow a curve which falls ever faster
    expect(await lines("log", faster)).toEqual([]);
    expect(await lines("linear", faster)).toEqual([
      "y falls with x, ever faster, in 1 of 1 curve: try --sign-b - (falling ever faster from a) or --sign-b auto",
    ]);
  });
});

describe("duplicate rows", () => {
  const notesOf = async (rows: string) =>
    (await loadCurves([textSource(`model,x,y,train\n${rows}`)], {})).notes.filter((note) => note.includes("duplicate"));

  test("are counted over curves, test rows left out", async () => {
    expect(await notesOf("A,1,2,1\nA,2,2,1\nA,1,2,1\nA,1,2,1\nB,1,2,1\nB,1,2,1\nB,9,9,0\n")).toEqual([
      "3 of 6 training rows are exact duplicates (in 2 curves): information criteria count each as independent, and so do intervals without --cluster",
    ]);
    expect(await notesOf("A,1,2,1\nA,1,2,1\n")).toEqual([
      "1 of 2 training rows is an exact duplicate (in 1 curve): information criteria count each as independent, and so do intervals without --cluster",
    ]);
  });

  test("are none where x or y or the curve differs, or a row is held out", async () => {
    expect(await notesOf("A,1,2,1\nA,1,3,1\nA,2,2,1\nB,1,2,1\nB,1,2,0\n")).toEqual([]);
  });
});

test("one skipped row is no plural", async () => {
  const { notes } = await loadCurves([textSource("model,x,y\nA,1,1\nA,2,n/a\nB,1,1\n")], { badRows: "skip" });
  expect(notes.at(-1)).toBe(
    'skipped 1 bad row of 1 of 2 curves. The first: curves.csv, line 3, column y: "n/a" is a missing value',
  );
});

describe("the only column of numbers that is left", () => {
  test.each([
    ["foo,loss", "foo", "loss"],
    ["x,bar", "x", "bar"],
    ["seed,metric,bar,x", "x", "bar"],
    ["foo,bar", "foo", "bar"],
    [",lr,foo,bar", "foo", "bar"],
  ])("of %s is taken", async (header, xName, yName) => {
    const words = header.split(",").map((name) => (name === "metric" ? "accuracy" : "1"));
    const set = await loadCurves([textSource(`${header}\n${words.join()}\n${words.join()}\n`)], {});
    expect([set.xName, set.yName]).toEqual([xName, yName]);
    expect(set.notes[0]).toMatch(new RegExp(`x = ${xName}; y = ${yName}.*guessed`));
  });
});
