import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areEqual, cutWinShares, places, ranks, winShares } from "../../src/suite/ranking.js";

const outcomes = fc.array(fc.oneof(fc.constantFrom(null, 0, 0.1, 0.2), fc.double({ min: 0, max: 2, noNaN: true })), {
  minLength: 1,
  maxLength: 7,
});
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("places and ranks", () => {
  it("put the lowest first, failures last, and share among equal ones", () => {
    const errors = [0.2, null, 0.1, 0.2, null];
    expect(places(errors)).toEqual([[2], [0, 3], [1, 4]]);
    expect(ranks(errors)).toEqual([2.5, 4.5, 1, 2.5, 4.5]);
  });

  it("take errors within 1e-6 of the lower one for equal, not more", () => {
    expect([areEqual(1, 1 + 9e-7), areEqual(1, 1 + 2e-6), areEqual(0, 0)]).toEqual([true, false, true]);
    // exact fits differ by rounding alone
    expect([areEqual(0, 1e-16), areEqual(3e-16, 2e-15), areEqual(0, 1e-9)]).toEqual([true, true, false]);
    // no chain of near ties joins what differs by more
    expect(places([1, 1 + 8e-7, 1 + 16e-7])).toEqual([[0, 1], [2]]);
  });

  it("fill 1 … n whatever the ties", () => {
    fc.assert(
      fc.property(outcomes, (errors) => {
        expect(sum(ranks(errors))).toBeCloseTo((errors.length * (errors.length + 1)) / 2, 10);
      }),
    );
  });
});

describe("winShares", () => {
  it("share one win equally among the lowest", () => {
    expect(winShares([0.2, 0.1, 0.1, null])).toEqual([0, 0.5, 0.5, 0]);
  });

  it("give nothing to failures, not even where all have failed", () => {
    expect(winShares([null, null])).toEqual([0, 0]);
    expect(cutWinShares([null, 3])).toEqual([0, 1]);
  });

  it("add up to one win where any form has an error, and move with the forms", () => {
    fc.assert(
      fc.property(outcomes, (errors) => {
        const shares = winShares(errors);
        expect(sum(shares)).toBeCloseTo(errors.some((error) => error !== null) ? 1 : 0, 12);
        expect(winShares(errors.toReversed())).toEqual(shares.toReversed());
      }),
    );
  });
});

describe("cutWinShares", () => {
  it("cut to three decimals and do not round", () => {
    expect(cutWinShares([0.1004, 0.1009, 0.1011])).toEqual([0.5, 0.5, 0]);
    expect(winShares([0.1004, 0.1009, 0.1011])).toEqual([1, 0, 0]);
  });
});
