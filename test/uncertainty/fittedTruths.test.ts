import { describe, expect, it } from "vitest";
import { fittedTruths } from "../../src/uncertainty/audit.js";
import { resolveOptions } from "../../src/core/options.js";
import type { FitResult } from "../../src/core/types.js";
import { curvesCsv, fakeResult } from "../cli/harness.js";
import { loadCurves } from "../../src/curves/load.js";
import { textSource } from "../curves/sources.js";

async function madeFits(breaks: number[], objective: "log" | "linear" = "log"): Promise<FitResult> {
  const set = await loadCurves([textSource(curvesCsv([9, 3, 9]))], {});
  return fakeResult(set, resolveOptions({ breaks, objective }), { engine: "cpu" });
}

describe("laws of a table of fits", () => {
  it("are the selected ones with a break; a line says how many are left out", async () => {
    const { truths, notes } = fittedTruths(await madeFits([1]), "fits.arrow");
    expect(truths.map(({ key }) => key)).toEqual([["c0"], ["c2"]]);
    expect(truths[0].law.d).toEqual([30]);
    expect(notes).toEqual(["1 of 3 curves are left out: they have no selected fit that has a break and falls"]);
  });

  it("have the σ that the fit left: N·F over the degrees of freedom", async () => {
    const fits = await madeFits([1]);
    const [row] = fits.rows;
    const [{ sigma }] = fittedTruths(fits, "fits.arrow", "c0").truths;
    expect(sigma! ** 2 * (9 - 6)).toBeCloseTo(9 * row.objective!, 12);
  });

  it("are refused with what is there instead", async () => {
    const fits = await madeFits([1]);
    expect(() => fittedTruths(fits, "fits.arrow", "birds")).toThrow(
      'fits.arrow: no curve is called "birds"; its curves are "c0", "c1", "c2"',
    );
    const straight = await madeFits([0]);
    expect(() => fittedTruths(straight, "fits.arrow")).toThrow(/none of 3 selected fits has a break/);
    const linear = await madeFits([1], "linear");
    expect(() => fittedTruths(linear, "fits.arrow")).toThrow(/objective linear, but noise is simulated on ln y/);
  });
});
