import { describe, expect, it } from "vitest";
import { distinctRows, recencyWeights } from "../../../src/core/extrapolate/extrapolate.js";
import { geometric } from "../../support/curves.js";

/** 1, 2, …, count: y of rows that are all different. */
const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** (Σv)²/Σv² of (x/x_max)^p */
function effective(x: readonly number[], p: number): number {
  const v = x.map((value) => (value / Math.max(...x)) ** p);
  const sum = v.reduce((a, b) => a + b, 0);
  return sum ** 2 / v.reduce((a, b) => a + b * b, 0);
}

/** The p that a row's weight tells. */
function powerOf(x: readonly number[], weights: Float64Array): number {
  const least = x.indexOf(Math.min(...x));
  return Math.log(weights[least]) / Math.log(x[least] / Math.max(...x));
}

describe("recencyWeights", () => {
  it("is x/x_max where that leaves six effective rows", () => {
    // (Σx)²/Σx² = 55²/385 = 7.857 for 1 … 10
    const x = counting(10);
    expect([...recencyWeights(x, counting(10))]).toEqual(x.map((v) => v / 10));
  });

  it("is flattened to the largest p in steps of 0.02 that leaves six", () => {
    // Four rows at x = 1 and four at 100, t = 100^-p: 4 (1 + t)²/(1 + t²) ≥ 6 where t ≥ 2 − √3, p ≤ 0.28598.
    const x = [1, 1, 1, 1, 100, 100, 100, 100];
    const weights = recencyWeights(x, counting(8));
    weights.forEach((weight, i) => expect(weight).toBeCloseTo(i < 4 ? 100 ** -0.28 : 1, 12));
  });

  it.each([7, 9, 12, 20])("is the largest such p over %d rows of two decades", (count) => {
    const x = geometric(10, 1000, count);
    const p = powerOf(x, recencyWeights(x, counting(count)));
    expect(p).toBeGreaterThan(0);
    expect(Math.abs(p / 0.02 - Math.round(p / 0.02))).toBeLessThan(1e-9);
    expect(effective(x, p)).toBeGreaterThanOrEqual(6);
    if (p < 1 - 1e-9) expect(effective(x, p + 0.02)).toBeLessThan(6);
  });

  it("is the same for all rows where no p leaves six", () => {
    expect([...recencyWeights([1, 10, 100, 1000, 1e4], counting(5))]).toEqual([1, 1, 1, 1, 1]);
    expect([...recencyWeights([3], [1])]).toEqual([1]);
    expect([...recencyWeights([], [])]).toEqual([]);
  });

  it("counts rows that repeat x and y once, and gives each its weight", () => {
    const x = [1, 1, 1, 1, 100, 100, 100, 100];
    const y = counting(8);
    const once = recencyWeights(x, y);
    const twice = recencyWeights([...x, ...x], [...y, ...y]);
    expect([...twice]).toEqual([...once, ...once]);
    // not the same row: another y at the same x counts
    const other = recencyWeights([...x, ...x], counting(16));
    expect(powerOf([...x, ...x], other)).toBeCloseTo(1, 12);
  });

  it("does not hang on the scale of x, nor on the order of rows", () => {
    const x = geometric(3, 700, 11);
    const weights = recencyWeights(x, counting(11));
    const scaled = recencyWeights(
      x.map((v) => v * 1e9),
      counting(11),
    );
    weights.forEach((weight, i) => expect(scaled[i]).toBeCloseTo(weight, 12));
    const turned = recencyWeights([...x].reverse(), counting(11).reverse());
    expect([...turned].reverse()).toEqual([...weights]);
    expect(new Set(weights).size).toBe(11);
  });
});

describe("distinctRows", () => {
  it("is the first row of each (x, y)", () => {
    expect(distinctRows([1, 2, 1, 1, 2], [5, 5, 5, 6, 5])).toEqual([0, 1, 3]);
    expect(distinctRows([], [])).toEqual([]);
  });
});
