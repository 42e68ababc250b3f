import { describe, expect, it } from "vitest";
import { signTest } from "../../src/suite/ranking.js";

/** By definition, in whole numbers: twice the share of the 2^n outcomes in the smaller tail. */
function counted(above: number, below: number): number {
  const n = above + below;
  let choose = 1n;
  let tail = 0n;
  for (let k = 0; k <= Math.min(above, below); k++) {
    tail += choose;
    choose = (choose * BigInt(n - k)) / BigInt(k + 1);
  }
  const digits = 10n ** 18n;
  return Math.min(1, Number((2n * tail * digits) / 2n ** BigInt(n)) / 1e18);
}

describe("signTest", () => {
  it.each([
    [5, 0, 2 / 32],
    [8, 2, (2 * (1 + 10 + 45)) / 1024],
    [2, 1, 1],
    [1, 1, 1],
    [0, 0, 1],
  ])("of %i against %i is %d", (above, below, p) => {
    expect(signTest(above, below)).toBeCloseTo(p, 14);
  });

  it.each([
    [60, 32],
    [1040, 960],
    [1500, 1500],
  ])("of %i against %i is what counting in whole numbers gives", (above, below) => {
    expect(signTest(above, below)).toBeCloseTo(counted(above, below), 11);
  });

  it("does not mind which side is which", () => {
    expect(signTest(7, 31)).toBe(signTest(31, 7));
  });
});
