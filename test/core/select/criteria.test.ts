import { describe, expect, it } from "vitest";
import { emptyRow } from "../../../src/core/rows/fitRow.js";
import { resolveOptions } from "../../../src/core/options.js";
import { planCurve } from "../../../src/core/plan.js";
import { informationCriteria, selectRow } from "../../../src/core/select.js";
import { Status } from "../../../src/core/status.js";
import type { FitRow } from "../../../src/core/types.js";
import { clearLaws, geometric, lawCurve } from "../../support/curves.js";

describe("informationCriteria", () => {
  it("gives the numbers worked out by hand", () => {
    // F = e⁻² over 10 points with 3 free parameters: N·ln F = −20, k = 4
    const { aic, aicc, bic } = informationCriteria(Math.exp(-2), 10, 3);
    expect(aic).toBeCloseTo(-20 + 8, 12);
    expect(aicc).toBeCloseTo(-20 + 8 + (2 * 4 * 5) / 5, 12);
    expect(bic).toBeCloseTo(-20 + 4 * Math.log(10), 12);
  });

  it("has no AICc where N ≤ k + 1", () => {
    expect(informationCriteria(0.1, 5, 3).aicc).toBeNull();
    expect(informationCriteria(0.1, 6, 3).aicc).toBeCloseTo(6 * Math.log(0.1) + 8 + 40, 10);
    expect(informationCriteria(0.1, 2, 3).aicc).toBeNull();
  });

  it("stays finite for an exact fit", () => {
    const { aic, bic } = informationCriteria(0, 10, 3);
    expect(Number.isFinite(aic) && Number.isFinite(bic)).toBe(true);
    expect(aic).toBe(informationCriteria(1e-40, 10, 3).aic);
  });
});

describe("selectRow", () => {
  const plan = planCurve(lawCurve(clearLaws[0], geometric(1e3, 1e7, 20)), 0, resolveOptions());
  const row = (parts: Partial<FitRow>): FitRow => ({
    ...emptyRow(plan, 0, Status.ConvergedGradient, "cpu"),
    objective: 1,
    ...parts,
  });
  const none = emptyRow(plan, 3, Status.TooFewPoints, "cpu");
  const rows = [
    row({ aic: 3, aicc: 4, bic: 1 }),
    row({ aic: 2, aicc: 2, bic: 2 }),
    row({ aic: 1, aicc: null, bic: 3 }),
    none,
  ];
  const noScores = rows.map(() => null);

  it.each([
    ["bic", 0],
    ["aicc", 1],
    ["aic", 2],
    ["none", -1],
  ] as const)("takes the lowest %s", (criterion, chosen) => {
    expect(selectRow(rows, criterion, noScores)).toBe(chosen);
  });

  it("takes the lowest holdout score, and passes over rows without one", () => {
    expect(selectRow(rows, "holdout", [3, 1, 2, null])).toBe(1);
    expect(selectRow(rows, "holdout", [3, null, Infinity, null])).toBe(0);
  });

  it("never takes a row without a fit, whatever its score", () => {
    expect(selectRow(rows, "holdout", [3, 2, 1, 0])).toBe(2);
    expect(selectRow([none, none], "bic", [null, null])).toBe(-1);
    expect(selectRow([], "bic", [])).toBe(-1);
  });

  it("falls back to the simplest fit where there is no score at all", () => {
    const unscored = [none, row({ aicc: null }), row({ aicc: null })];
    expect(selectRow(unscored, "aicc", [null, null, null])).toBe(1);
    expect(selectRow(rows, "holdout", noScores)).toBe(0);
  });

  it("gives a tie to fewer breaks", () => {
    expect(selectRow([row({ bic: 5 }), row({ bic: 5 })], "bic", [null, null])).toBe(0);
  });
});
