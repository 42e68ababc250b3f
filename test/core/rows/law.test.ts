import { describe, expect, it } from "vitest";
import { lawOf } from "../../../src/core/rows/law.js";
import { Status } from "../../../src/core/status.js";
import type { FitRow } from "../../../src/core/types.js";

const law = { a: 0.1, b: -2, c0: 0.3, c: [0.4], d: [100], f: [0.5] };
const row = (status: Status, parts: Partial<FitRow> = {}) => ({ ...law, status, ...parts }) as FitRow;

describe("lawOf", () => {
  it("is the law of every row with a fit, and nothing else of the row", () => {
    for (const status of [Status.ConvergedGradient, Status.MaxIterations, Status.AtBound]) {
      expect(lawOf(row(status, { nBreaks: 1 }))).toEqual(law);
    }
    expect(lawOf(row(Status.AtBound, { a: 0, b: 0, c0: 0 }))).toMatchObject({ a: 0, b: 0, c0: 0 });
  });

  it("is null without a fit, or without a number", () => {
    expect(lawOf(row(Status.TooFewPoints))).toBeNull();
    expect(lawOf(row(Status.NonFinite))).toBeNull();
    for (const name of ["a", "b", "c0"]) expect(lawOf(row(Status.AtBound, { [name]: null }))).toBeNull();
  });
});
