import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { curvesFromArrays, type CurveArrays } from "../../src/curves/arrays.js";
import { loadCurves } from "../../src/curves/load.js";
import { textSource, withoutLines } from "./sources.js";

describe("curvesFromArrays", () => {
  test("gives the curves of the same table as text", async () => {
    const text = "a,b,x,y,weight,train\np,q,1,2,1,1\np,r,2,3,2,1\np,q,3,1,0.5,0\n";
    const fromText = await loadCurves([textSource(text)], {});
    const set = curvesFromArrays({
      curve: [
        ["p", "p", "p"],
        ["q", "r", "q"],
      ],
      x: new Float32Array([1, 2, 3]),
      y: [2, 3, 1],
      weight: [1, 2, 0.5],
      train: [true, true, false],
    });
    expect(withoutLines(set).curves).toEqual(withoutLines(fromText).curves);
    expect([set.keyNames, set.xName, set.yName, set.weightName, set.trainName]).toEqual([
      ["curve1", "curve2"],
      "x",
      "y",
      "weight",
      "train",
    ]);
  });

  test("x and y alone are one curve, all of it training", () => {
    const { curves, keyNames } = curvesFromArrays({ x: [1, 2], y: [3, 4] });
    expect(keyNames).toEqual([]);
    expect(curves.map(({ key, train, weight }) => [key, [...train], [...weight]])).toEqual([[[], [1, 1], [1, 1]]]);
  });

  test("one list of words tells curves apart", () => {
    const { curves, keyNames } = curvesFromArrays({ x: [1, 2, 3], y: [1, 1, 1], curve: ["é", "b", "é"] });
    expect(keyNames).toEqual(["curve"]);
    expect(curves.map((curve) => [curve.key, [...curve.x]])).toEqual([
      [["é"], [1, 3]],
      [["b"], [2]],
    ]);
  });

  test("the caller's arrays are neither kept nor changed", () => {
    const x = new Float64Array([1, 2]);
    const set = curvesFromArrays({ x, y: [1, 2] });
    x[0] = 99;
    expect([...set.curves[0].x]).toEqual([1, 2]);
  });

  const skip = "--bad-rows skip to leave such rows out";
  test.each<[string, CurveArrays, string]>([
    ["a bad x", { x: [1, 0], y: [1, 1] }, 'arrays, row 2, column x: "0" is not above 0, and x is taken in logarithms'],
    [
      "null for y",
      { x: [1], y: [null] as never },
      `arrays, row 1, column y: "NaN" is not a finite number; use ${skip}`,
    ],
    ["a bad flag", { x: [1], y: [1], train: [2] }, 'arrays, row 1, column train: "2" is neither train nor test'],
    ["lengths", { x: [1, 2], y: [1] }, "arrays: y has length 1, x has 2; make them equal"],
    ["no rows", { x: [], y: [] }, "arrays: x is empty; give at least one row"],
    [
      "a key that is no string",
      { x: [1, 2], y: [1, 2], curve: ["a", 5] as never },
      "arrays, row 2, column curve: 5 is no string; write it as one",
    ],
  ])("%s is an error", (_, arrays, message) => {
    expect(() => curvesFromArrays(arrays)).toThrow(InputError);
    expect(() => curvesFromArrays(arrays)).toThrow(message);
  });

  test("bad rows are skipped and counted on demand", () => {
    const set = curvesFromArrays({ x: [1, 2], y: [-1, 2] }, { badRows: "skip" });
    expect(set.curves.map((curve) => [[...curve.y], curve.skippedRows])).toEqual([[[2], 1]]);
    expect([...curvesFromArrays({ x: [1, 2], y: [-1, 2] }, { yAbove: null }).curves[0].y]).toEqual([-1, 2]);
  });
});
