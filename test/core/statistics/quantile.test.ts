import { describe, expect, it } from "vitest";
import { quantile } from "../../../src/core/statistics/quantile.js";

describe("quantile", () => {
  it("is the k-th smallest of R at p = k/(R + 1), and linear between", () => {
    const sorted = Float64Array.of(1, 4, 9);
    expect([0.25, 0.5, 0.75].map((p) => quantile(sorted, p))).toEqual([1, 4, 9]);
    expect(quantile(sorted, 0.375)).toBe(2.5);
  });

  it("does not go beyond the outermost draws", () => {
    expect([0, 0.1, 0.9, 1].map((p) => quantile(Float64Array.of(1, 4, 9), p))).toEqual([1, 1, 9, 9]);
    expect(quantile(Float64Array.of(7), 0.3)).toBe(7);
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  });

  it("is never NaN for infinite draws: infinite beside a finite one, the nearer between two infinities", () => {
    const sorted = Float64Array.of(-Infinity, -Infinity, 3, Infinity, Infinity);
    expect([1.5, 2, 2.5, 3, 3.5, 4.5].map((k) => quantile(sorted, k / 6))).toEqual([
      -Infinity,
      -Infinity,
      -Infinity,
      3,
      Infinity,
      Infinity,
    ]);
    const apart = Float64Array.of(-Infinity, Infinity);
    expect([0.4, 0.6].map((p) => quantile(apart, p))).toEqual([-Infinity, Infinity]);
  });

  it("does not overflow between the largest doubles", () => {
    expect(quantile(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE), 0.5)).toBe(0);
  });
});
