import { describe, expect, it } from "vitest";
import type { Curve } from "../../src/core/types.js";
import { scoreSuite } from "../../src/suite/suite.js";
import type { SuiteCaveats } from "../../src/suite/suiteResult.js";
import { madeCurve, madeFit, madeForms, madeSet, madeSuite, type Outcome } from "./madeSuite.js";

function caveatsOf(curves: readonly Curve[], outcomes: readonly Outcome[] = [0.1, 0.2]): SuiteCaveats {
  const fits = curves.map((curve) => outcomes.map((outcome, k) => madeFit(curve, `f${k}`, outcome)));
  return scoreSuite(madeSet(curves), fits, { forms: outcomes.map((_, k) => `f${k}`), resamples: 10 }).caveats;
}

const ten = Array.from({ length: 10 }, (_, i) => madeCurve(["V", `m${i}`], 4, 2));
const withRows = (x: readonly number[], y: readonly number[], train: readonly number[]): Curve => ({
  ...madeCurve(["V", "rows"], x.length, 0),
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  train: Uint8Array.from(train),
});

describe("caveats", () => {
  it("are none of a table that has nothing to excuse", () => {
    expect(caveatsOf(ten)).toEqual({
      ties: [],
      cutTies: 0,
      oneTestRow: 0,
      repeated: { curves: 0, trainRows: 0, testRows: 0 },
      seenInTraining: { curves: 0, rows: 0 },
      insideTraining: { curves: 0, rows: 0, testRows: 0 },
      withoutTestRows: [],
      failures: [],
      withoutWinner: 0,
      exact: 0,
      rising: 0,
      few: [],
      skippedRows: 0,
    });
  });

  it("are those of the suite worked out by hand", () => {
    const { set, fits } = madeSuite();
    const caveats = scoreSuite(set, fits, { forms: madeForms, resamples: 10 }).caveats;
    expect(caveats).toMatchObject({
      ties: [
        { forms: ["a", "b"], curves: 1, best: 0 },
        { forms: ["a", "b", "c"], curves: 1, best: 1 },
      ],
      cutTies: 1,
      oneTestRow: 1,
      withoutTestRows: [["L", "m5"]],
      withoutWinner: 0,
      few: [
        { name: "all", curves: 4 },
        { name: "V", curves: 3 },
        { name: "L", curves: 1 },
      ],
    });
    expect(caveats.failures.map(({ key, form }) => [...key, form])).toEqual([
      ["L", "m4", "a"],
      ["L", "m4", "b"],
    ]);
  });

  it("count rows that repeat another of their part, and test rows seen in training", () => {
    const curve = withRows([1, 1, 2, 3, 3, 3, 2], [1, 1, 1, 1, 1, 2, 1], [1, 1, 1, 0, 0, 0, 0]);
    expect(caveatsOf([curve, ...ten])).toMatchObject({
      repeated: { curves: 1, trainRows: 1, testRows: 1 },
      seenInTraining: { curves: 1, rows: 1 },
    });
  });

  it("count test rows inside the range of training x, both ends included", () => {
    const curve = withRows([10, 20, 5, 10, 15, 20, 21], [1, 2, 3, 4, 5, 6, 7], [1, 1, 0, 0, 0, 0, 0]);
    expect(caveatsOf([curve, ...ten]).insideTraining).toEqual({ curves: 1, rows: 3, testRows: 5 });
  });

  it("count curves that nobody won, exact forms and skipped rows", () => {
    expect(caveatsOf(ten, ["no fit", "not positive"])).toMatchObject({ withoutWinner: 10, ties: [] });
    expect(caveatsOf(ten, ["no fit", "not positive"]).failures).toHaveLength(20);
    expect(caveatsOf(ten, [0, 0.1]).exact).toBe(10);
    expect(caveatsOf([{ ...ten[0], skippedRows: 3 }]).skippedRows).toBe(3);
  });

  it("count curves that rise, and say what to score instead", () => {
    const rising = withRows([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 0]);
    const falling = withRows([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], [1, 1, 1, 1, 1, 0]);
    expect(caveatsOf([rising, falling, ...ten]).rising).toBe(1);
  });

  it("see ties of cut errors that are no ties", () => {
    expect(caveatsOf(ten, [0.1004, 0.1008])).toMatchObject({ ties: [], cutTies: 10 });
  });
});
