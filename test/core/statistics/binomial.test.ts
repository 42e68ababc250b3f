import { describe, expect, it } from "vitest";
import { clopperPearson } from "../../../src/core/statistics/binomial.js";

/** P(at least so many successes) by the sum itself. */
function atLeast(successes: number, trials: number, p: number): number {
  let choose = 1;
  let sum = 0;
  for (let k = 0; k <= trials; k++) {
    if (k >= successes) sum += choose * p ** k * (1 - p) ** (trials - k);
    choose *= (trials - k) / (k + 1);
  }
  return sum;
}

describe("clopperPearson", () => {
  it("gives the interval of the textbooks for 7 of 20", () => {
    const [lo, hi] = clopperPearson(7, 20, 0.95);
    expect(lo).toBeCloseTo(0.1539092, 7);
    expect(hi).toBeCloseTo(0.5921885, 7);
  });

  it("ends where so many or more, or so many or fewer, have half of what is left of the level", () => {
    for (const [k, n, level] of [
      [3, 17, 0.9],
      [16, 17, 0.95],
      [380, 400, 0.95],
    ]) {
      const [lo, hi] = clopperPearson(k, n, level);
      expect(atLeast(k, n, lo)).toBeCloseTo((1 - level) / 2, 9);
      expect(1 - atLeast(k + 1, n, hi)).toBeCloseTo((1 - level) / 2, 9);
    }
  });

  it("is closed at the ends: of none, of all and of nothing", () => {
    expect(clopperPearson(0, 10, 0.95)).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 10), 12)]);
    expect(clopperPearson(10, 10, 0.95)).toEqual([expect.closeTo(0.025 ** (1 / 10), 12), 1]);
    expect(clopperPearson(0, 0, 0.95)).toEqual([0, 1]);
  });

  it("mirrors successes and failures", () => {
    const [lo, hi] = clopperPearson(91, 93, 0.99);
    const [from, to] = clopperPearson(2, 93, 0.99);
    expect(lo).toBeCloseTo(1 - to, 12);
    expect(hi).toBeCloseTo(1 - from, 12);
  });
});
