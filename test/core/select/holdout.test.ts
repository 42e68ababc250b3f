import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitTail } from "../../../src/core/select.js";
import { curveOf } from "../../support/curves.js";

describe("splitTail", () => {
  it("keeps back the largest 20 % of the distinct x", () => {
    const curve = curveOf([5, 1, 3, 2, 4, 10, 9, 8, 7, 6], new Array<number>(10).fill(1));
    const { head, tail } = splitTail(curve, [...curve.x.keys()]);
    expect(tail.map((row) => curve.x[row]).sort((a, b) => a - b)).toEqual([9, 10]);
    expect(head).toHaveLength(8);
  });

  it("counts distinct x, not rows, and leaves test rows alone", () => {
    const x = [1, 1, 1, 1, 2, 3, 4, 5, 5, 6];
    const curve = curveOf(
      x,
      x.map(() => 1),
    );
    const training = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(splitTail(curve, training)).toEqual({ head: [0, 1, 2, 3, 4, 5, 6], tail: [7, 8] });
  });

  it("splits rows into two parts that no x belongs to both of, the tail never empty", () => {
    const xs = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(xs, (x) => {
        const curve = curveOf(
          x,
          x.map(() => 1),
        );
        const rows = [...curve.x.keys()];
        const { head, tail } = splitTail(curve, rows);
        expect([...head, ...tail].sort((a, b) => a - b)).toEqual(rows);
        expect(tail.length).toBeGreaterThan(0);
        const least = Math.min(...tail.map((row) => x[row]));
        for (const row of head) expect(x[row]).toBeLessThan(least);
        const distinct = new Set(x).size;
        const kept = new Set(tail.map((row) => x[row])).size;
        expect(Math.abs(kept - 0.2 * distinct)).toBeLessThanOrEqual(distinct < 3 ? 1 : 0.5);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
