import { describe, expect, it } from "vitest";
import type { FitMeta } from "../../src/core/types.js";
import { asFitted } from "../../src/curves/asFitted.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";

const fitsWith = (parts: Partial<FitMeta>) => ({ meta: madeMeta(parts), rows: [madeRow()] });
const columns = { curve: ["Domain", "Model"], x: "Seen Examples", y: "Loss" };

describe("asFitted", () => {
  it("names the columns that the fit used, and what y has to exceed", () => {
    const used = fitsWith({ weightName: "w", weightKind: "weight", trainName: "Training" });
    const log = { badRows: "error", yAbove: 0 };
    expect(asFitted(used, {})).toEqual({
      ...log,
      ...columns,
      weight: "w",
      train: "Training",
      fromFits: ["curve", "x", "y", "weight", "train"],
    });
    const runs = fitsWith({ clusterName: "seed" });
    expect(asFitted(runs, {})).toMatchObject({ cluster: "seed" });
    expect(asFitted(runs, { cluster: "run" })).toMatchObject({ cluster: "run" });
    expect(asFitted(runs, { cluster: null })).toMatchObject({ cluster: null });
    expect(asFitted(used, {})).not.toHaveProperty("cluster");
    const sigmas = fitsWith({ weightName: "s", weightKind: "sigma", trainName: null });
    expect(asFitted(sigmas, {})).toEqual({
      ...log,
      ...columns,
      sigma: "s",
      train: null,
      fromFits: ["curve", "x", "y", "sigma", "train"],
    });
    expect(asFitted(fitsWith({ weightName: "s", weightKind: "sigma-log" }), {})).toMatchObject({
      sigmaLog: "s",
    });
    // nothing weighed the rows: a column that is called sigma does not now
    expect(asFitted(fitsWith({ weightName: null }), {})).toMatchObject({ weight: null, sigma: null });
    const linear = { ...madeMeta().options, objective: "linear" as const };
    expect(asFitted(fitsWith({ options: linear }), {})).toMatchObject({
      ...log,
      ...columns,
      yAbove: null,
    });
  });

  it("reads the text as the fit did; what is given now goes first", () => {
    const used = fitsWith({ dialect: { decimal: ",", comment: "//" } });
    expect(asFitted(used, {})).toMatchObject({ dialect: { decimal: ",", comment: "//" } });
    const now = asFitted(used, { dialect: { decimal: ".", separator: "tab" } });
    expect(now.dialect).toEqual({ decimal: ".", separator: "tab", comment: "//" });
    expect(asFitted(fitsWith({}), {})).not.toHaveProperty("dialect");
    expect(asFitted(fitsWith({}), { dialect: { comment: "!" } }).dialect).toEqual({ comment: "!" });
  });

  it("refuses tables of before sigma was that of y under a logarithm", () => {
    const old = (objective: "log" | "log1p" | "linear") =>
      fitsWith({ weightName: "s", weightIsSigma: true, options: { ...madeMeta().options, objective } });
    expect(asFitted(old("linear"), {})).toMatchObject({ sigma: "s" });
    expect(() => asFitted(old("log"), {})).toThrow(
      /1\/sigma² of column s .* fit the table again, or give --sigma-log s/,
    );
    expect(() => asFitted(old("log1p"), {})).toThrow(/fit the table again$/);
    // its weights were those of this reading
    expect(asFitted(old("log"), { sigmaLog: "s" })).toMatchObject({ sigmaLog: "s" });
    expect(asFitted(fitsWith({ weightName: "w", weightIsSigma: false }), {})).toMatchObject({ weight: "w" });
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
      badRows: "error",
      curve: ["name"],
      yAbove: 0,
      fromFits: ["curve"],
    });
    expect(asFitted({ ...unknown, rows: [] }, {})).toEqual({ badRows: "error", yAbove: 0, fromFits: [] });
  });
});
