import { describe, expect, it } from "vitest";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { normalQuantile } from "../../src/core/statistics/normal.js";
import { studentQuantile } from "../../src/core/statistics/student.js";
import { quantitiesOf, type QuantitySpec } from "../../src/uncertainty/quantities.js";
import { hasWorkingError, intervalOf, sampleOf } from "../../src/uncertainty/sample.js";
import { basicInterval, bcaInterval, percentileInterval } from "../../src/uncertainty/intervals.js";

const law: BnslParameters = { a: 0.1, b: 3, c0: 0.05, c: [0.4], d: [1e6], f: [0.3] };
const range = [1e3, 1e9] as const;
const specs = quantitiesOf(1, { at: [1e10], band: 0, target: 0.3 }, range, {
  positive: true,
  direction: "falling",
});
const specOf = (name: string): QuantitySpec => specs.find(({ quantity }) => quantity === name)!;
/** draws that take σ for known, which it is */
const known = {
  sigma: { freedom: Infinity, factors: null },
  limits: () => [-Infinity, Infinity] as const,
};
const at = (d: number): BnslParameters => ({ ...law, d: [d] });

describe("sampleOf", () => {
  it("sorts the draws and leaves the jackknife in its order", () => {
    const laws = { law, draws: [0.3, 0.1, 0.2].map((a) => ({ ...law, a })), range, ...known };
    const { sorted, jackknife, estimate } = sampleOf({ ...laws, jackknife: laws.draws }, specOf("a"));
    expect([...sorted]).toEqual([0.1, 0.2, 0.3]);
    expect([...jackknife!]).toEqual([0.3, 0.1, 0.2]);
    expect(estimate).toBe(0.1);
    expect(sampleOf({ ...laws, jackknife: null }, specOf("a")).jackknife).toBeNull();
  });

  it("puts breaks outside the data at infinity, of the fit too, but not the jackknife's", () => {
    const draws = [1e9, 999, 1e4, 1e12].map(at);
    const { sorted, estimate, jackknife, censoring } = sampleOf(
      { law: at(2e9), draws, jackknife: draws, range, ...known },
      specOf("d"),
    );
    expect([...sorted]).toEqual([-Infinity, Math.log(1e4), Infinity, Infinity]);
    expect(estimate).toBe(Infinity);
    expect(jackknife![3]).toBe(Math.log(1e12));
    expect(censoring).toEqual([Math.log(1e3), Math.log(1e9)]);
  });

  it("takes the deviation of what is finite, of the logarithm or of y itself", () => {
    const draws = [at(1e4), at(1e4 * Math.exp(2)), at(1e10)];
    expect(sampleOf({ law, draws, jackknife: null, range, ...known }, specOf("d")).se).toBeCloseTo(Math.SQRT2, 12);
    const lifted = [0.1, 0.3].map((a) => ({ ...law, a }));
    const { se } = sampleOf({ law, draws: lifted, jackknife: null, range, ...known }, specOf("prediction"));
    expect(se).toBeCloseTo(0.2 / Math.SQRT2, 12);
    expect(sampleOf({ law, draws: [law], jackknife: null, range, ...known }, specOf("a")).se).toBeNull();
  });
});

describe("intervalOf", () => {
  it("is the interval of the method that is named", () => {
    const draws = Array.from({ length: 99 }, (_, k) => ({ ...law, a: (k * k) / 1e4 }));
    const sample = sampleOf({ law, draws, jackknife: draws.slice(0, 9), range, ...known }, specOf("a"));
    const { sorted, jackknife } = sample;
    expect(intervalOf(sample, "percentile", 0.9)).toEqual(percentileInterval(sorted, 0.9));
    expect(intervalOf(sample, "basic", 0.9)).toEqual(basicInterval(sorted, 0.1, 0.9));
    expect(intervalOf(sample, "bca", 0.9)).toEqual(bcaInterval(sorted, 0.1, jackknife, 0.9));
    expect(intervalOf(sample, "bca", 0.9)).not.toEqual(bcaInterval(sorted, 0.1, null, 0.9));
  });
});

describe("intervals of few points", () => {
  const draws = Array.from({ length: 199 }, (_, k) => ({ ...law, c0: 0.05 + (k - 99) / 1e4 }));
  const made = (freedom: number, limits: readonly [number, number] = [-Infinity, Infinity]) =>
    sampleOf(
      {
        law,
        draws,
        jackknife: null,
        range,
        sigma: { freedom, factors: null },
        limits: () => limits,
      },
      specOf("c0"),
    );

  it("move ends of draws that know σ away from the estimate by t/z, within what the quantity can be", () => {
    const plain = intervalOf(made(Infinity), "envelope", 0.95);
    const wide = intervalOf(made(2), "envelope", 0.95);
    const factor = studentQuantile(0.975, 2) / normalQuantile(0.975);
    expect(wide.lo).toBeCloseTo(0.05 - factor * (0.05 - plain.lo), 12);
    expect(wide.hi).toBeCloseTo(0.05 + factor * (plain.hi - 0.05), 12);
    expect(intervalOf(made(2, [0.045, 0.06]), "envelope", 0.95)).toEqual({
      lo: plain.lo, // it is beyond the bound as it is
      hi: Math.max(plain.hi, 0.06),
    });
    expect(intervalOf(made(1e9), "envelope", 0.95).hi).toBeCloseTo(plain.hi, 9);
  });

  it("take draws of a drawn σ as they are, and their errors in units of it", () => {
    const factors = draws.map((_, k) => 1 + (k % 3) / 2);
    const far = draws.map((one, k) => ({ ...one, c0: 0.05 + (one.c0 - 0.05) * factors[k] }));
    const laws = { law, jackknife: null, range, limits: known.limits };
    const sample = sampleOf({ ...laws, draws: far, sigma: { freedom: 4, factors } }, specOf("c0"));
    expect(intervalOf(sample, "percentile", 0.9)).toEqual(percentileInterval(sample.sorted, 0.9));
    // deviations over their own σ are those of the plain draws: exactly, but for their mean
    expect(sample.se! / made(Infinity).se!).toBeCloseTo(1, 3);
    // a σ of more than twice the fit's is no neighbourhood
    const wild = sampleOf(
      { ...laws, draws: [...far, { ...law, c0: 1e99 }], sigma: { freedom: 4, factors: [...factors, 9] } },
      specOf("c0"),
    );
    expect(wild.se).toBe(sample.se);
  });
});

describe("hasWorkingError", () => {
  it("holds for all but predictions of a metric that is always positive", () => {
    expect(specs.filter((spec) => !hasWorkingError(spec)).map(({ quantity }) => quantity)).toEqual(["prediction"]);
  });
});
