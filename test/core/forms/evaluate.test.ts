import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bnsl, localSlope, logDistance, type BnslParameters } from "../../../src/core/forms/evaluate.js";

/** The law as it is printed, which overflows early. */
function printed(x: number, { a, b, c0, c, d, f }: BnslParameters): number {
  const breaks = c.map((ci, i) => (1 + (x / d[i]) ** (1 / f[i])) ** (-ci * f[i]));
  return a + b * x ** -c0 * breaks.reduce((product, factor) => product * factor, 1);
}

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const mildLaw = fc.record({
  a: within(-2, 2),
  b: within(-5, 5),
  c0: within(-2, 2),
  c: fc.tuple(within(-3, 3), within(-3, 3)),
  d: fc.tuple(within(0.5, 100), within(0.5, 100)),
  f: fc.tuple(within(0.1, 5), within(0.1, 5)),
});

describe("bnsl", () => {
  it("is the printed formula where that does not overflow", () => {
    fc.assert(
      fc.property(mildLaw, within(0.1, 1000), (law, x) => {
        const expected = printed(x, law);
        expect(Math.abs(bnsl(x, law) - expected)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(expected)));
      }),
    );
  });

  it("is finite where the printed formula is not", () => {
    const sharp = { a: 0.1, b: 2, c0: 0.1, c: [1], d: [1], f: [0.001] };
    expect(printed(1e5, sharp)).toBe(0.1); // Infinity ** -0.001 = 0: the break is lost
    expect(bnsl(1e5, sharp)).toBeCloseTo(0.1 + 2 * 1e5 ** -1.1, 14);
  });

  it("is a power law without breaks, and with a break that changes no exponent", () => {
    const power = { a: 0.5, b: -3, c0: 0.25, c: [], d: [], f: [] };
    expect(bnsl(16, power)).toBeCloseTo(0.5 - 3 * 0.5, 14);
    expect(bnsl(16, { ...power, c: [0], d: [4], f: [0.3] })).toBe(bnsl(16, power));
    expect(bnsl(16, { ...power, c: [1], d: [4], f: [0.3] })).not.toBe(bnsl(16, power));
  });

  it("tends to a corner as f goes to 0", () => {
    const corner = (x: number, f: number) => bnsl(x, { a: 0, b: 1, c0: 0, c: [2], d: [10], f: [f] });
    for (const f of [0, 1e-320, 1e-12]) {
      expect(corner(5, f)).toBe(1);
      expect(corner(20, f)).toBeCloseTo(0.25, 13);
      expect(corner(10, f)).toBeCloseTo(1, 11);
    }
  });

  it("is a where b is 0 or the second term vanishes, and infinite where no double holds the value", () => {
    const law = { a: 7, c0: 20, c: [], d: [], f: [] };
    expect(bnsl(1e-300, { ...law, b: 0 })).toBe(7);
    expect(bnsl(1e300, { ...law, b: 1 })).toBe(7);
    expect(bnsl(1e-300, { ...law, b: -1 })).toBe(-Infinity);
  });
});

describe("localSlope", () => {
  it("is what central differences of ln|y − a| against ln x give", () => {
    const h = 1e-4;
    fc.assert(
      fc.property(mildLaw, within(0.1, 1000), (law, x) => {
        fc.pre(Math.abs(law.b) > 1e-3);
        const gap = (u: number) => Math.log(Math.abs(bnsl(Math.exp(u), { ...law, a: 0 })));
        const u = Math.log(x);
        const difference = (gap(u + h) - gap(u - h)) / (2 * h);
        // h²/6 of the third derivative, at most Σ|c|/(8f²), and rounding of logarithms of some 100 over 2h
        const error = (h ** 2 / 6) * law.c.reduce((sum, c, i) => sum + Math.abs(c) / (8 * law.f[i] ** 2), 0);
        expect(Math.abs(localSlope(x, law) - difference)).toBeLessThan(error + 1e-9);
      }),
    );
  });

  it("is exact at breaks and far from them, at corners and where x/d overflows", () => {
    const law = { a: 3, b: -1, c0: 0.2, c: [0.5, -1], d: [1e-200, 1e200], f: [0.01, 0.01] };
    expect(localSlope(1e-200, law)).toBeCloseTo(-0.45, 14);
    expect(localSlope(1e-300, law)).toBe(-0.2);
    expect(localSlope(1, law)).toBe(-0.7);
    expect(localSlope(1e300, law)).toBeCloseTo(0.3, 14);
    const corner = { ...law, d: [10, 20], f: [0, 0] };
    expect([9, 10, 11].map((x) => localSlope(x, corner))).toEqual([-0.2, -0.45, -0.7]);
  });

  it("is 0 where exponents cancel but for rounding", () => {
    expect(0.1 + 0.2 - 0.3).not.toBe(0);
    expect(localSlope(1e9, { a: 0, b: 1, c0: 0.1 + 0.2, c: [-0.3], d: [1], f: [0.1] })).toBe(0);
  });
});

describe("logDistance", () => {
  it("is ln|y − a|, also where y is beyond a double", () => {
    const law = { a: 7, b: -2, c0: -20, c: [1], d: [10], f: [0.1] };
    expect(logDistance(0, law)).toBeCloseTo(Math.log(7 - bnsl(1, law)), 14);
    expect(logDistance(1000, { ...law, c: [0] })).toBeCloseTo(Math.LN2 + 20_000, 8);
  });
});
