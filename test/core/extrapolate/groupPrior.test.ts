import { describe, expect, it } from "vitest";
import { groupPrior, type Shape } from "../../../src/core/extrapolate/extrapolate.js";

describe("groupPrior", () => {
  it("is the median of each part, and 1.4826 times the median distance from it", () => {
    const shapes: Shape[] = [
      [0.1, 0.9, -2],
      [0.3, 0.1, 1],
      [0.9, 0.3, 0],
      [0.5, 0.8, 3],
      [0.6, 0.5, -1],
    ];
    // sorted 0.1 0.3 [0.5] 0.6 0.9, distances 0.4 0.2 0 0.1 0.4; 0.1 0.3 [0.5] 0.8 0.9: 0.4 0.2 0 0.3 0.4;
    // -2 -1 [0] 1 3: 2 1 0 1 3
    const { mean, deviation } = groupPrior(shapes)!;
    expect(mean).toEqual([0.5, 0.5, 0]);
    [0.2, 0.3, 1].forEach((mad, part) => expect(deviation[part]).toBeCloseTo(1.4826 * mad, 12));
  });

  it("takes the middle of the two in the middle of an even number", () => {
    const { mean, deviation } = groupPrior([
      [0, 0, 0],
      [0.2, 0.4, 1],
      [0.4, 0.6, 3],
      [1, 1, 4],
    ])!;
    // medians 0.3, 0.5, 2; distances 0.3 0.1 0.1 0.7, 0.5 0.1 0.1 0.5, 2 1 1 2
    [0.3, 0.5, 2].forEach((median, part) => expect(mean[part]).toBeCloseTo(median, 12));
    [0.2, 0.3, 1.5].forEach((mad, part) => expect(deviation[part]).toBeCloseTo(1.4826 * mad, 12));
  });

  it("leaves a curve room where all are of one mind", () => {
    const same: Shape = [0.4, 0.2, -1];
    expect(groupPrior([same, same, same])).toEqual({ mean: same, deviation: [0.05, 0.05, 0.2] });
  });

  it("is nothing for fewer than three curves", () => {
    const shape: Shape = [0.4, 0.2, -1];
    expect(groupPrior([])).toBeNull();
    expect(groupPrior([shape, shape])).toBeNull();
    expect(groupPrior([shape, shape, shape])).not.toBeNull();
  });

  it("is not moved by one wild curve, nor by the order of curves", () => {
    const shapes: Shape[] = [0.4, 0.42, 0.44, 0.46, 0.48].map((v): Shape => [v, v / 2, v - 1]);
    const tame = groupPrior(shapes)!;
    const wild = groupPrior([...shapes.slice(0, 4), [1e6, 1e6, 1e6]])!;
    expect(wild.mean).toEqual(tame.mean);
    expect(wild.deviation).toEqual(tame.deviation);
    expect(groupPrior([...shapes].reverse())).toEqual(tame);
  });
});
