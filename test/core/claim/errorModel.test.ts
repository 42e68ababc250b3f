import { describe, expect, it } from "vitest";
import { correlationOf, spreadOf } from "../../../src/core/claim/errorModel.js";
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
