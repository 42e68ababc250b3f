import { describe, expect, it } from "vitest";
import { rollingOrigins, wholeCurve } from "../../src/forecast/origins.js";
import { curveOf, geometric } from "../support/curves.js";

const x = geometric(1, 1024, 21);
const curve = curveOf(
  x,
  x.map((v) => v ** -0.3),
  { train: Uint8Array.from(x, (v) => (v < 600 ? 1 : 0)) },
);

describe("rolling origins", () => {
  const origins = rollingOrigins(curve, 3, 2);

  it("cut the training rows at last x · ratio^(−k/2), and keep what lies within the ratio behind", () => {
    expect(origins.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { number, cut, curve: kept, index } of origins) {
      expect(index).toBe(3);
      expect(cut).toBeCloseTo(512 * 2 ** (-number / 2), 6);
      const fitted = kept.x.filter((_, row) => kept.train[row] === 1);
      const behind = kept.x.filter((_, row) => kept.train[row] === 0);
      expect(Math.max(...fitted)).toBe(cut);
      expect(Math.min(...behind)).toBeGreaterThan(cut);
      expect(Math.max(...behind)).toBeLessThanOrEqual(2 * cut * (1 + 1e-6));
    }
  });

  it("never look at what is held out", () => {
    const other = { ...curve, y: curve.y.map((y, row) => (curve.train[row] === 0 ? 100 * y : y)) };
    expect(rollingOrigins(other, 3, 2)).toEqual(origins);
    expect(wholeCurve(other, 3)).toEqual(wholeCurve(curve, 3));
  });

  it("leave seven distinct x to fit", () => {
    const few = curveOf(x.slice(0, 9), x.slice(0, 9));
    expect(rollingOrigins(few, 0, 2).map(({ cut }) => cut)).toEqual([x[7], x[6]]);
    expect(wholeCurve(curveOf(x.slice(0, 6), x.slice(0, 6)), 0)).toBeNull();
    // nothing lies between the cuts at 16 and at 8 times less than 64
    const gap = curveOf(
      [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 64, 80],
      Array.from({ length: 10 }, () => 1),
    );
    expect(rollingOrigins(gap, 0, 4).map(({ cut }) => cut)).toEqual([2.4]);
    const repeated = Array.from({ length: 20 }, (_, i) => x[i % 6]);
    expect(wholeCurve(curveOf(repeated, repeated), 0)).toBeNull();
  });
});
