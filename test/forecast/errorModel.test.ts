import { describe, expect, it } from "vitest";
import {
  BEFORE,
  curveModel,
  curveScaleAt,
  type ErrorModel,
  logDensity,
  type Miss,
  type Place,
  rankedScore,
  scaleAt,
  tableModel,
} from "../../src/forecast/errorModel.js";
import { studentCdf, studentQuantile } from "../../src/core/statistics/student.js";
import { Draw } from "../support/random.js";

/** The integral over ±60 by Simpson's rule. */
function integral(of: (v: number) => number): number {
  const [steps, low, high] = [40_000, -60, 60];
  const width = (high - low) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += of(low + i * width) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}

describe("Student's t of a forecast", () => {
  it.each([
    [0.7, 4],
    [1, 12],
    [2, 30],
  ])("with scale %d and ν = %d has a density that integrates to one, and its own distribution", (scale, freedom) => {
    const density = (v: number) => Math.exp(logDensity(v, scale, freedom));
    // what lies beyond ±60: below 1e-5 for ν = 4
    expect(integral(density)).toBeCloseTo(1, 5);
    const below = 1.3;
    const step = 1e-5;
    const slope =
      (studentCdf((below + step) / scale, freedom) - studentCdf((below - step) / scale, freedom)) / (2 * step);
    expect(density(below)).toBeCloseTo(slope, 7);
  });

  it.each([
    [0, 1, 6],
    [1.7, 0.5, 6],
    [-3, 2, 15],
  ])("scores %d with scale %d and ν = %d as the integral that defines the score", (error, scale, freedom) => {
    const defined = integral((v) => (studentCdf(v / scale, freedom) - (v >= error ? 1 : 0)) ** 2);
    // Simpson's rule across the jump is off by up to a step's width
    expect(rankedScore(error, scale, freedom)).toBeCloseTo(defined, 2);
  });

  it("has the normal distribution's score where ν is large", () => {
    // Gneiting & Raftery 2007, equation 21
    const normal = 2 / Math.sqrt(2 * Math.PI) - 1 / Math.sqrt(Math.PI);
    expect(rankedScore(0, 1, 1e6)).toBeCloseTo(normal, 5);
  });
});

const truth: ErrorModel = { noise: 0.8, change: 0.3, distance: 0.02, freedom: 4 };

/** Misses of so many curves from the model, each place drawn anew. */
function drawn(model: ErrorModel, curves: number, seed: number): Miss[] {
  const draw = new Draw(seed);
  return Array.from({ length: curves }, (): Miss => {
    const place: Place = {
      sigma: 0.01 * Math.exp(draw.normal()),
      change: 0.2 * draw.next(),
      distance: 2 * draw.next(),
    };
    const error = scaleAt(model, place) * studentQuantile(draw.next(), model.freedom);
    return { ...place, error, weight: 1 };
  });
}

describe("the model of a table", () => {
  it("is what is believed before where nothing was missed yet", () => {
    expect(tableModel([], 0)).toEqual(BEFORE);
    expect(curveModel([], 0, truth)).toEqual(truth);
  });

  it("finds how errors were drawn", () => {
    const found = tableModel(drawn(truth, 4000, 3), 4000);
    // a table counts as 30 errors, so that what was believed before draws the scale by as much as 1/√60, of half a unit of ln at most
    const scales = drawn(truth, 200, 4).map((miss) => Math.log(scaleAt(found, miss) / scaleAt(truth, miss)));
    const mean = scales.reduce((sum, v) => sum + v, 0) / scales.length;
    expect(Math.abs(mean)).toBeLessThan(0.5 / Math.sqrt(60) + 0.05);
    const half = tableModel(drawn({ ...truth, noise: 0.4, change: 0.15, distance: 0.01 }, 4000, 3), 4000);
    const smaller = drawn(truth, 200, 4).map((miss) => Math.log(scaleAt(half, miss) / scaleAt(found, miss)));
    // errors half as large make a scale that is clearly smaller
    expect(smaller.reduce((sum, v) => sum + v, 0) / smaller.length).toBeLessThan(-0.4);
  });

  it("weighs what one curve has shown against what its table has", () => {
    const wild = drawn({ ...truth, change: 3 }, 60, 5);
    const [none, some] = [0, 1].map((share) => curveModel(wild, share, truth).change);
    expect(none).toBe(truth.change);
    expect(some).toBeGreaterThan(1.2 * truth.change);
    expect(some).toBeLessThan(3);
  });

  it("knows no curve better than its law's parameters, and no worse than a run", () => {
    const place = { sigma: 0.05, change: 0, distance: 0 };
    const model = { ...truth, noise: 0.5 };
    expect(curveScaleAt(model, place, { rows: 20, parameters: 5 })).toBeCloseTo(0.05 * Math.sqrt(5 / 20), 12);
    expect(curveScaleAt(model, place, { rows: 5, parameters: 5 })).toBe(scaleAt(model, place));
    expect(curveScaleAt({ ...truth, noise: 1.5 }, place, { rows: 2000, parameters: 5 })).toBeCloseTo(
      0.05 * Math.sqrt(1.25),
      12,
    );
  });
});
