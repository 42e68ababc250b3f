import { describe, expect, it } from "vitest";
import { asFitted } from "../../src/load/asFitted.js";
import type { FitMeta } from "../../src/types.js";
import { madeMeta, madeRow } from "../output/madeFits.js";

const fitsWith = (parts: Partial<FitMeta>) => ({ meta: madeMeta(parts), rows: [madeRow()] });
const columns = { curve: ["Domain", "Model"], x: "Seen Examples", y: "Loss" };

describe("asFitted", () => {
  it("names the columns that the fit used, and what y has to exceed", () => {
    const used = fitsWith({ weightName: "w", weightIsSigma: false, trainName: "Training" });
    const log = { badRows: "error", yAbove: 0 };
    expect(asFitted(used, {})).toEqual({
      ...log,
      ...columns,
      weight: "w",
      train: "Training",
      fromFits: ["curve", "x", "y", "weight", "train"],
    });
    const sigmas = fitsWith({ weightName: "s", weightIsSigma: true, trainName: null });
    expect(asFitted(sigmas, {})).toEqual({
      ...{ ...log, ...columns, sigma: "s" },
      fromFits: ["curve", "x", "y", "sigma"],
    });
    const linear = { ...madeMeta().options, objective: "linear" as const };
    expect(asFitted(fitsWith({ options: linear }), {})).toMatchObject({
      ...{ ...log, ...columns, yAbove: null },
    });
  });

  it("puts what is asked for first; weights of the fit make way for others", () => {
    const used = fitsWith({ weightName: "w", weightIsSigma: false });
    const asked = { curve: [], x: "n", sigma: "s", badRows: "skip" } as const;
    expect(asFitted(used, asked)).toEqual({ ...columns, ...asked, yAbove: 0, fromFits: ["y"] });
  });

  it("skips bad rows where the fit skipped some", () => {
    const skipped = { meta: madeMeta(), rows: [madeRow(), madeRow({ skippedRows: 1 })] };
    expect(asFitted(skipped, {}).badRows).toBe("skip");
    expect(asFitted(skipped, { badRows: "error" }).badRows).toBe("error");
  });

  it("takes from a table without metadata its key columns alone", () => {
    const unknown = fitsWith({ version: "unknown", keyNames: ["name"], xName: "x" });
    expect(asFitted(unknown, {})).toEqual({
      ...{ badRows: "error", curve: ["name"], yAbove: 0 },
      fromFits: ["curve"],
    });
    expect(asFitted({ ...unknown, rows: [] }, {})).toEqual({ badRows: "error", yAbove: 0, fromFits: [] });
  });
});
