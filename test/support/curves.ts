import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { planCurve, planProblem } from "../../src/core/plan.js";
import type { Problem } from "../../src/core/problem/problem.js";
import type { Curve, CurveSet, FitOptions, FitRow } from "../../src/core/types.js";
import { Draw } from "./random.js";

/** A curve of points as a loader would make it; every row is a training row unless `train` says otherwise. */
export function curveOf(x: ArrayLike<number>, y: ArrayLike<number>, parts: Partial<Curve> = {}): Curve {
  return {
    key: ["made up"],
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    weight: new Float64Array(x.length).fill(1),
    train: new Uint8Array(x.length).fill(1),
    skippedRows: 0,
    ...parts,
  };
}

/** Points of a law with log-normal noise. */
export function lawCurve(law: BnslParameters, x: readonly number[], noise = 0, seed = 1, key = "law"): Curve {
  const draw = new Draw(seed);
  return curveOf(
    x,
    x.map((v) => bnsl(v, law) * Math.exp(noise * draw.normal())),
    { key: [key] },
  );
}

/** Curves as a table of them, with a key column "name". */
export function setOf(curves: readonly Curve[]): CurveSet {
  return {
    keyNames: ["name"],
    xName: "x",
    yName: "y",
    weightName: null,
    trainName: null,
    curves,
    sources: ["made up"],
    notes: [],
  };
}

export function geometric(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}

export function problemOf(curve: Curve, breaks: number, options: Partial<FitOptions> = {}, sign: 1 | -1 = 1): Problem {
  const resolved = resolveOptions(options);
  return planProblem(bnslForm, planCurve(curve, 0, resolved), breaks, sign, resolved);
}

/** The same problem with every number rounded to f32: what a device sees of it. */
export function roundedProblem(problem: Problem): Problem {
  const round = (values: Float64Array) => Float64Array.from(values, Math.fround);
  const { u, y, w, lo, hi, prior } = problem;
  return {
    ...problem,
    huber: Math.fround(problem.huber),
    u: round(u),
    y: round(y),
    w: round(w),
    lo: round(lo),
    hi: round(hi),
    prior: prior && { mean: round(prior.mean), weight: round(prior.weight) },
  };
}

/** Laws whose breaks are clear: each curve has one minimum that every good search finds. */
export const clearLaws: readonly BnslParameters[] = [
  { a: 0.1, b: 20, c0: 0.25, c: [0.4], d: [3e5], f: [0.2] },
  { a: 0.05, b: 8, c0: 0.1, c: [0.5], d: [1e5], f: [0.1] },
  { a: 0.3, b: 50, c0: 0.5, c: [-0.3], d: [2e5], f: [0.15] },
  { a: 0, b: 5, c0: 0.05, c: [0.3], d: [4e5], f: [0.3] },
];

/** The law of a row that has a fit. */
export function lawOf(row: FitRow): BnslParameters {
  const { a, b, c0, c, d, f } = row;
  if (a === null || b === null || c0 === null) throw new Error(`the row of ${row.nBreaks} breaks has no fit`);
  return { a, b, c0, c, d, f };
}
