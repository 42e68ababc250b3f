import { describe, expect, it } from "vitest";
import { lawValue, sixDigits, type Truth } from "../../bench/suites/law.js";

const smooth: Truth = {
  a: 0.2,
  b: 3,
  c0: 0.1,
  breaks: [
    { c: 0.4, d: 50, f: 0.8 },
    { c: -0.2, d: 900, f: 1.3 },
  ],
  sigma: 0,
};

describe("lawValue", () => {
  it("is the published product", () => {
    for (const x of [1, 40, 50, 700, 1e4]) {
      let factor = x ** -smooth.c0;
      for (const { c, d, f } of smooth.breaks) factor *= (1 + (x / d) ** (1 / f)) ** (-c * f);
      expect(lawValue(smooth, x) / (smooth.a + smooth.b * factor)).toBeCloseTo(1, 13);
    }
  });

  it("is a power law without breaks, and where a break has c = 0", () => {
    const plain = { ...smooth, breaks: [] };
    const flat = { ...smooth, breaks: [{ c: 0, d: 50, f: 0.8 }] };
    for (const x of [2, 3e5]) {
      expect(lawValue(plain, x)).toBeCloseTo(0.2 + 3 * x ** -0.1, 14);
      expect(lawValue(flat, x)).toBe(lawValue(plain, x));
    }
  });

  it("stays finite where (x/d)^(1/f) overflows, and has the slopes' sum there", () => {
    const sharp = { ...smooth, a: 0, breaks: [{ c: 0.5, d: 10, f: 0.001 }] };
    expect((1e5 / 10) ** (1 / 0.001)).toBe(Infinity);
    expect(lawValue(sharp, 1e6) / lawValue(sharp, 1e5)).toBeCloseTo(10 ** -0.6, 12);
  });
});

describe("sixDigits", () => {
  it("gives what it was given once it is rounded", () => {
    expect(sixDigits(123456789)).toBe(123457000);
    expect(sixDigits(sixDigits(Math.PI))).toBe(3.14159);
  });
});
