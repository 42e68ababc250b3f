import { describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { bandAt } from "../../src/figure/Band.js";
import type { BandPoint } from "../../src/figure/picture.js";

const band: readonly BandPoint[] = [
  { x: 10, lo: 1, hi: 2 },
  { x: 1000, lo: 0.25, hi: 0.5 },
];
/** A break so sharp that the law turns between two nodes. */
const sharp = { a: 0, b: 1, c0: 0, c: [1], d: [100], f: [0.01] };
const about = (x: number, factor: number): BandPoint => ({
  x,
  lo: bnsl(x, sharp) / factor,
  hi: bnsl(x, sharp) * factor,
});

describe("bandAt", () => {
  it("is what was computed at the nodes, and ends where they end", () => {
    for (const law of [null, sharp]) {
      expect(bandAt({ band, law }, 10)).toEqual([1, 2]);
      expect(bandAt({ band, law }, 1000)).toEqual([0.25, 0.5]);
      expect(bandAt({ band, law }, 9.9)).toBeNull();
      expect(bandAt({ band, law }, 1001)).toBeNull();
    }
    expect(bandAt({ band: [], law: sharp }, 10)).toBeNull();
  });

  it("turns where the law turns: a law that both nodes hold is held between them", () => {
    const nodes = [about(20, 1.02), about(500, 1.05)];
    const outside = { straight: 0, following: 0 };
    for (let x = 21; x < 500; x += 5) {
      const y = bnsl(x, sharp);
      const [lo, hi] = bandAt({ band: nodes, law: sharp }, x)!;
      const [low, high] = bandAt({ band: nodes, law: null }, x)!;
      if (y < lo || y > hi) outside.following++;
      if (y < low || y > high) outside.straight++;
      // the distance from the law goes from 2 % to 5 %
      expect(hi / y).toBeGreaterThanOrEqual(1.02 - 1e-12);
      expect(hi / y).toBeLessThanOrEqual(1.05 + 1e-12);
    }
    expect(outside.following).toBe(0);
    // without the law to follow, the band would leave it: what this test is for
    expect(outside.straight).toBeGreaterThan(20);
  });

  it("is straight on logarithmic scales without a law", () => {
    expect(bandAt({ band, law: null }, 100)![0]).toBeCloseTo(0.5, 12);
    expect(bandAt({ band, law: null }, 100)![1]).toBeCloseTo(1, 12);
  });

  it("keeps its distance in y itself where there are no logarithms", () => {
    const nodes = [
      { x: 10, lo: -1, hi: 1 },
      { x: 1000, lo: -3, hi: 3 },
    ];
    const flat = { a: 0, b: 0, c0: 0, c: [], d: [], f: [] };
    const [lo, hi] = bandAt({ band: nodes, law: flat }, 100)!;
    expect(lo).toBeCloseTo(-2, 12);
    expect(hi).toBeCloseTo(2, 12);
  });

  it("stays open where an end is", () => {
    const open = [
      { x: 1, lo: 1, hi: Infinity },
      { x: 100, lo: 1, hi: Infinity },
    ];
    expect(bandAt({ band: open, law: null }, 10)).toEqual([1, Infinity]);
    const closing = [
      { x: 1, lo: -Infinity, hi: Infinity },
      { x: 100, lo: 1, hi: 2 },
    ];
    expect(bandAt({ band: closing, law: null }, 10)).toEqual([-Infinity, Infinity]);
    expect(bandAt({ band: closing, law: sharp }, 100)).toEqual([1, 2]);
  });
});
