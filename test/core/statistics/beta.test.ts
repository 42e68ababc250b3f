import { describe, expect, it } from "vitest";
import { betaQuantile, incompleteBeta } from "../../../src/core/statistics/binomial.js";

describe("incompleteBeta", () => {
  it("is a power where one of the two is 1", () => {
    for (const x of [1e-9, 0.2, 0.7, 0.999]) {
      expect(incompleteBeta(x, 3.5, 1) / x ** 3.5).toBeCloseTo(1, 12);
      expect(incompleteBeta(x, 1, 4)).toBeCloseTo(1 - (1 - x) ** 4, 12);
    }
  });

  it("mirrors: I_x(a, b) = 1 − I_{1−x}(b, a)", () => {
    for (const [x, a, b] of [
      [0.3, 2.5, 7],
      [0.01, 0.5, 300],
      [0.6, 5000, 3000],
    ]) {
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 12);
    }
  });

  it("is the tail of a binomial", () => {
    const [n, p] = [12, 0.37];
    let tail = 0;
    let term = p ** n;
    for (let k = n; k >= 5; k--) {
      tail += term;
      term *= ((k / (n - k + 1)) * (1 - p)) / p;
    }
    expect(incompleteBeta(p, 5, n - 5 + 1)).toBeCloseTo(tail, 13);
  });

  it("ends at 0 and 1, and not before", () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    expect(incompleteBeta(1e-12, 2, 3)).toBeGreaterThan(0);
  });
});

describe("betaQuantile", () => {
  it("undoes the function", () => {
    for (const p of [1e-6, 0.025, 0.5, 0.975]) {
      expect(incompleteBeta(betaQuantile(p, 3, 40), 3, 40) / p).toBeCloseTo(1, 11);
    }
  });
});
