import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { reach } from "../../src/uncertainty/quantities.js";

const power: BnslParameters = { a: 0.5, b: 20, c0: 0.25, c: [], d: [], f: [] };
const broken: BnslParameters = { a: 0.1, b: 3, c0: 0.05, c: [0.4, -0.2], d: [1e6, 1e9], f: [0.3, 0.01] };
/** falls to 1e5, rises to 1e6, falls again: double descent */
const descent: BnslParameters = { a: 0, b: 100, c0: 0.5, c: [-1.5, 2], d: [1e5, 1e6], f: [0.1, 0.1] };

describe("reach", () => {
  it("inverts a power law", () => {
    // 0.5 + 20·x^(−1/4) = 0.9 at x = 50⁴
    expect(reach(power, 0.9, 1) / 50 ** 4).toBeCloseTo(1, 13);
  });

  it("finds x at which the law has the target, and no earlier one", () => {
    for (const target of [1.4, 0.9, 0.5, 0.2, 0.11]) {
      const x = reach(broken, target, 1e3);
      expect(bnsl(x, broken) / target).toBeCloseTo(1, 12);
      for (let share = 0.01; share < 1; share += 0.01) {
        expect(bnsl(1e3 * (x / 1e3) ** share, broken)).toBeGreaterThan(target);
      }
    }
  });

  it("finds the first of several, from wherever one begins", () => {
    const target = bnsl(3e4, descent);
    expect(reach(descent, target, 10) / 3e4).toBeCloseTo(1, 12);
    // from the hump on it is reached a second time, beyond 1e6
    const again = reach(descent, target, 8e5);
    expect(again).toBeGreaterThan(1e6);
    expect(bnsl(again, descent) / target).toBeCloseTo(1, 12);
  });

  it("sees a dip that comes back between two of its steps", () => {
    // E falls by 1 a unit of u, and rises again after a corner: it is below its lowest + 1e-6 for 2e-6 alone
    const corner: BnslParameters = { a: 0, b: 1, c0: 1, c: [-2], d: [Math.exp(3.3)], f: [0.05] };
    const bottom = Math.min(...Array.from({ length: 20001 }, (_, i) => bnsl(Math.exp(3 + i * 3e-5), corner)));
    expect(reach(corner, bottom * (1 + 1e-7), 1) / Math.exp(3.3)).toBeCloseTo(1, 3);
    expect(reach(corner, bottom * (1 - 1e-7), 1)).toBe(Infinity);
    // the dip lies before the only break's own place, in the tail of a wide one
    const wide: BnslParameters = { a: 0, b: 1, c0: 0.01, c: [-1], d: [1e8], f: [2] };
    const least = Math.min(...Array.from({ length: 40001 }, (_, i) => bnsl(Math.exp(i * 1e-3), wide)));
    expect(reach(wide, least * (1 + 1e-9), 1)).toBeLessThan(1e8);
    expect(reach(wide, least * (1 - 1e-9), 1)).toBe(Infinity);
  });

  it("is never later than what a scan of made-up laws sees, and always where the target is", () => {
    const random = generator(1);
    let found = 0;
    for (let k = 0; k < 200; k++) {
      const law = madeUp(random);
      const target = bnsl(Math.exp(15 * random()), law);
      if (Math.abs(target - law.a) < 1e-7 * Math.abs(target)) continue;
      const direction = random() < 0.5 ? "falling" : "rising";
      const reached = (y: number) => (direction === "falling" ? y <= target : y >= target);
      const x = reach(law, target, 2, direction);
      const seen = scan.find((place) => reached(bnsl(place, law))) ?? Infinity;
      expect(x).toBeLessThanOrEqual(seen * (1 + 1e-9));
      if (x === 2 || x === Infinity) continue;
      found++;
      expect(Math.abs(bnsl(x, law) - target)).toBeLessThan(1e-9 * (Math.abs(target) + law.a));
    }
    expect(found).toBeGreaterThan(50);
  });

  it("is where it begins, to the last digit, if the target is reached there", () => {
    expect(reach(power, 100, 1234.5)).toBe(1234.5);
    expect(reach(power, bnsl(1234.5, power) * (1 + 1e-14), 1234.5)).toBe(1234.5);
    expect(reach(power, bnsl(1234.5, power) * (1 - 1e-6), 1234.5)).toBeGreaterThan(1234.5);
  });

  it("never reaches what is only approached, or lies beyond it", () => {
    expect(reach(power, 0.5, 1)).toBe(Infinity);
    expect(reach(power, 0.4, 1)).toBe(Infinity);
    expect(reach(power, 0.5 + 1e-9, 1)).toBeLessThan(Infinity);
    // beyond the largest double, in the tail and before a break that is never come to
    expect(reach({ ...power, c0: 1e-4 }, 0.51, 1)).toBe(Infinity);
    expect(reach({ ...power, c0: 0, c: [1], d: [1e308], f: [10] }, 0.51, 1)).toBe(Infinity);
  });

  it("rises to a ceiling with b < 0", () => {
    const ceiling = { ...power, a: 0.9, b: -2 };
    const x = reach(ceiling, 0.8, 1);
    expect(bnsl(x, ceiling)).toBeCloseTo(0.8, 13);
    expect(reach(ceiling, 0.9, 1)).toBe(Infinity);
    expect(reach(ceiling, -5, 1)).toBe(1);
  });

  it("goes the way it is told where a law grows without bound", () => {
    const growing = { ...power, c0: -0.25 };
    expect(reach(growing, 100, 1)).toBe(1);
    expect(bnsl(reach(growing, 100, 1, "rising"), growing)).toBeCloseTo(100, 10);
    // at or below a from the beginning
    expect(reach(growing, 0.5, 7, "rising")).toBe(7);
    const sinking = { ...growing, b: -20 };
    expect(bnsl(reach(sinking, -100, 1, "falling"), sinking)).toBeCloseTo(-100, 10);
    expect(reach(sinking, 0.5, 7, "falling")).toBe(7);
  });

  it("takes the law for a where b is 0", () => {
    const flat = { ...power, b: 0 };
    expect([reach(flat, 0.6, 3), reach(flat, 0.4, 3)]).toEqual([3, Infinity]);
    expect([reach(flat, 0.6, 3, "rising"), reach(flat, 0.4, 3, "rising")]).toEqual([Infinity, 3]);
  });

  it("survives corners and exponents that overflow", () => {
    const corner: BnslParameters = { ...power, c: [3], d: [1e5], f: [0] };
    expect(bnsl(reach(corner, 0.51, 1), corner)).toBeCloseTo(0.51, 12);
    const sharp: BnslParameters = { a: 0, b: 1e-300, c0: -20, c: [20.5], d: [1e15], f: [0.01] };
    const x = reach(sharp, 1e-3, 2e15);
    expect(bnsl(x, sharp) / 1e-3).toBeCloseTo(1, 10);
  });
});

const scan = Array.from({ length: 5000 }, (_, i) => 2 * Math.exp(i * 0.005));

function madeUp(random: () => number): BnslParameters {
  const of = (value: () => number) => Array.from({ length: count }, value);
  const count = Math.floor(random() * 5);
  return {
    a: random(),
    b: (random() < 0.7 ? 1 : -1) * Math.exp(6 * random() - 2),
    c0: random() * 0.6 - 0.2,
    c: of(() => 4 * random() - 2),
    d: of(() => Math.exp(20 * random())),
    f: of(() => 0.01 * Math.exp(6 * random())),
  };
}

/** Numerical Recipes' quick generator, in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
