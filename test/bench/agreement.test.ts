import { describe, expect, it } from "vitest";
import { agreementOf, endsWithin } from "../../bench/f32/agreement.js";
import type { CurveBootstrap } from "../../src/uncertainty/types.js";
import { madeDraws, madeInterval } from "../tables/madeUncertainty.js";

const range = [10, 1000] as const;

/** Draws of one break, all of objective 1 and at d = 100, but what is given by resample. */
function made(ends: readonly [number, number], parts: { d?: number[]; objective?: number[] } = {}): CurveBootstrap {
  const draws = madeDraws(4, 1);
  const [lo, hi] = ends;
  return {
    rows: [
      madeInterval({ quantity: "a" }),
      madeInterval({ lo, hi }),
      madeInterval({ lo: 1, hi: 2, method: "delta" }),
      madeInterval({ lo: 1, hi: 2, method: "percentile" }),
    ],
    draws: {
      ...draws,
      objective: Float64Array.from(parts.objective ?? [1, 1, 1, 1]),
      d: (parts.d ?? [100, 100, 100, 100]).map((d) => [d]),
    },
  };
}

describe("intervals of two engines", () => {
  const reference = made([50, 200]); // ln 4 wide
  const moved = (share: number) => made([50 * 4 ** share, 200]);

  it("differ by their larger difference of an end, over the reference's width", () => {
    const [same] = agreementOf(moved(0.01), reference, range);
    expect(same.difference).toBeCloseTo(0.01, 10);
    expect(same.method).toBe("bca");
    expect(endsWithin([same], 0.02, [range])).toBe(2);
    const [other] = agreementOf(moved(0.03), reference, range);
    expect(endsWithin([other], 0.02, [range])).toBe(1);
  });

  it("agree where both have no end, and do not where one has none", () => {
    const open = made([0, 200]);
    expect(agreementOf(open, open, range)[0].difference).toBe(0);
    expect(agreementOf(reference, open, range)[0].difference).toBe(Infinity);
    // as wide as to the first x
    const [near] = agreementOf(made([0, 202]), open, range);
    expect(near.difference).toBeCloseTo(Math.log(1.01) / Math.log(20), 10);
  });

  it("differ because of other minima, or along a valley", () => {
    const device = made([50, 200], { objective: [0.9, 1.1, 1, 1 + 1e-6], d: [50, 50, 100, 110] });
    const [{ cause }] = agreementOf(device, reference, range);
    expect(cause).toEqual({ resamples: 4, deviceLower: 1, referenceLower: 1, valley: 1 });
  });
});
