import { describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { checkBelonging } from "../../src/uncertainty/matchFits.js";
import type { Curve, FitMeta, FitRow } from "../../src/core/types.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";

describe("checkBelonging", () => {
  // y near -1 as the difference of two numbers of some 1e7: residuals are good to 1e-8, not to 1e-16
  const law = { a: -1.2e7, b: 1.2e7, c0: 1e-8, c: [], d: [], f: [] };
  const x = Array.from({ length: 28 }, (_, i) => 10 * 1.5 ** i);
  const y = x.map((each, i) => bnsl(each, law) + 0.014 * (-1) ** i);
  const meanSquare = 0.014 ** 2;

  it("grants what rounds off where a large b cancels a large a", () => {
    expect(() => {
      check(meanSquare + 5e-10);
    }).not.toThrow();
  });

  it("still tells objectives of other rows", () => {
    expect(() => {
      check(meanSquare * 1.01);
    }).toThrow(/objective is .* in the fits at n = 0, but with these rows/);
  });

  it("grants nothing of the kind where a is small", () => {
    const small = { ...law, a: 0.5, b: 10, c0: 0.3 };
    const near = x.map((each, i) => bnsl(each, small) + 0.014 * (-1) ** i);
    expect(() => {
      check(meanSquare + 5e-9, small, near);
    }).toThrow(/objective is/);
  });

  function check(objective: number, of = law, values = y): void {
    const row: FitRow = {
      ...madeRow(),
      ...of,
      nBreaks: 0,
      atBound: [],
      nTrain: x.length,
      nTest: 0,
      objective,
    };
    const meta: FitMeta = madeMeta();
    const linear = { ...meta, options: { ...meta.options, objective: "linear" as const, huber: null } };
    const ones = Float64Array.from(x, () => 1);
    const curve: Curve = {
      key: row.key,
      x: Float64Array.from(x),
      y: Float64Array.from(values),
      weight: ones,
      train: Uint8Array.from(x, () => 1),
      skippedRows: 0,
    };
    checkBelonging(curve, [row], linear, ["curves.csv"], "fits.arrow");
  }
});
