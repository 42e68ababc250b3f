import { describe, expect, it } from "vitest";
import { methodsOf, parameterRows } from "../../../src/report/client/curve/ParameterTable.js";
import { openBreaks } from "../../../src/report/client/tests.js";
import { madeFailure, madeRow } from "../../tables/madeFits.js";
import { madeInterval, madeIntervals } from "../../tables/madeUncertainty.js";

const intervals = madeIntervals(1);

describe("the parameters of a fit", () => {
  it("are all there without an interval, slopes behind them", () => {
    const rows = parameterRows(madeRow({ c0: 0.25, c: [0.5] }), [], null);
    expect(rows.map(({ name }) => name)).toEqual([
      "a",
      "b",
      "c0",
      "d1",
      "c1",
      "f1",
      "exponent before break 1",
      "exponent after break 1",
    ]);
    expect(rows.slice(-2).map(({ estimate }) => estimate)).toEqual([-0.25, -0.75]);
    expect(rows.every(({ interval }) => interval === null)).toBe(true);
  });

  it("have the interval of the method asked for, or of the first that there is", () => {
    const of = (method: "bca" | "delta", name: string) =>
      parameterRows(madeRow(), intervals, method).find((row) => row.name === name)!.interval;
    expect(of("bca", "d1")).toMatchObject({ method: "bca", lo: 500 });
    expect(of("delta", "d1")).toMatchObject({ method: "delta", lo: 1 });
    expect(of("delta", "a")).toMatchObject({ method: "bca", lo: 0 });
  });

  it("are followed by what was asked of the bootstrap, but not by its band", () => {
    const names = parameterRows(madeRow(), intervals, "bca").map(({ name }) => name);
    expect(names.slice(-3)).toEqual(["y at 1e10", "x at the target", "never there"]);
  });

  it("have no interval of another number of breaks", () => {
    const rows = parameterRows(madeRow(), madeIntervals(2), "bca");
    expect(rows.every(({ interval }) => interval === null)).toBe(true);
    expect(rows).toHaveLength(8);
  });

  it("tell which of them stand on a bound", () => {
    const rows = parameterRows(madeRow({ atBound: ["a", "f1"] }), [], null);
    expect(rows.filter(({ onBound }) => onBound).map(({ name }) => name)).toEqual(["a", "f1"]);
  });

  it("are none without a fit", () => {
    expect(parameterRows(madeFailure(), [], null)).toEqual([]);
  });
});

it("methods are those of the shown n, but for bands", () => {
  const band = madeInterval({ quantity: "band", method: "percentile", index: null, x: 3 });
  expect(methodsOf([...intervals, band], 1)).toEqual(["bca", "delta"]);
  expect(methodsOf(intervals, 2)).toEqual([]);
});

it("methods are in the order of preference, whatever that of the table", () => {
  expect(methodsOf([...intervals].reverse(), 1)).toEqual(["bca", "delta"]);
  const rows = parameterRows(madeRow(), [...intervals].reverse(), null);
  expect(rows.find(({ name }) => name === "d1")!.interval).toMatchObject({ method: "bca", lo: 500 });
});

it("whether a break is open is told by the preferred method, whatever the order of the table", () => {
  const of = (method: "bca" | "delta", ends: "both" | "none") => madeInterval({ method, ends, index: 1 });
  for (const order of [1, -1]) {
    const table = (...rows: ReturnType<typeof of>[]) => (order === 1 ? rows : rows.reverse());
    expect(openBreaks(madeRow(), table(of("bca", "both"), of("delta", "none")))).toEqual([]);
    expect(openBreaks(madeRow(), table(of("bca", "none"), of("delta", "both")))).toEqual([of("bca", "none")]);
  }
});
