import { describe, expect, it } from "vitest";
import { correlationOf, estimateErrors, serialErrors, spreadOf } from "../../../src/core/claim/errorModel.js";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { internalParameters } from "../../../src/core/forms/bnsl/report.js";
import type { BnslParameters } from "../../../src/core/forms/evaluate.js";
import { seedKey } from "../../../src/core/random/philox.js";
import { linearise } from "../../../src/core/solver/linearisation.js";
import { quantile } from "../../../src/core/statistics/quantile.js";
import { studentQuantile } from "../../../src/core/statistics/student.js";
import { geometric, lawCurve } from "../../support/curves.js";
import { fittedOf } from "../../support/fitted.js";
import { Draw } from "../../support/random.js";

/** Stationary AR(1) errors of standard deviation 1. */
function process(rho: number, count: number, seed: number): Float64Array {
  const draw = new Draw(seed);
  let error = draw.normal();
  return Float64Array.from({ length: count }, (_, i) => {
    if (i > 0) error = rho * error + Math.sqrt(1 - rho ** 2) * draw.normal();
    return error;
  });
}

/** All of one run. */
const one = (errors: Float64Array) => new Uint32Array(errors.length);
const places = (count: number) => Float64Array.from({ length: count }, (_, j) => j / (count - 1));

/** −2 ln of the normal density with its best variance, by the covariance matrix σ²·ρ^|i − j| itself; N·ln N left out. */
function scoreByMatrix(e: Float64Array, rho: number): number {
  const n = e.length;
  const matrix = Array.from(e, (_, i) => Float64Array.from(e, (_, j) => rho ** Math.abs(i - j) / (1 - rho ** 2)));
  // Cholesky: L·z = e, so that eᵀ·C⁻¹·e = |z|²
  const z = new Float64Array(n);
  let logDet = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= matrix[i][k] * matrix[j][k];
      matrix[i][j] = j < i ? sum / matrix[j][j] : Math.sqrt(sum);
    }
    let rest = e[i];
    for (let k = 0; k < i; k++) rest -= matrix[i][k] * z[k];
    z[i] = rest / matrix[i][i];
    logDet += 2 * Math.log(matrix[i][i]);
  }
  return n * Math.log(z.reduce((sum, v) => sum + v * v, 0)) + logDet;
}

describe("correlationOf", () => {
  it("has the exact likelihood of a stationary process", () => {
    for (const [rho, seed] of [
      [0, 1],
      [0.5, 2],
      [0.9, 3],
      [-0.3, 4],
    ]) {
      const errors = process(rho, 25, seed);
      const found = correlationOf(errors, one(errors), 0);
      expect(found.score).toBeCloseTo(scoreByMatrix(errors, found.rho), 9);
      for (const other of [-0.5, -0.15, 0, 0.4, 0.8, 0.96]) {
        expect(scoreByMatrix(errors, other)).toBeGreaterThanOrEqual(found.score - 1e-9);
      }
    }
  });

  it("finds the correlation of long series", () => {
    // the standard error is √((1 − ρ²)/N) ≤ 0.022, next to a grid of 0.1 at most
    for (const rho of [0, 0.5, 0.9])
      expect(Math.abs(correlationOf(process(rho, 2000, 7), new Uint32Array(2000), 0).rho - rho)).toBeLessThan(0.12);
  });

  it("takes sums of squares below the floor for rounding", () => {
    const errors = process(0, 20, 9).map((e) => 1e-14 * e);
    expect(correlationOf(errors, one(errors), 20e-22).score).toBeCloseTo(20 * Math.log(20e-22), 9);
  });
});

describe("serialErrors", () => {
  const law: BnslParameters = { a: 0.05, b: 5, c0: 0.3, c: [], d: [], f: [] };
  const draws = { hash: 17, key: seedKey(3) };

  /** A curve with errors of 1 %, an AR(1) process, and the least squares of its law. */
  function fitted(rho: number, seed: number) {
    const curve = lawCurve(law, geometric(1e3, 1e6, 40), 0, 1);
    const errors = process(rho, 40, seed);
    return fittedOf({ ...curve, y: curve.y.map((y, j) => y * Math.exp(0.01 * errors[j])) }, law);
  }

  it("has half of its ρ on either side of the estimate, and σ of the errors' size", () => {
    const { problem, p } = fitted(0.8, 5);
    const estimate = estimateErrors(problem, p, "auto", draws);
    expect(estimate.errors).toBe("ar1");
    const { rho, size, order } = serialErrors(problem, p, estimate, draws);
    expect([...order]).toEqual([...problem.u.keys()]);
    // of 100 and of 128 curves each: the shares' standard errors are at most .05
    const below = rho.filter((v) => v < estimate.rho!).length / rho.length;
    expect(Math.abs(below - 0.5)).toBeLessThan(0.25);
    expect(quantile(size.slice().sort(), 0.5)).toBeGreaterThan(0.7);
    expect(quantile(size.slice().sort(), 0.5)).toBeLessThan(1.4);
    // the larger ρ, the more of the errors the fit has taken
    const large = size.filter((_, i) => rho[i] > quantile(rho.slice().sort(), 0.9));
    expect(quantile(large.sort(), 0.5)).toBeGreaterThan(quantile(size.slice().sort(), 0.5));
  });

  it("leaves what independent errors leave where ρ is 0", () => {
    const { problem, p, linearisation } = fitted(0, 6);
    const { freedom } = serialErrors(problem, p, { errors: "ar1", rho: 0, inflation: 1 }, draws);
    // variance of a variance of 128 curves: √(2/128) of itself
    expect(Math.abs(freedom / linearisation.freedom - 1)).toBeLessThan(0.5);
  });

  it("makes standard errors and t that hold the truth as often as they should", () => {
    const held = { independent: 0, ar1: 0 };
    const curves = 120;
    const truth = internalParameters(law, fitted(0, 1).plan.scaling)[1];
    for (let seed = 1; seed <= curves; seed++) {
      const fit = fitted(0.8, 100 + seed);
      const { problem, p } = fit;
      const estimate = estimateErrors(problem, p, "ar1", draws);
      const correlated = { ...serialErrors(problem, p, estimate, draws), inflation: estimate.inflation };
      for (const [errors, how] of [["independent", null] as const, ["ar1", correlated] as const]) {
        const made = linearise(bnslForm, problem, p, null, how);
        const half = studentQuantile(0.975, made.varianceFreedom) * made.standardError(Float64Array.of(0, 1, 0))!;
        if (Math.abs(p[1] - truth) <= half) held[errors]++;
      }
    }
    // of 120 with 95 %: fewer than 106 once in 600; independent errors give about half
    expect(held.ar1).toBeGreaterThanOrEqual(106);
    expect(held.independent).toBeLessThan(85);
  });
});

describe("spreadOf", () => {
  it("follows a standard deviation that grows along x", () => {
    const errors = process(0, 200, 5).map((e, j) => e * 7 ** (j / 199));
    const spread = spreadOf(errors, places(200));
    // the slope of ln e² has a standard error of 2.2/√(200/12), so ln of the ratio one of 0.27
    expect(Math.abs(Math.log(spread[199] / spread[0]) - Math.log(7))).toBeLessThan(0.7);
    expect(spread.reduce((sum, s) => sum + s * s, 0) / 200).toBeCloseTo(1, 12);
  });

  it("is 1 where there is no clear trend", () => {
    expect([...spreadOf(process(0, 50, 6), places(50))]).toEqual(new Array(50).fill(1));
  });
});
