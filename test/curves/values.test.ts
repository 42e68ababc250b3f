import { describe, expect, it } from "vitest";
import { type FitInput, toCurveSet } from "../../src/api/input.js";
import { InputError } from "../../src/core/errors.js";
import { namedKey } from "../../src/core/rows/curveRows.js";

const read = (input: unknown, columns = {}) => toCurveSet(input as FitInput, { yAbove: 0, ...columns });
const x = [1e6, 2e6, 4e6];
const y = [3, 2.5, 2];

describe("values from code", () => {
  it("are one curve where a list has one", async () => {
    const { curves, keyNames } = await read([{ x, y: Float32Array.from(y) }]);
    expect(keyNames).toEqual([]);
    expect(curves.map((curve) => [curve.key, [...curve.x], [...curve.y]])).toEqual([[[], x, y]]);
  });

  it("are columns of any names, whose roles are guessed as those of a file", async () => {
    const set = await read({ tokens: x, loss: y });
    expect([set.xName, set.yName, set.keyNames]).toEqual(["tokens", "loss", []]);
    expect([...set.curves[0].y]).toEqual(y);
    const named = await read({ depth: x, outcome: y, note: ["a", "b", "c"] }, { x: "depth", y: "outcome", curve: [] });
    expect([named.xName, named.yName]).toEqual(["depth", "outcome"]);
  });

  it("are rows as pandas' records have them, dates and big numbers among them", async () => {
    const rows = ["a", "b"].flatMap((model) =>
      x.map((tokens, i) => ({ model, tokens: BigInt(tokens), loss: y[i], day: new Date(86_400_000 * i) })),
    );
    const set = await read(rows, { curve: ["model"] });
    expect(set.curves.map(({ key, x: places }) => [key, [...places]])).toEqual([
      [["a"], x],
      [["b"], x],
    ]);
  });

  it("are curves with a key: an object, a word, several words, or their place", async () => {
    const curve = { tokens: x, loss: y };
    const named = await read([
      { ...curve, key: { model: "a", size: 1 } },
      { ...curve, key: { model: "a", size: 2 } },
    ]);
    expect(named.keyNames).toEqual(["model", "size"]);
    expect(named.curves.map((one) => namedKey(one, named))).toEqual([
      { model: "a", size: "1" },
      { model: "a", size: "2" },
    ]);
    const keysOf = async (keys: unknown[]) => {
      const set = await read(keys.map((key) => (key === null ? curve : { ...curve, key })));
      return [set.keyNames, set.curves.map(({ key }) => key.join())];
    };
    expect(await keysOf(["a", "b"])).toEqual([["curve"], ["a", "b"]]);
    expect(await keysOf([["a", "p"], ["a", "q"]])).toEqual([["curve1", "curve2"], ["a,p", "a,q"]]); // prettier-ignore
    expect(await keysOf([null, null])).toEqual([["curve"], ["1", "2"]]);
  });

  it("take a single value for every row of a curve, and roles that are never guessed by their name", async () => {
    const set = await read([{ x, y, sigmaLog: 0.1, cluster: ["r", "r", "s"] }]);
    expect(set).toMatchObject({ weightKind: "sigma-log", clusterName: "cluster" });
  });

  it.each<[string, unknown, string]>([
    ["nothing", null, "there is nothing to fit in null"],
    ["a number", 5, "there is nothing to fit in 5"],
    ["an empty list", [], "the list to fit is empty"],
    ["a list of numbers", [1, 2], "item 1 of the list is 1; give objects"],
    ["no columns", {}, "columns: there are none"],
    ["a column that is no list", { tokens: 5, loss: y }, "columns, tokens: 5 is no list"],
    ["arrays that are none", { x: 5, y }, "arrays: x is 5, no list"],
    ["an array that is missing", { x, y: undefined }, "arrays: y is undefined, no list"],
    ["lengths of columns", { tokens: x, loss: [1] }, "columns: loss has length 1, tokens has 3"],
    [
      "lengths of a curve",
      [
        { x, y },
        { x, y: [1] },
      ],
      "curve 2: y has length 1, x has 3",
    ],
    [
      "a curve without lists",
      [
        { x, y },
        { x: 1, y: 2 },
      ],
      "curve 2: it has no list of values",
    ],
    ["an empty curve", [{ x: [], y: [] }], "curve 1: x is empty"],
    [
      "keys of other columns",
      [
        { x, y, key: { a: 1 } },
        { x, y, key: { b: 1 } },
      ],
      "curve 2: its key has the columns b",
    ],
    ["a key that is none", [{ x, y, key: { a: null } }], "curve 1, key a: null is neither"],
    ["a key that is a column", [{ x, y, a: 1, key: { a: 1 } }], "a is in the key and a column"],
    [
      "a bad value of a curve",
      [
        { x, y },
        { x, y: [1, 2, -1] },
      ],
      "curve 2, row 3, column y: ",
    ],
    ["a bad value of a row", [{ x: 1, y: 1 }, { x: 2, y: {} }], "rows, row 2, column y: {} is no number"], // prettier-ignore
    ["a word for a number", { tokens: [1, 2, "many"], loss: y }, "column tokens"],
    ["no x", { loss: y, accuracyish: ["p", "q", "r"] }, "x"],
  ])("%s is an InputError that names it", async (_, input, message) => {
    const error = await read(input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(message);
  });
});
