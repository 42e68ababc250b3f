import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../src/core/statistics/normal.js";
import {
  acceleration,
  basicInterval,
  bcaInterval,
  deltaInterval,
  envelopeInterval,
  percentileInterval,
} from "../../src/uncertainty/intervals.js";

/** k/(R + 1), k = 1…R: their p-quantile is p. */
const levels = (draws: number) => Float64Array.from({ length: draws }, (_, k) => (k + 1) / (draws + 1));
/** As many draws at the quantiles of a normal: asymmetric in nothing. */
const normal = levels(999).map(normalQuantile);
const none = { lo: -Infinity, hi: Infinity };

/** Efron & Tibshirani, An Introduction to the Bootstrap (1993), table 14.1: spatial test data, A. */
const spatial = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

describe("percentileInterval", () => {
  it("is the quantiles at the two levels", () => {
    const { lo, hi } = percentileInterval(levels(999), 0.9);
    expect([lo, hi]).toEqual([expect.closeTo(0.05, 12), expect.closeTo(0.95, 12)]);
  });

  it("has no end beyond the outermost draw, and has one just there", () => {
    const ends = percentileInterval(levels(39), 0.95);
    expect([ends.lo, ends.hi]).toEqual([expect.closeTo(1 / 40, 12), expect.closeTo(39 / 40, 12)]);
    expect(percentileInterval(levels(38), 0.95)).toEqual(none);
    expect(percentileInterval(new Float64Array(0), 0.95)).toEqual(none);
  });

  it("is open towards draws without end", () => {
    const draws = Float64Array.from([...Array.from({ length: 89 }, (_, i) => i), ...Array<number>(10).fill(Infinity)]);
    expect(percentileInterval(draws, 0.9)).toEqual({ lo: near(4), hi: Infinity });
    expect(percentileInterval(draws.map((v) => -v).sort(), 0.9)).toEqual({ lo: -Infinity, hi: near(-4) });
  });

  it("ends among censored draws where they begin, if on their side", () => {
    const right = Float64Array.from([...Array<number>(2).fill(1), ...Array<number>(97).fill(Infinity)]);
    expect(percentileInterval(right, 0.9, [0, 5])).toEqual({ lo: 5, hi: Infinity });
    expect(percentileInterval(right, 0.9)).toEqual({ lo: Infinity, hi: Infinity });
    const left = right.map((v) => -v).sort();
    expect(percentileInterval(left, 0.9, [-5, 0])).toEqual({ lo: -Infinity, hi: -5 });
  });
});

describe("basicInterval", () => {
  it("reflects the percentile interval in the estimate", () => {
    const { lo, hi } = percentileInterval(levels(999), 0.8);
    expect(basicInterval(levels(999), 0.3, 0.8)).toEqual({ lo: 0.6 - hi, hi: 0.6 - lo });
  });

  it("turns an open upper end into an open lower one, and gives none of an infinite estimate", () => {
    const draws = levels(99).map((v) => (v > 0.9 ? Infinity : v));
    expect(basicInterval(draws, 0.5, 0.9)).toEqual({ lo: -Infinity, hi: near(0.95) });
    expect(basicInterval(draws, Infinity, 0.9)).toEqual(none);
  });
});

describe("bcaInterval", () => {
  it("is the percentile interval without bias and skewness", () => {
    const { lo, hi } = percentileInterval(normal, 0.95);
    for (const jackknife of [null, Float64Array.of(1, 2, 3), Float64Array.of(4, 4, 4)]) {
      const bca = bcaInterval(normal, 0, jackknife, 0.95);
      expect(bca.lo).toBeCloseTo(lo, 10);
      expect(bca.hi).toBeCloseTo(hi, 10);
    }
    // and with either of them is not
    expect(bcaInterval(normal, 0.1, null, 0.95).lo).toBeGreaterThan(lo + 0.1);
    expect(bcaInterval(normal, 0, Float64Array.of(0, 0, 0, 1), 0.95).lo).not.toBeCloseTo(lo, 2);
  });

  it("takes the levels of the published example", () => {
    // Efron & Tibshirani, section 14.3: a = 0.061 and z₀ = 0.146 move 5 and 95 % to 11.0 and 98.5 %
    const variances = spatial.map((_, i) => variance(spatial.filter((__, j) => j !== i)));
    expect(variance(spatial)).toBeCloseTo(171.5, 1);
    expect(acceleration(Float64Array.from(variances))).toBeCloseTo(0.061, 3);
    const { lo, hi } = bcaInterval(levels(9999), normalCdf(0.146), Float64Array.from(variances), 0.9);
    expect(lo).toBeCloseTo(0.11, 3);
    expect(hi).toBeCloseTo(0.985, 3);
  });

  it("respects transformations, as the reflected interval does not", () => {
    const jackknife = Float64Array.of(0.1, 0.2, -0.3, 0.15);
    // 4,999 draws: linear between neighbours on either scale is the same to 1e-3
    const draws = levels(4999).map(normalQuantile);
    const plain = bcaInterval(draws, 0.2, jackknife, 0.9);
    const grown = bcaInterval(
      draws.map((v) => Math.exp(v)),
      Math.exp(0.2),
      jackknife,
      0.9,
    );
    expect(Math.log(grown.lo)).toBeCloseTo(plain.lo, 3);
    expect(Math.log(grown.hi)).toBeCloseTo(plain.hi, 3);
    const away = basicInterval(
      draws.map((v) => Math.exp(v)),
      Math.exp(0.2),
      0.9,
    );
    expect(away.lo).toBeLessThan(0);
  });

  it("counts draws that equal the estimate half", () => {
    // a third below, a third equal, a third above: counting the equal ones whole would be z₀ = ±0.43
    const draws = Float64Array.from({ length: 99 }, (_, i) => (i < 33 ? 0 : i < 66 ? 1 : 2));
    expect(bcaInterval(draws, 1, null, 0.9)).toEqual(percentileInterval(draws, 0.9));
  });

  it("is open where its level is beyond the draws, on that side alone", () => {
    // z₀ = 1: the upper level is Φ(2 + 1.96), of which 999 draws know nothing
    const biased = bcaInterval(normal, 1, null, 0.95);
    expect(biased.hi).toBe(Infinity);
    expect(biased.lo).toBeCloseTo(2 - 1.96, 1);
    const mirrored = bcaInterval(normal, -1, null, 0.95);
    expect(mirrored.lo).toBe(-Infinity);
    expect(mirrored.hi).toBeCloseTo(1.96 - 2, 1);
  });

  it("keeps only the outermost draw as an end where all lie on one side of the estimate", () => {
    expect(bcaInterval(normal, -10, null, 0.95)).toEqual({ lo: -Infinity, hi: normal[0] });
    expect(bcaInterval(normal, 10, null, 0.95)).toEqual({ lo: normal[998], hi: Infinity });
    expect(bcaInterval(new Float64Array(0), 0, null, 0.95)).toEqual(none);
  });

  it("has no end beyond the pole of its correction", () => {
    // one value of a thousand far away: a = 1/6, its largest; z₀ = 3.1 and z = 3.9 make 1 − a(z₀ + z) < 0
    const skewed = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? -1 : 0));
    expect(acceleration(skewed)).toBeCloseTo(1 / 6, 3);
    expect(bcaInterval(normal, normalQuantile(0.9985), skewed, 0.9999).hi).toBe(Infinity);
    expect(
      bcaInterval(
        normal,
        -normalQuantile(0.9985),
        skewed.map((v) => -v),
        0.9999,
      ).lo,
    ).toBe(-Infinity);
  });

  it("knows draws without end", () => {
    const draws = normal.map((v) => (v > 1 ? Infinity : v));
    const { lo, hi } = bcaInterval(draws, 0, null, 0.95);
    expect(lo).toBeCloseTo(-1.96, 2);
    expect(hi).toBe(Infinity);
  });
});

