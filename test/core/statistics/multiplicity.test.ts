import { describe, expect, it } from "vitest";
import { benjaminiHochberg, holm } from "../../../src/core/statistics/multiplicity.js";

/** Benjamini & Hochberg (1995), section 4.1: fifteen tests. */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];
const rejected = (adjusted: (number | null)[]) => adjusted.filter((p) => p !== null && p <= 0.05).length;

describe("benjaminiHochberg", () => {
  it("rejects four of the fifteen of its paper, where Holm rejects three", () => {
    expect(rejected(benjaminiHochberg(published))).toBe(4);
    expect(rejected(holm(published))).toBe(3);
  });

  it("is p times tests over rank, made monotone from the largest down", () => {
    // by hand: 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5
    expect(benjaminiHochberg([0.03, 0.01, 0.5, 0.02])).toEqual([0.04, 0.04, 0.5, 0.04].map(close));
  });
});

describe("holm", () => {
  it("is p times the tests still to come, made monotone from the smallest up, at most 1", () => {
    // by hand: 0.01·4, max(0.04, 0.015·3), max(0.045, 0.02·2), 1
    expect(holm([0.02, 0.01, 1, 0.015])).toEqual([0.045, 0.04, 1, 0.045].map(close));
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
  });

  it("is never below Benjamini and Hochberg's", () => {
    const ofBoth = benjaminiHochberg(published);
    holm(published).forEach((p, i) => expect(p).toBeGreaterThanOrEqual(ofBoth[i]! - 1e-15));
  });
});

describe("null", () => {
  it("stays, and counts for nothing", () => {
    for (const adjust of [holm, benjaminiHochberg]) {
      const [p, q] = adjust([0.02, 0.01]);
      expect(adjust([null, 0.02, null, 0.01])).toEqual([null, p, null, q]);
      expect(adjust([null, null])).toEqual([null, null]);
      expect(adjust([0.03])).toEqual([0.03]);
      // and a third test does count
      expect(adjust([0.02, 0.01, 1])[0]).toBeGreaterThan(p!);
    }
  });

  it("does not write into what it is given", () => {
    const given = [0.02, null, 0.01];
    holm(given);
    benjaminiHochberg(given);
    expect(given).toEqual([0.02, null, 0.01]);
  });
});

function close(value: number): unknown {
  return expect.closeTo(value, 12);
}
