import { describe, expect, it } from "vitest";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { planCurve, planProblem } from "../../src/core/plan.js";
import { fittedRow } from "../../src/core/rows/fitRow.js";
import { freshState, polish } from "../../src/core/solver/polish.js";
import { hasFit, Status } from "../../src/core/status.js";
import type { Curve, FitRow } from "../../src/core/types.js";
import { clearLaws, curveOf, geometric, lawCurve, lawOf } from "../support/curves.js";
import { describeEngines } from "../support/engines.js";
import { expectWithin } from "../support/within.js";

const x = geometric(1e3, 1e7, 40);
const noisy = lawCurve(clearLaws[0], x, 0.01);
/** the last ten points held out */
const split: Curve = { ...noisy, train: noisy.train.map((_, i) => (i < 30 ? 1 : 0)) };

function meanSquares(curve: Curve, train: 0 | 1, error: (y: number, value: number) => number, row: FitRow): number {
  const rows = [...curve.x.keys()].filter((i) => curve.train[i] === train);
  return rows.reduce((sum, i) => sum + error(curve.y[i], bnsl(curve.x[i], lawOf(row))) ** 2, 0) / rows.length;
}

const logError = (y: number, value: number) => Math.log(y / value);

describe("errors of logarithms", () => {
  it("are null where y and the law are both negative, whose quotient has a logarithm", () => {
    const below = curveOf(
      x,
      x.map((v) => -1 - v ** -0.3),
    );
    const options = resolveOptions({ breaks: [0], objective: "linear", signB: "-" });
    const plan = planCurve(below, 0, options);
    const problem = planProblem(bnslForm, plan, 0, -1, options);
    const start = freshState(problem, Float64Array.of(0.1, 0.3, 0.2), 1);
    const state = polish(bnslForm, { problem, state: start }, 200);
    const best = { state, found: state.objective, members: 1 };
    const counts = { starts: 1, startsConverged: 1, minima: 1, iterations: 1 };
    const row = fittedRow(plan, problem, counts, best, "cpu", options);
    expect(bnsl(1e5, lawOf(row))).toBeLessThan(-1);
    expect([row.msleTrain, row.rmsleTrain, row.rmsleTest]).toEqual([null, null, null]);
    expect(row.objective).not.toBeNull();
  });
});

describe("a polish that ran out of iterations", () => {
  it("is a fit with the status max-iterations", () => {
    const options = resolveOptions({ breaks: [0] });
    const plan = planCurve(noisy, 0, options);
    const problem = planProblem(bnslForm, plan, 0, 1, options);
    const state = freshState(problem, Float64Array.of(0.1, 0.3, 0.2), 1);
    polish(bnslForm, { problem, state }, 1);
    expect(state.status, "one iteration must not be enough").toBe(-1);
    const best = { state, found: state.objective, members: 1 };
    const counts = { starts: 1, startsConverged: 0, minima: 1, iterations: 1 };
    const row = fittedRow(plan, problem, counts, best, "cpu", options);
    expect(row.status).toBe(Status.MaxIterations);
    expect(hasFit(row.status)).toBe(true);
    expectWithin(row.objective! / meanSquares(noisy, 1, logError, row), 1, 1e-9, "objective");
  });
});

