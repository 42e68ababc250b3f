import { describe, expect, it } from "vitest";
import { logError } from "../../src/suite/ranking.js";
import { madeCurve } from "./madeSuite.js";

const curve = madeCurve([], 0, 2);

describe("logError", () => {
  it("is the root of the mean squared log error, with the notebook's standard error", () => {
    // log errors 0.1 and 0.3: squares 0.01 and 0.09, mean 0.05, population standard deviation 0.04
    const { rmsle, standardError, unusable } = logError(curve, [0, 1], (x) => Math.exp(x === 1 ? 0.1 : -0.3));
    expect(rmsle).toBeCloseTo(Math.sqrt(0.05), 14);
    expect(standardError).toBeCloseTo(Math.sqrt(0.05 + 0.04 / Math.SQRT2) - Math.sqrt(0.05), 14);
    expect(unusable).toBe(0);
  });

  it("counts only the rows that it is asked for", () => {
    expect(logError(curve, [1], (x) => x).rmsle).toBe(Math.LN2);
    expect(logError(curve, [0], (x) => x).rmsle).toBe(0);
  });

  it("has no standard error for one row, and 0 for rows that err alike", () => {
    expect(logError(curve, [0], () => 2).standardError).toBeNull();
    expect(logError(curve, [0, 1], () => 2).standardError).toBe(0);
  });

  it("does not depend on the order of rows", () => {
    const long = madeCurve([], 0, 50);
    const rows = Array.from({ length: 50 }, (_, i) => i);
    const predict = (x: number) => 1 + 0.1 * Math.sin(x);
    expect(logError(long, rows.toReversed(), predict)).toEqual(logError(long, rows, predict));
  });

  it.each([0, -1, NaN, Infinity])("has none where ŷ is %d on a row, and counts such rows", (value) => {
    const found = logError(curve, [0, 1], (x) => (x === 1 ? 1 : value));
    expect(found).toEqual({ rmsle: null, standardError: null, unusable: 1 });
  });

  it("has none without rows", () => {
    expect(logError(curve, [], () => 1)).toEqual({ rmsle: null, standardError: null, unusable: 0 });
  });

  it("stays finite where ŷ / y overflows", () => {
    const tiny = { ...curve, y: Float64Array.of(1e-300, 1e-300) };
    expect(logError(tiny, [0], () => 1e300).rmsle).toBeCloseTo(600 * Math.LN10, 9);
  });
});
