import { describe, expect, it } from "vitest";
import { bootstrapMean } from "../../src/suite/bootstrap.js";

/** Mean 0.1, standard deviation about 0.71. */
const waves = Array.from({ length: 200 }, (_, i) => 0.1 + Math.sin((2 * Math.PI * i) / 200));

describe("bootstrapMean", () => {
  it("of identical forms is exactly 0, and neither is lower more often", () => {
    expect(bootstrapMean([0, 0, 0, 0, 0], 500, 1)).toEqual({ interval: [0, 0], shareBelow: 0.5 });
  });

  it("of a form that is lower everywhere is sure of it", () => {
    const { interval, shareBelow } = bootstrapMean([-1, -2, -3, -1.5], 500, 1);
    expect(shareBelow).toBe(1);
    expect(interval[0]).toBeGreaterThanOrEqual(-3);
    expect(interval[1]).toBeLessThan(0);
  });

  it("is mirrored to the last digit when the forms are swapped", () => {
    const forward = bootstrapMean(waves, 777, 3);
    const backward = bootstrapMean(
      waves.map((difference) => -difference),
      777,
      3,
    );
    expect(backward.interval).toEqual([-forward.interval[1], -forward.interval[0]]);
    expect(backward.shareBelow).toBeCloseTo(1 - forward.shareBelow, 12);
  });

  it("agrees with the normal approximation where there are many curves", () => {
    const { interval, shareBelow } = bootstrapMean(waves, 10_000, 0);
    const error = Math.SQRT1_2 / Math.sqrt(waves.length);
    expect(interval[0]).toBeCloseTo(0.1 - 1.96 * error, 2);
    expect(interval[1]).toBeCloseTo(0.1 + 1.96 * error, 2);
    expect(shareBelow).toBeGreaterThan(0.015); // Φ(−2) = 0.023
    expect(shareBelow).toBeLessThan(0.031);
  });

  it("repeats under a seed and differs under another", () => {
    expect(bootstrapMean(waves, 300, 5)).toEqual(bootstrapMean(waves, 300, 5));
    expect(bootstrapMean(waves, 300, 5)).not.toEqual(bootstrapMean(waves, 300, 6));
  });

  it("can take one resample", () => {
    const { interval } = bootstrapMean(waves, 1, 0);
    expect(interval[0]).toBe(interval[1]);
  });
});