describe("envelopeInterval", () => {
  it("is the percentile interval where BCa corrects nothing", () => {
    const { lo, hi } = envelopeInterval(normal, 0, null, 0.9);
    expect([lo, hi]).toEqual([near(normalQuantile(0.05)), near(normalQuantile(0.95))]);
  });

  it.each([0.4, -0.4])("holds both where the estimate is off the middle of its draws by %f", (estimate) => {
    const envelope = envelopeInterval(normal, estimate, null, 0.9);
    const percentile = percentileInterval(normal, 0.9);
    const bca = bcaInterval(normal, estimate, null, 0.9);
    expect(bca).not.toEqual(percentile);
    expect(envelope).toEqual({
      lo: Math.min(percentile.lo, bca.lo),
      hi: Math.max(percentile.hi, bca.hi),
    });
  });

  it("ends at the outermost draw where BCa asks for what lies beyond it", () => {
    // all draws on one side of the estimate: BCa has no end there
    expect(bcaInterval(normal, 5, null, 0.9).hi).toBe(Infinity);
    expect(envelopeInterval(normal, 5, null, 0.9)).toEqual({
      lo: percentileInterval(normal, 0.9).lo,
      hi: normal[normal.length - 1],
    });
  });

  it("is open where the percentile interval is, or its outermost draw has no end", () => {
    const draws = Float64Array.from([...Array.from({ length: 89 }, (_, i) => i), ...Array<number>(10).fill(Infinity)]);
    expect(envelopeInterval(draws, 40, null, 0.9).hi).toBe(Infinity);
    expect(envelopeInterval(new Float64Array(0), 0, null, 0.9)).toEqual(none);
    const few = Float64Array.from([1, 2, 3]);
    expect(envelopeInterval(few, 2, null, 0.9)).toEqual(none);
  });

  it("puts the end of an interval among censored draws at the place beyond which they are", () => {
    const gone = new Float64Array(99).fill(Infinity);
    expect(envelopeInterval(gone, 1, null, 0.9, [0, 7])).toEqual({ lo: 7, hi: Infinity });
  });
});

describe("acceleration", () => {
  it("changes sign with the values, and ignores shift and scale, however large", () => {
    const values = [0.1, 0.4, -2, 0.3, 0.2];
    const a = acceleration(Float64Array.from(values));
    expect(a).not.toBe(0);
    expect(acceleration(Float64Array.from(values, (v) => -v))).toBeCloseTo(-a, 12);
    expect(acceleration(Float64Array.from(values, (v) => 7 + 1e3 * v))).toBeCloseTo(a, 12);
    expect(acceleration(Float64Array.from(values, (v) => 1e200 * v))).toBeCloseTo(a, 12);
  });

  it("is 0 of equal values, of none, and where one is not finite", () => {
    for (const values of [[3, 3, 3], [0.1, 0.1, 0.1], [], [1, 2, Infinity], [1, 2, NaN]]) {
      expect(acceleration(Float64Array.from(values))).toBe(0);
    }
  });
});

describe("deltaInterval", () => {
  it("is symmetric about the estimate", () => {
    expect(deltaInterval(3, 0.5, 2)).toEqual({ lo: 2, hi: 4 });
  });

  it("is none where anything of it is not finite", () => {
    for (const [estimate, se, critical] of [
      [Infinity, 1, 2],
      [1, Infinity, 2],
      [1, 1, NaN],
    ]) {
      expect(deltaInterval(estimate, se, critical)).toEqual(none);
    }
  });
});

function near(value: number): unknown {
  return expect.closeTo(value, 12);
}

/** Of the plug-in kind: divided by n. */
function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
}