describeEngines("rows", (fit) => {
  it("hold what their own parameters give on training and test rows", async () => {
    for (const row of await fit([split], { breaks: [0, 1, 2], starts: 64 })) {
      expect([row.nTrain, row.nTest]).toEqual([30, 10]);
      expectWithin(row.objective! / meanSquares(split, 1, logError, row), 1, 1e-9, "objective");
      expectWithin(row.msleTrain! / row.objective!, 1, 1e-9, "msle_train");
      expectWithin(row.rmsleTrain! ** 2 / row.msleTrain!, 1, 1e-12, "rmsle_train");
      expectWithin(row.rmsleTest! ** 2 / meanSquares(split, 0, logError, row), 1, 1e-9, "rmsle_test");
      expect([row.c.length, row.d.length, row.f.length]).toEqual([row.nBreaks, row.nBreaks, row.nBreaks]);
      expect([...row.d]).toEqual([...row.d].sort((p, q) => p - q));
      expect(row.basinShare).toBeGreaterThan(0);
      expect(row.basinShare).toBeLessThanOrEqual(1);
      expect(row.startsConverged).toBeLessThanOrEqual(row.starts);
      expect(row.starts).toBe(64);
    }
  });

  it.each([
    ["log1p", (y: number, value: number) => Math.log((y + 1) / (value + 1))],
    ["linear", (y: number, value: number) => y - value],
  ] as const)("minimise the mean of %s residuals in the units of y", async (objective, error) => {
    const options = { breaks: [0, 1], starts: 64, objective } as const;
    const rows = await fit([noisy], options);
    for (const row of rows) {
      expectWithin(row.objective! / meanSquares(noisy, 1, error, row), 1, 1e-9, objective);
      // the minimum of another objective is none of this one
      const others = await fit([noisy], { ...options, objective: "log" });
      const other = others[rows.indexOf(row)];
      expect(meanSquares(noisy, 1, error, other)).toBeGreaterThan(row.objective! * (1 - 1e-9));
    }
  });

  it("weigh points by their weight", async () => {
    const weight = Float64Array.from(x, (_, i) => 1 + (i % 4));
    const [row] = await fit([{ ...noisy, weight }], { breaks: [0] });
    const total = weight.reduce((sum, w) => sum + w, 0);
    const mean = x.reduce((sum, v, i) => sum + weight[i] * logError(noisy.y[i], bnsl(v, lawOf(row))) ** 2, 0) / total;
    expectWithin(row.objective! / mean, 1, 1e-9, "objective");
    expect(row.msleTrain).not.toBeCloseTo(row.objective!, 6);
  });

  it("name the parameters on a bound, and leave the fixed ones out", async () => {
    const [row] = await fit([noisy], {
      breaks: [1],
      starts: 64,
      bounds: { f: [0.5, 2] },
      fixed: { a: 0.05 },
    });
    expect(row.f[0]).toBe(0.5);
    expect(row.a).toBeCloseTo(0.05, 15);
    expect(row.atBound).toContain("f1");
    expect(row.atBound).not.toContain("a");
  });

  it("keep numbered bounds with their own break, which is then not sorted", async () => {
    const bounds = { d1: [2e6, 5e6], d2: [1e4, 1e5] } as const;
    const [row] = await fit([noisy], { breaks: [2], starts: 128, bounds });
    expect(row.d[0]).toBeGreaterThanOrEqual(2e6 * (1 - 1e-12));
    expect(row.d[1]).toBeLessThanOrEqual(1e5 * (1 + 1e-12));
  });

  it("report b with its sign, and take the better one under auto", async () => {
    const rising = lawCurve({ a: 0.9, b: -5, c0: 0.3, c: [], d: [], f: [] }, x, 0.001);
    const bounds = { a: [0, 2] } as const;
    const [negative, positive, auto] = await Promise.all(
      (["-", "+", "auto"] as const).map(async (signB) => (await fit([rising], { breaks: [0], signB, bounds }))[0]),
    );
    expect(negative.b).toBeLessThan(0);
    expect(positive.b).toBeGreaterThan(0);
    expect(auto.b).toBe(negative.b);
    expect(auto.objective!).toBeLessThan(positive.objective!);
    expectWithin(negative.b!, -5, 0.3, "b");
  });

  it("say too-few-points where distinct x are not more than free parameters, and fit the rest", async () => {
    const six = [1e3, 1e4, 1e4, 1e5, 1e6, 1e7, 1e8];
    const curve = curveOf(
      six,
      six.map((v) => 0.1 + 5 * v ** -0.3),
    );
    const rows = await fit([curve], { breaks: [0, 1] });
    expect(rows.map((row) => hasFit(row.status))).toEqual([true, false]);
    expect(rows[1]).toMatchObject({
      status: Status.TooFewPoints,
      nTrain: 7,
      a: null,
      c: [],
      objective: null,
      starts: 0,
    });
    expect(rows.map((row) => row.selected)).toEqual([true, false]);
    const [fixed] = await fit([curve], { breaks: [1], fixed: { a: 0.1 } });
    expect(hasFit(fixed.status)).toBe(true);
  });

  it("keep a curve without any training row", async () => {
    const rows = await fit([{ ...noisy, train: new Uint8Array(40) }, noisy], { breaks: [0] });
    expect(rows.map((row) => row.status === Status.TooFewPoints)).toEqual([true, false]);
    expect(rows[0]).toMatchObject({ nTrain: 0, nTest: 40, selected: false });
  });

  it("are fits for flat, tiny and huge curves, without a number that is none", async () => {
    const curves = [
      curveOf(
        x,
        x.map(() => 0.5),
        { key: ["flat"] },
      ),
      curveOf(
        x,
        x.map((v) => 1e-300 * v ** -0.1),
        { key: ["tiny"] },
      ),
      curveOf(
        x,
        x.map((v) => 1e300 * v ** -0.1),
        { key: ["huge"] },
      ),
      curveOf(
        x.map((v) => v * 1e250),
        x.map((v) => v ** -0.1),
        { key: ["far"] },
      ),
    ];
    for (const row of await fit(curves, { breaks: [0, 1], starts: 32 })) {
      expect(hasFit(row.status), row.key.join()).toBe(true);
      const numbers = [row.a, row.b, row.c0, ...row.c, ...row.d, ...row.f, row.objective, row.msleTrain, row.bic];
      for (const value of numbers) expect(Number.isFinite(value), row.key.join()).toBe(true);
    }
  });

  it("select by holdout from fits without the tail, and mark one row a curve", async () => {
    const curves = clearLaws.map((law, i) => lawCurve(law, geometric(1e3, 1e7, 60), 0.005, i, `curve ${i}`));
    const rows = await fit(curves, { breaks: [0, 1], starts: 64, select: "holdout" });
    const chosen = rows.filter((row) => row.selected);
    expect(chosen.map(({ key }) => key.join())).toEqual(curves.map(({ key }) => key.join()));
    expect(chosen.every((row) => row.nBreaks === 1)).toBe(true);
    // the rows themselves are those of all training points
    const plain = await fit(curves, { breaks: [0, 1], starts: 64, select: "none" });
    expect(rows.map((row) => ({ ...row, selected: false }))).toEqual(plain);
  });
});
