import { describe, expect, it } from "vitest";
import { batchOf, evenlySpaced, fitPoints } from "../../bench/measure/batch.js";
import { sizeOf } from "../../bench/measure/size.js";
import { syntheticCurves } from "../../bench/suites/simulate.js";

describe("sizeOf", () => {
  it("spreads fits over all problems in whole groups of 64 starts", () => {
    expect(sizeOf(92 * 200, 92)).toEqual({ problems: 92, starts: 192 });
    expect(sizeOf(92 * 64, 92)).toEqual({ problems: 92, starts: 64 });
  });

  it("takes fewer problems where there is no group for each, and one at the least", () => {
    expect(sizeOf(92 * 64 - 1, 92)).toEqual({ problems: 91, starts: 64 });
    expect(sizeOf(3, 92)).toEqual({ problems: 1, starts: 64 });
  });
});

describe("batchOf", () => {
  it("leaves out curves with no more distinct x than parameters", () => {
    const curves = [...syntheticCurves(2, 6, 0), ...syntheticCurves(3, 7, 0)];
    expect(batchOf(curves, 1, 0).problems.map(({ u }) => u.length)).toEqual([7, 7, 7]);
    expect(batchOf(curves, 0, 0).problems).toHaveLength(5);
  });

  it("keeps problems and their start plans together when it is thinned out", () => {
    const batch = batchOf(syntheticCurves(10, 20, 0), 1, 0);
    const thin = evenlySpaced(batch, 4);
    expect(thin.problems).toEqual([0, 2, 5, 7].map((i) => batch.problems[i]));
    expect(thin.starts).toEqual([0, 2, 5, 7].map((i) => batch.starts[i]));
    expect(evenlySpaced(batch, 11)).toBe(batch);
    expect(fitPoints(thin, 64)).toBe(4 * 20 * 64);
  });
});
