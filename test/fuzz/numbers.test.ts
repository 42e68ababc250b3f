import fc from "fast-check";
import { expect, it } from "vitest";
import { OBJECTIVES } from "../../src/core/options.js";
import { describeCpuFits, describeGpuFits, type FitCurves } from "../support/engines.js";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { oddCurve, oddOptions } from "./oddCurves.js";
import { soundRow } from "./soundRow.js";

const CURVES = 8;

function oddNumbers(group: FuzzGroup, breaks: readonly number[], fit: FitCurves): void {
  it.each(OBJECTIVES)(
    "under %s every curve keeps its rows, and a row with a fit holds numbers that can be used",
    async (objective) => {
      const request = fc.tuple(
        fc.array(oddCurve(objective), { minLength: CURVES, maxLength: CURVES }),
        fc.constantFrom(...breaks).chain((n) => oddOptions(objective, n)),
      );
      await group.eachOf(1 / OBJECTIVES.length, CURVES, request, async ([curves, options]) => {
        const rows = await fit(curves, options);
        expect(rows.length).toBe(curves.length);
        return rows.map((row, i) => soundRow(row, curves[i], options));
      });
    },
    fuzzTimeout,
  );
}

describeCpuFits("curves of odd numbers", (fit) => oddNumbers(new FuzzGroup("numbers on the CPU"), [0, 1, 2], fit));
// kernels of few shapes: to compile one more takes a software adapter seconds
describeGpuFits("curves of odd numbers", (fit) => oddNumbers(new FuzzGroup("numbers on the GPU"), [0, 1], fit));
