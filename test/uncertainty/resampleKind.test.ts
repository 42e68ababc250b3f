import { describe, expect, it } from "vitest";
import { type Problem, Resample } from "../../src/core/problem/problem.js";
import type { Linearisation } from "../../src/core/solver/linearisation.js";
import {
  chooseKind,
  clustersOf,
  jackknifePlan,
  resamplePlan,
  standardised,
} from "../../src/uncertainty/resamplePlan.js";
import { curveOf, problemOf } from "../support/curves.js";
import { Draw } from "../support/random.js";
import { expectWithin } from "../support/within.js";

/** A curve of which only the x, the residuals and the number of parameters matter. */
interface Made {
  readonly u: readonly number[];
  readonly residuals: readonly number[];
  readonly free: number;
}

function made({ u, residuals, free }: Made): { problem: Problem; linearisation: Linearisation } {
  const y = residuals.map(Math.exp);
  const linearisation: Linearisation = {
    fitted: Float64Array.from(u, () => 1),
    residuals: Float64Array.from(residuals),
    leverage: new Float64Array(u.length),
    free: Array.from({ length: free }, (_, k) => k),
    freedom: u.length - free,
    variance: 1,
    varianceFreedom: u.length - free,
    standardError: () => null,
    designEffect: () => 1,
  };
  return { problem: problemOf(curveOf(u.map(Math.exp), y), 0, { breaks: [0] }), linearisation };
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Errors of one size, and errors that grow with x: their signs alternate. */
const even = (count: number) => new Draw(count).list(count, 0.9, 1.1).map((v, i) => (i % 2 ? v : -v));
const growing = (count: number) => range(count).map((i) => (i % 2 ? 1 : -1) * (1 + i));
const kindOf = (curve: Made, cluster: Parameters<typeof chooseKind>[2] = "none") => {
  const { problem, linearisation } = made(curve);
  return chooseKind(problem, linearisation, cluster);
};

describe("chooseKind", () => {
  it("takes parametric with fewer than 8 degrees of freedom, whatever the errors do", () => {
    expect(kindOf({ u: range(13), residuals: even(13), free: 6 })).toBe("parametric");
    expect(kindOf({ u: range(27), residuals: growing(27), free: 20 })).toBe("parametric");
    expect(kindOf({ u: range(14), residuals: even(14), free: 6 })).toBe("residual");
  });

  it("takes wild where errors grow or shrink with x, from 20 points on", () => {
    expect(kindOf({ u: range(20), residuals: growing(20), free: 6 })).toBe("wild");
    expect(kindOf({ u: range(20), residuals: growing(20).reverse(), free: 6 })).toBe("wild");
    expect(kindOf({ u: range(19), residuals: growing(19), free: 6 }), "too few to tell").toBe("residual");
  });

  it("takes residual where the same errors come in no order, or all have one size", () => {
    const shuffled = new Draw(2).shuffled(growing(40));
    expect(kindOf({ u: range(40), residuals: shuffled, free: 6 })).toBe("residual");
    expect(kindOf({ u: range(40), residuals: even(40), free: 6 })).toBe("residual");
    const alike = range(40).map((i) => (i % 2 ? 1 : -1));
    expect(kindOf({ u: range(40), residuals: alike, free: 6 })).toBe("residual");
  });

  it("says wild of errors of one size once in a hundred curves", () => {
    const draw = new Draw(17);
    const curves = 1500;
    const wild = range(curves).filter(
      () => kindOf({ u: range(30), residuals: range(30).map(() => draw.normal()), free: 6 }) === "wild",
    ).length;
    // five binomial errors; leverage, which lowers the ends' residuals, is none here
    expectWithin(wild / curves, 0.01, 5 * Math.sqrt((0.01 * 0.99) / curves), "share of wild");
  });

  it("with clusters takes case from five clusters a parameter on, else wild", () => {
    const curve = { u: range(60), residuals: even(60), free: 6 };
    expect(kindOf(curve, 30)).toBe("case");
    expect(kindOf(curve, 29)).toBe("wild");
    const triples = range(60).map((i) => Math.floor(i / 2));
    expect(kindOf({ ...curve, u: triples }, "x")).toBe("case");
    expect(kindOf({ ...curve, u: triples.map((u) => Math.floor(u / 2)) }, "x")).toBe("wild");
  });
});

describe("clustersOf", () => {
  const { problem } = made({ u: [0, 0, 1, 2, 2, 2, 3, 4], residuals: even(8), free: 2 });

  it("makes each point, each x, or runs of about as many x a cluster", () => {
    expect([...clustersOf(problem, "none")]).toEqual(range(8));
    expect([...clustersOf(problem, "x")]).toEqual([0, 2, 3, 6, 7]);
    expect([...clustersOf(problem, 2)]).toEqual([0, 3]);
    expect([...clustersOf(problem, 5)]).toEqual([0, 2, 3, 6, 7]);
    expect([...clustersOf(problem, 99)], "no more than there are x").toEqual([0, 2, 3, 6, 7]);
  });
});

describe("resamplePlan", () => {
  const curve = { u: range(13), residuals: growing(13), free: 3 };
  const { problem, linearisation } = made(curve);
  const withLeverage = { ...linearisation, leverage: linearisation.leverage.map((_, j) => j / 13) };

  it("draws signs from 13 clusters on and Webb's factors below", () => {
    const kind = (cluster: number | "none") => resamplePlan(problem, linearisation, "wild", cluster).kind;
    expect(kind("none")).toBe(Resample.Rademacher);
    expect(kind(12)).toBe(Resample.Webb);
  });

  it("clusters case and wild resamples alone", () => {
    for (const [kind, count] of [
      ["case", 4],
      ["wild", 4],
      ["residual", 13],
      ["parametric", 13],
    ] as const)
      expect(resamplePlan(problem, linearisation, kind, 4).clusters, kind).toHaveLength(count);
    expect(jackknifePlan(problem, linearisation, 4).clusters).toHaveLength(4);
    expect(jackknifePlan(problem, linearisation, 4).kind).toBe(Resample.Jackknife);
  });

  it("centres residuals in units of σ, each over √(1 − leverage)", () => {
    const { errors, unit } = resamplePlan(problem, withLeverage, "residual", "none");
    // equal weights: a unit is σ, here 1
    unit.forEach((value) => expectWithin(value, 1, 1e-14, "unit"));
    const raw = growing(13).map((rest, j) => rest / Math.sqrt(1 - j / 13));
    const mean = raw.reduce((sum, error) => sum + error, 0) / 13;
    errors.forEach((error, j) => expectWithin(error, raw[j] - mean, 1e-12, `error ${j}`));
    expectWithin(
      errors.reduce((sum, error) => sum + error, 0),
      0,
      1e-12,
      "sum",
    );
  });

  it("takes what is new in each error where errors are correlated along x", () => {
    const u = range(40);
    const draw = new Draw(2);
    const fresh = u.map(() => draw.normal());
    const errors = fresh.map(() => 0);
    fresh.forEach((z, j) => (errors[j] = j === 0 ? z : 0.8 * errors[j - 1] + 0.6 * z));
    const { problem, linearisation } = made({ u, residuals: errors, free: 2 });
    const serial = { order: Uint32Array.from(u), rho: Float64Array.of(0.3, 0.8, 0.9), size: Float64Array.of(1, 1, 1) };
    const plan = resamplePlan(problem, linearisation, "wild", "none", 5, serial);
    // σ is drawn with ρ
    expect(plan.freedom).toBe(Infinity);
    expect(plan.serial).toEqual(serial);
    const mean = plan.errors.reduce((sum, v) => sum + v, 0) / 40;
    const square = plan.errors.reduce((sum, v) => sum + v * v, 0) / 40;
    expectWithin(mean, 0, 1e-12, "mean");
    expectWithin(square, 1, 1e-12, "mean square");
    // but for shift and scale those that the errors were made of, the first of them all alone
    const [low, high] = [3, 20];
    const scale = (plan.errors[high] - plan.errors[low]) / (fresh[high] - fresh[low]);
    for (const j of u.slice(1))
      expectWithin((plan.errors[j] - plan.errors[low]) / scale, fresh[j] - fresh[low], 1e-9, `${j}`);
  });

  it("takes a weight for an inverse variance: unit² · weight · N is the variance", () => {
    const weighted = { ...problem, w: problem.w.map((_, j) => (1 + j) / 91) };
    const four = { ...linearisation, variance: 4 };
    const { unit } = resamplePlan(weighted, four, "parametric", "none");
    unit.forEach((value, j) => expectWithin(value ** 2 * weighted.w[j] * 13, 4, 1e-12, `unit ${j}`));
  });

  it("has no errors where there is no freedom, and finite ones at full leverage", () => {
    expect([...standardised(problem, { ...linearisation, variance: 0 })]).toEqual(range(13).map(() => 0));
    const full = { ...linearisation, leverage: linearisation.leverage.map(() => 1) };
    expect(standardised(problem, full).every(Number.isFinite)).toBe(true);
  });
});
