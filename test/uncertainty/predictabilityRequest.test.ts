import { describe, expect, it } from "vitest";
import {
  checkTruth,
  EXAMPLE_LAW,
  firstX,
  pointsTo,
  PREDICTABILITY_DEFAULTS,
  resolvePredictability,
  type PredictabilityRequest,
} from "../../src/uncertainty/predictabilityRequest.js";

const truth = { key: [], law: EXAMPLE_LAW, sigma: null };

describe("what a study is asked for", () => {
  it("is the defaults where nothing is said, and what is said elsewhere", () => {
    expect(resolvePredictability()).toEqual(PREDICTABILITY_DEFAULTS);
    expect(resolvePredictability({ seed: 3, sharpness: "own" })).toEqual({
      ...PREDICTABILITY_DEFAULTS,
      seed: 3,
      sharpness: "own",
    });
    expect(() => checkTruth(truth, PREDICTABILITY_DEFAULTS)).not.toThrow();
  });

  const wrong: [Partial<PredictabilityRequest> | Record<string, unknown>, RegExp][] = [
    [{ stop: [1] }, /no option "stop"; the options of a study are stops, sharpness/],
    [{ stops: [] }, /stops is \[\]: give a list of shares/],
    [{ stops: [1, -1] }, /stops names -1: give shares .*finite and above 0/],
    [{ stops: [1, 20] }, /stops names 20: the data must end at or before horizon 10.*larger horizon/],
    [{ sharpness: [0] }, /sharpness names 0: .*above 0/],
    [{ noise: 0.01 }, /noise is 0.01: give a list of deviations/],
    [{ repeats: [1.5] }, /repeats is 1.5: it must be a whole number from 1 to 1000/],
    [{ pointsPerDecade: 0 }, /pointsPerDecade is 0: it must be a whole number from 1/],
    [{ from: -3 }, /from names -3/],
    [{ simulations: 0 }, /simulations is 0/],
    [{ horizon: Infinity }, /horizon names Infinity/],
    [{ seed: -1 }, /seed is -1/],
  ];
  it.each(wrong)("%j is refused", (partial, message) => {
    expect(() => resolvePredictability(partial as Partial<PredictabilityRequest>)).toThrow(message);
  });
});

describe("whether a law can be studied", () => {
  const check = (law: Partial<typeof EXAMPLE_LAW>, partial: Partial<PredictabilityRequest> = {}) =>
    checkTruth({ ...truth, law: { ...EXAMPLE_LAW, ...law } }, resolvePredictability(partial));

  it("needs a break, and one c, d and f each", () => {
    expect(() => check({ c: [], d: [], f: [] })).toThrow(/the law has no break/);
    expect(() => check({ c: [0.1, 0.2] })).toThrow(/the law has 2 c, 1 d and 1 f/);
  });

  it("names the parameter that is no such number", () => {
    expect(() => check({ a: -1 })).toThrow(/a of the law is -1: it must be a number, 0 or above/);
    expect(() => check({ c0: NaN })).toThrow(/c0 of the law is NaN/);
    expect(() => check({ f: [0] })).toThrow(/f1 of the law is 0: it must be a number, above 0/);
    expect(() => check({ b: -2 })).toThrow(/b of the law is -2: only laws that fall/);
  });

  it("names the stop that leaves too few points, and the curve", () => {
    expect(() => check({}, { stops: [1], from: 5e5 })).toThrow(
      /stops names 1: from x = 500000 to 1000000 there are 4 points at 10 a decade, and the law has 6 parameters/,
    );
    expect(() => check({}, { stops: [0.1], from: 5e5 })).toThrow(/there are 0 points/);
    const fitted = { key: ["IC", "birds"], law: EXAMPLE_LAW, sigma: null };
    expect(() => checkTruth(fitted, resolvePredictability({ noise: "own" }))).toThrow(
      /noise is "own", but the fit of IC \/ birds has left none/,
    );
  });
});

describe("the grid of x", () => {
  it("begins a thousandth of the first break, or where it is told to", () => {
    const law = { ...EXAMPLE_LAW, d: [1e8, 1e6], c: [0, 0], f: [1, 1] };
    expect(firstX(law, { from: null })).toBeCloseTo(1e3, 8);
    expect(firstX(law, { from: 7 })).toBe(7);
  });

  it("has both ends, and none where it would run backwards", () => {
    expect(pointsTo(1e3, 1e6, 10)).toBe(31);
    expect(pointsTo(1, 1.01, 10)).toBe(2);
    expect(pointsTo(2, 2, 10)).toBe(0);
  });
});
