import { describe, expect, it } from "vitest";
import { chi2Tail, logGamma, upperGamma } from "../../../src/core/statistics/gamma.js";
import { normalCdf } from "../../../src/core/statistics/normal.js";

describe("upperGamma", () => {
  it("is a Poisson sum for whole a", () => {
    for (const a of [1, 2, 5, 30]) {
      for (const x of [1e-3, 0.5, 4, 29, 31, 90]) {
        let term = Math.exp(-x);
        let sum = term;
        for (let k = 1; k < a; k++) sum += term *= x / k;
        expect(upperGamma(a, x) / sum).toBeCloseTo(1, 11);
      }
    }
  });

  it("is twice the normal tail at √(2x) for a = ½", () => {
    for (const x of [1e-6, 0.1, 1, 1.4, 1.6, 20, 200]) {
      expect(upperGamma(0.5, x) / (2 * normalCdf(-Math.sqrt(2 * x)))).toBeCloseTo(1, 11);
    }
  });

  it("grows with a as it should: Q(a + 1, x) = Q(a, x) + xᵃe⁻ˣ/Γ(a + 1)", () => {
    for (const a of [0.3, 2.5, 40.5, 2000]) {
      for (const x of [a / 2, a, a + 1, a + 2, 2 * a]) {
        const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
        expect(upperGamma(a + 1, x) - upperGamma(a, x) - step).toBeCloseTo(0, 11);
      }
    }
  });

  it("ends at 1 and 0, and is nothing outside", () => {
    expect([upperGamma(3, 0), upperGamma(3, Infinity)]).toEqual([1, 0]);
    expect([upperGamma(0, 1), upperGamma(1, -1), upperGamma(NaN, 1)]).toEqual([NaN, NaN, NaN]);
  });
});

describe("chi2Tail", () => {
  // Abramowitz & Stegun, table 26.8
  it.each([
    [1, 0.05, 3.84146],
    [1, 0.001, 10.828],
    [9, 0.05, 16.919],
    [10, 0.001, 29.588],
    [10, 0.995, 2.15585],
    [30, 0.01, 50.8922],
    [100, 0.05, 124.342],
  ])("with %d degrees of freedom is %d at %d", (freedom, tail, value) => {
    // the last digit printed
    expect(chi2Tail(value, freedom) / tail).toBeCloseTo(1, 3);
  });
});
