import { describe, expect, it } from "vitest";
import { finalStatus, namesAtBound } from "../../../src/core/rows/fitRow.js";
import { Status } from "../../../src/core/status.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";

describe("finalStatus", () => {
  it("is max-iterations for what still runs, on a bound or not", () => {
    expect([finalStatus(-1, false), finalStatus(-1, true)]).toEqual([Status.MaxIterations, Status.MaxIterations]);
  });

  it("is at-bound for whatever converged on one, and never for what did not end there", () => {
    const converged = [Status.ConvergedGradient, Status.ConvergedStep, Status.ConvergedObjective, Status.AtBound];
    for (const status of converged) expect(finalStatus(status, true)).toBe(Status.AtBound);
    expect(converged.map((status) => finalStatus(status, false))).toEqual([
      Status.ConvergedGradient,
      Status.ConvergedStep,
      Status.ConvergedObjective,
      // the solver stood on one that the report does not count
      Status.ConvergedGradient,
    ]);
  });
});

describe("namesAtBound", () => {
  const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 20), 0.01);
  const names = ["b", "c0", "c1", "a", "d1", "f1"];
  const inside = (lo: number, hi: number) => (Number.isFinite(hi) ? (lo + hi) / 2 : 1);

  it("names what stands on either bound, or beyond it", () => {
    const problem = problemOf(curve, 1);
    const p = problem.lo.map((lo, k) => inside(lo, problem.hi[k]));
    expect(namesAtBound(problem, p, names)).toEqual([]);
    p[3] = problem.lo[3];
    p[4] = problem.hi[4];
    p[5] = problem.lo[5] - 1;
    expect(namesAtBound(problem, p, names)).toEqual(["a", "d1", "f1"]);
  });

  it("names neither what is fixed nor what is tied", () => {
    const problem = problemOf(curve, 1, { breaks: [1], fixed: { f1: 1 }, ties: { c1: "-c0" } });
    const p = problem.lo.map((lo, k) => inside(lo, problem.hi[k]));
    p[5] = problem.lo[5];
    p[2] = problem.lo[2];
    expect(namesAtBound(problem, p, names)).toEqual([]);
    p[1] = problem.hi[1];
    expect(namesAtBound(problem, p, names)).toEqual(["c0"]);
  });
});
