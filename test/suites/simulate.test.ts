import { describe, expect, it } from "vitest";
import { syntheticCurves } from "../../bench/suites/simulate.js";

describe("syntheticCurves", () => {
  it("makes positive, finite training rows of the wanted size, x ascending", () => {
    const curves = syntheticCurves(7, 63, 0);
    expect(curves.map(({ x, y, weight, train }) => [x.length, y.length, weight.length, train.length])).toEqual(
      Array.from({ length: 7 }, () => [63, 63, 63, 63]),
    );
    for (const { x, y, train } of curves) {
      expect(y.every((value) => value > 0 && value < 2)).toBe(true);
      expect(x.every((value, i) => i === 0 || value > x[i - 1])).toBe(true);
      expect(train.every((flag) => flag === 1)).toBe(true);
      expect(y[62]).toBeLessThan(0.8 * y[0]);
    }
    expect(new Set(curves.map(({ key }) => key[0])).size).toBe(7);
  });

  it("gives the same first curves whatever the count, and others under another seed", () => {
    const few = syntheticCurves(3, 20, 5);
    expect(syntheticCurves(9, 20, 5).slice(0, 3)).toEqual(few);
    expect(syntheticCurves(3, 20, 6)[0].y).not.toEqual(few[0].y);
    expect(few[0].y).not.toEqual(few[1].y);
  });
});
