import { describe, expect, it } from "vitest";
import { isPrecision, precisionOf, weightlessFault, weightsOf } from "../../../src/core/problem/weights.js";
import type { Deviations, Objective } from "../../../src/core/types.js";
import { curveOf } from "../../support/curves.js";
import { Draw } from "../../support/random.js";
import { expectWithin } from "../../support/within.js";

const scales: Record<Objective, (y: number) => number> = {
  log: Math.log,
  log1p: Math.log1p,
  linear: (y) => y,
};
const objectives = Object.keys(scales) as Objective[];

describe("precisionOf", () => {
  it.each(objectives)("is one over the variance of simulated residuals under %s, to first order", (objective) => {
    const draw = new Draw(5);
    const [y, sigma, draws] = [3, 0.01, 40_000];
    const scale = scales[objective];
    const made: Record<"y" | "ln y", () => number> = {
      y: () => scale(y + sigma * draw.normal()),
      "ln y": () => scale(y * Math.exp(sigma * draw.normal())),
    };
    for (const [of, one] of Object.entries(made) as ["y" | "ln y", () => number][]) {
      const values = Array.from({ length: draws }, () => one() - scale(y));
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / draws;
      // the relative error of a variance of 40,000 draws is 0.7 %
      expectWithin(variance * precisionOf(sigma, y, of, objective), 1, 0.03, `${of} under ${objective}`);
    }
  });

  it("is of the residual itself where that is what was given", () => {
    for (const objective of objectives) expect(precisionOf(0.5, 7, "residual", objective)).toBe(4);
  });

  it("is no precision where no double holds it, and without a logarithm", () => {
    expect(isPrecision(precisionOf(1e-200, 1, "y", "log"))).toBe(false);
    expect(isPrecision(precisionOf(1e-200, 1e-150, "y", "log"))).toBe(true);
    expect(isPrecision(precisionOf(1e200, 1, "ln y", "log"))).toBe(false);
    for (const [y, objective] of [
      [0, "log1p"],
      [-0.5, "log1p"],
      [-2, "linear"],
    ] as const) {
      expect(isPrecision(precisionOf(1, y, "ln y", objective))).toBe(false);
      expect(weightlessFault(y, "ln y", objective)).toContain(`y is ${y}, which has no logarithm`);
    }
    expect(isPrecision(precisionOf(1, -0.5, "y", "log1p"))).toBe(true);
  });
});

describe("weightsOf", () => {
  const sigma = (values: number[], of: Deviations["of"] = "y") => ({ values: Float64Array.from(values), of });

  it("multiplies the weight column, and leaves curves without standard deviations alone", () => {
    const curve = curveOf([1, 2], [3, 4], { weight: Float64Array.of(2, 5) });
    expect(weightsOf(curve, [0, 1], "log")).toBe(curve.weight);
    const both = { ...curve, sigma: sigma([0.5, 2]) };
    expect([...weightsOf(both, [0, 1], "log")]).toEqual([2 * 36, 5 * 4]);
    expect([...weightsOf(both, [0, 1], "linear")]).toEqual([2 * 4, 5 / 4]);
  });

  it("names the row that has none", () => {
    const curve = curveOf([1, 2], [3, 0], { sigma: sigma([1, 1], "ln y") });
    expect(() => weightsOf(curve, [0, 1], "linear")).toThrow(
      "curve made up, row 2: sigma is 1, which is a standard deviation of ln y, but y is 0, which has no logarithm",
    );
    expect([...weightsOf(curve, [0], "linear")][0]).toBe(1 / 9);
  });
});
