import { describe, expect, it } from "vitest";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import { BOOTSTRAP_DEFAULTS } from "../../src/uncertainty/request.js";
import { clusterNote } from "../../src/uncertainty/resamplePlan.js";

/** A curve of so many different x, each twice, whose fit has so many breaks; null: it has none. */
function pair(distinct: number, nBreaks: number | null): PairedFit {
  const x = Float64Array.from({ length: 2 * distinct }, (_, i) => 1 + (i >> 1));
  const curve = { x, train: new Uint8Array(x.length).fill(1) };
  return { curve, row: nBreaks === null ? null : { nBreaks }, rows: [] } as unknown as PairedFit;
}
const asked = (cluster: "none" | "x" | number) => ({ ...BOOTSTRAP_DEFAULTS, cluster });

describe("clusterNote", () => {
  it("counts the fitted curves with fewer than five clusters a parameter", () => {
    const pairs = [pair(30, 1), pair(29, 1), pair(14, 0), pair(5, null)];
    expect(clusterNote(pairs, asked("x"))).toMatch(/^2 of 3 curves have fewer than 5 clusters a parameter/);
    expect(clusterNote(pairs, asked(15))).toMatch(/^3 of 3 curves/);
  });

  it("says nothing without clusters, nor where there are enough", () => {
    expect(clusterNote([pair(5, 1)], asked("none"))).toBeNull();
    expect(clusterNote([pair(30, 1), pair(15, 0)], asked("x"))).toBeNull();
  });
});
