import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { describe, expect, it } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { openSource } from "../../src/node/files.js";
import { resolveOptions } from "../../src/core/options.js";
import { freeParameters, planCurve, planProblem } from "../../src/core/plan.js";
import { hasFit, Status } from "../../src/core/status.js";
import type { Curve } from "../../src/core/types.js";
import { describeGpuFits } from "../support/engines.js";
import { sharedData } from "../support/sharedData.js";

/*
 * The real benchmark, where it lies beside the project. Elsewhere test/fit/defaultSuite.test.ts runs the same code on
 * made-up curves of the same shape.
 */

const files = ["benchmark.vision.csv", "benchmark.lang.csv"].map((name) => sharedData(`rnsl/${name}`));

async function benchmark(): Promise<readonly Curve[]> {
  return (
    await loadCurves(
      files.map((file) => openSource(file!)),
      {},
    )
  ).curves;
}

function tooFew(curves: readonly Curve[], breaks: number): Curve[] {
  const options = resolveOptions({ breaks: [breaks] });
  return curves.filter((curve) => {
    const plan = planCurve(curve, 0, options);
    return plan.distinct <= freeParameters(planProblem(bnslForm, plan, breaks, 1, options));
  });
}

describe("the benchmark", () => {
  it("is there as a whole, or not at all", () => {
    expect(new Set(files.map((file) => file === null)).size).toBe(1);
  });

  if (!files.includes(null)) {
    it("has too few points for n = 2 in 2 curves and for n = 3 in 11", async () => {
      const curves = await benchmark();
      expect(curves).toHaveLength(92);
      expect([0, 1, 2, 3].map((n) => tooFew(curves, n).length)).toEqual([0, 0, 2, 11]);
    });
  }
});

if (!files.includes(null)) {
  describeGpuFits("the benchmark, fitted", (fit) => {
    it("has a fit of every curve at n = 0 and 1, and no number in it that is none", async () => {
      const rows = await fit(await benchmark(), { breaks: [0, 1] });
      expect(rows).toHaveLength(2 * 92);
      for (const row of rows) {
        const name = `${row.key.join()} at n = ${row.nBreaks}`;
        expect(hasFit(row.status), name).toBe(true);
        expect(row.status, name).not.toBe(Status.MaxIterations);
        const numbers = [row.a, row.b, row.c0, ...row.c, ...row.d, ...row.f, row.objective, row.rmsleTest, row.bic];
        for (const value of numbers) expect(Number.isFinite(value), name).toBe(true);
        expect(row.a, name).toBeGreaterThanOrEqual(0);
      }
      for (let i = 0; i < rows.length; i += 2) {
        expect(rows[i + 1].objective!, rows[i].key.join()).toBeLessThanOrEqual(rows[i].objective! * (1 + 1e-6));
        expect(rows[i].selected !== rows[i + 1].selected).toBe(true);
      }
    });

    it("keeps the rows of curves with too few points", async () => {
      const curves = await benchmark();
      const few = tooFew(curves, 3);
      const rows = await fit(few, { breaks: [2, 3], starts: 16 });
      expect(rows.filter((row) => row.nBreaks === 3).map((row) => row.status)).toEqual(
        few.map(() => Status.TooFewPoints),
      );
      expect(rows.filter((row) => row.nBreaks === 2 && !hasFit(row.status))).toHaveLength(2);
    });
  });
}
