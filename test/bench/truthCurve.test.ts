import { describe, expect, it } from "vitest";
import { noisyCurve, truthAsFit, truthCurve } from "../../bench/simulated/truthCurve.js";
import { spaced } from "../../bench/measure/fittedPairs.js";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { simulateFits } from "../../src/uncertainty/audit.js";

const law = { a: 0.05, b: 1, c0: 0.1, c: [0.3], d: [3e4], f: [0.3] };
const observed = { law, range: [1e3, 1e6], points: 200, sigma: 0.05 } as const;

describe("simulated curves", () => {
  it("have both ends of the range, and the law's y", () => {
    const { x, y } = truthCurve(observed, ["truth"]);
    expect(x[0]).toBe(1e3);
    expect(x[199]).toBeCloseTo(1e6, 4);
    expect(y[77]).toBe(bnsl(x[77], law));
  });

  it("have the noise that is asked for, another in each curve and seed", () => {
    const truth = truthCurve(observed, ["truth"]);
    const residuals = Array.from({ length: 20 }, (_, i) => noisyCurve(observed, "n", i, 1)).flatMap(({ y }) =>
      Array.from(y, (value, j) => Math.log(value / truth.y[j])),
    );
    const mean = residuals.reduce((sum, r) => sum + r / residuals.length, 0);
    const variance = residuals.reduce((sum, r) => sum + (r - mean) ** 2 / residuals.length, 0);
    expect(Math.abs(mean)).toBeLessThan(0.004);
    expect(Math.sqrt(variance)).toBeCloseTo(0.05, 2);
    expect(noisyCurve(observed, "n", 0, 1).y).toEqual(noisyCurve(observed, "n", 0, 1).y);
    expect(noisyCurve(observed, "n", 0, 1).y).not.toEqual(noisyCurve(observed, "n", 1, 1).y);
    expect(noisyCurve(observed, "n", 0, 1).y).not.toEqual(noisyCurve(observed, "n", 0, 2).y);
  });

  it("are simulated from the truth as a fit with the truth's own noise", async () => {
    const options = resolveOptions({ breaks: [1], select: "none" });
    const fit = truthAsFit(observed, "truth", options);
    expect(fit.law).toEqual(law);
    const context = { engine: new CpuEngine(inlineExecutor), form: bnslForm, seed: 0 };
    const [[{ curve }]] = await simulateFits(context, [fit], 1, 0);
    const squares = Array.from(curve.y, (y, j) => Math.log(y / bnsl(curve.x[j], law)) ** 2);
    expect(Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / 200)).toBeCloseTo(0.05, 2);
  });
});

describe("evenly spaced values", () => {
  it("are all of them where there are no more, or none are asked for", () => {
    expect(spaced([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
    expect(spaced([1, 2], 3)).toEqual([1, 2]);
    expect(spaced([1, 2], 0)).toEqual([1, 2]);
  });
});
