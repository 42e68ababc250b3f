import { describe, expect, it } from "vitest";
import { drawnSigmaFactor } from "../../../src/core/random/sigmaFactor.js";
import { seedKey } from "../../../src/core/random/philox.js";
import { normalCdf } from "../../../src/core/statistics/normal.js";
import { expectWithin } from "../../support/within.js";

const KEY = seedKey(5);
const DRAWS = 4000;

/** χ² = ν/factor² of so many resamples, ascending. */
function chiSquares(freedom: number): Float64Array {
  const draws = Float64Array.from({ length: DRAWS }, (_, i) => drawnSigmaFactor(freedom, 0xfeed, i, KEY));
  return draws.map((factor) => freedom / factor ** 2).sort();
}

/** P(χ² ≤ x): of one normal by hand, of an even number of them by the Poisson sum. */
function chiSquareCdf(x: number, freedom: number): number {
  if (freedom === 1) return 2 * normalCdf(Math.sqrt(x)) - 1;
  let [term, sum] = [Math.exp(-x / 2), 0];
  for (let k = 0; k < freedom / 2; k++) {
    sum += term;
    term *= x / 2 / (k + 1);
  }
  return 1 - sum;
}

describe("drawnSigmaFactor", () => {
  it("is 1 where σ is known, and goes to 1 with the degrees of freedom", () => {
    expect(drawnSigmaFactor(Infinity, 1, 2, KEY)).toBe(1);
    // the deviation of χ²/ν is √(2/ν)
    for (let i = 0; i < 50; i++) expectWithin(drawnSigmaFactor(1e8, 7, i, KEY), 1, 6 * Math.sqrt(0.5 / 1e8), `${i}`);
  });

  it.each([1, 2, 4, 6, 16, 18, 40, 200])("has χ² with %i degrees of freedom in it", (freedom) => {
    const drawn = chiSquares(freedom);
    const mean = drawn.reduce((sum, x) => sum + x / DRAWS, 0);
    const squares = drawn.reduce((sum, x) => sum + (x - freedom) ** 2 / DRAWS, 0);
    // moments of χ²: variance 2ν, fourth about the mean 12ν(ν + 4); five standard errors
    expectWithin(mean, freedom, 5 * Math.sqrt((2 * freedom) / DRAWS), "mean");
    const error = Math.sqrt((12 * freedom * (freedom + 4) - 4 * freedom ** 2) / DRAWS);
    expectWithin(squares, 2 * freedom, 5 * error, "variance");
    // Dvoretzky, Kiefer and Wolfowitz: further off once in a million seeds. Wilson and Hilferty's is off by 1e-3 at most
    const most = Math.sqrt(Math.log(2e6) / (2 * DRAWS)) + (freedom > 16 ? 1e-3 : 0);
    drawn.forEach((x, i) => expectWithin(chiSquareCdf(x, freedom), (i + 0.5) / DRAWS, most, `share below ${x}`));
    // and another number of degrees of freedom is told apart where that many draws can
    if (freedom > 4) return;
    const off = drawn.reduce(
      (worst, x, i) => Math.max(worst, Math.abs(chiSquareCdf(x, freedom + 2 - (freedom % 2)) - i / DRAWS)),
      0,
    );
    expect(off).toBeGreaterThan(2 * most);
  });

  it("depends on the address alone: seed, curve and number", () => {
    for (const freedom of [3, 60]) {
      const one = drawnSigmaFactor(freedom, 1, 2, KEY);
      expect(drawnSigmaFactor(freedom, 1, 2, KEY)).toBe(one);
      expect(drawnSigmaFactor(freedom, 2, 2, KEY)).not.toBe(one);
      expect(drawnSigmaFactor(freedom, 1, 3, KEY)).not.toBe(one);
      expect(drawnSigmaFactor(freedom, 1, 2, seedKey(6))).not.toBe(one);
    }
  });
});
