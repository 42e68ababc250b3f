import { describe, expect, it } from "vitest";
import { beyondOverhead, logSlope, spreadOf } from "../../bench/measure/statistics.js";

describe("spreadOf", () => {
  it("gives the middle of an odd number and the mean of the two middle ones of an even number", () => {
    expect(spreadOf([9, 1, 4])).toEqual({ min: 1, median: 4, max: 9 });
    expect(spreadOf([9, 1, 4, 6])).toEqual({ min: 1, median: 5, max: 9 });
  });

  it("refuses to summarise nothing", () => {
    expect(() => spreadOf([])).toThrow("no measurement");
  });
});

describe("logSlope", () => {
  const times = (power: number) => [1e3, 1e4, 1e5, 1e6].map((work) => ({ work, seconds: 3e-5 * work ** power }));

  it("finds the power of a power law", () => {
    expect(logSlope(times(1))).toBeCloseTo(1, 12);
    expect(logSlope(times(1.2))).toBeCloseTo(1.2, 12);
  });

  it("is below 1 where a fixed cost is left in, and 1 where it is small", () => {
    const withCost = times(1).map(({ work, seconds }) => ({ work, seconds: seconds + 0.5 }));
    expect(logSlope(withCost)).toBeLessThan(0.7);
    const counted = beyondOverhead(withCost, 0.5, 0.2);
    expect(counted.map(({ work }) => work)).toEqual([1e5, 1e6]);
    expect(logSlope(counted)).toBeGreaterThan(0.9);
  });

  it("has no slope for one amount of work", () => {
    expect(logSlope([{ work: 5, seconds: 1 }])).toBeNaN();
  });
});
