import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import type { Problem } from "../../src/core/problem/problem.js";
import { seedKey } from "../../src/core/random/philox.js";
import { freshState } from "../../src/core/solver/polish.js";
import { resampled } from "../../src/core/solver/resample.js";
import { objectiveAt } from "../../src/core/solver/residual.js";
import type { FitOptions } from "../../src/core/types.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import type { RefitProblem } from "../../src/uncertainty/refitBlocks.js";
import { chooseKind, resamplePlan } from "../../src/uncertainty/resamplePlan.js";
import { fittedCurve } from "../../src/uncertainty/sample.js";
import type { ResampleKind } from "../../src/uncertainty/types.js";
import { concatenate } from "../peers/formats.js";

/** A curve as our engine refits it, with the same resamples drawn in f64 for others. */
export interface ResampledCurve {
  readonly entry: RefitProblem;
  /** one problem a resample */
  readonly drawn: readonly Problem[];
}

const VERSION = 1;

/** The curves that can be resampled, `count` resamples each, of the kind that is asked for or `auto` takes. */
export function resampledCurves(
  pairs: readonly PairedFit[],
  options: FitOptions,
  request: { readonly kind: ResampleKind | "auto"; readonly count: number; readonly seed: number },
): ResampledCurve[] {
  if (options.objective !== "log" || options.huber !== null || Object.keys(options.ties).length > 0) {
    throw new Error("only fits of ln y without ties and without Huber's loss are handed to SciPy");
  }
  const { count, seed, kind } = request;
  const key = seedKey(seed);
  return pairs.flatMap((pair, i) => {
    const fit = pair.row && fittedCurve(pair.curve, i, pair.row, options);
    if (!fit || fit.linearisation.freedom <= 0) return [];
    const { problem, linearisation } = fit;
    const taken = kind === "auto" ? chooseKind(problem, linearisation, "none") : kind;
    const plan = resamplePlan(problem, linearisation, taken, "none");
    const { hash } = fit.plan;
    const drawn = Array.from({ length: count }, (_, number) => resampled(problem, plan, hash, key, number));
    return [{ entry: { problem, hash, plan, origins: [fit.p], count }, drawn }];
  });
}

/** What `scipy/bootstrap.py` reads of curves with one number of breaks: see `peers/formats.ts`. */
export function encodeResamples(curves: readonly ResampledCurve[]): Float64Array {
  const [{ entry, drawn }] = curves;
  const { breaks } = entry.problem;
  return concatenate([
    [VERSION, curves.length, breaks, bnslForm.parameterCount(breaks), drawn.length],
    ...curves.flatMap(({ entry: { problem, origins }, drawn }) => [
      [problem.u.length, problem.sign],
      problem.lo,
      problem.hi,
      origins[0],
      problem.u,
      ...drawn.flatMap(({ y, w }) => [y, w]),
    ]),
  ]);
}

/** The f64 objective of parameters over a resample, once they are put on the bounds that they are beyond. */
export function judged(problem: Problem, parameters: Float64Array): number {
  const inside = parameters.map((value, k) => Math.min(problem.hi[k], Math.max(problem.lo[k], value)));
  const { p } = freshState(problem, inside, 1);
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length + 1);
  bnslForm.prepare(p, problem.breaks, shape);
  const value = (u: number) => bnslForm.evaluate(u, problem.sign, p, problem.breaks, shape, row);
  const objective = objectiveAt(value, problem);
  return Number.isFinite(objective) ? objective : Infinity;
}

/** Objectives below this are exact fits, of which rounding alone differs. */
const EXACT = 1e-13;

/** Share of resamples in which one's objective is within `tolerance` (relative) of the other's, or lower. */
export function shareReached(one: Float64Array, other: Float64Array, tolerance: number): number {
  const reached = one.filter((value, i) => value < Infinity && value <= other[i] * (1 + tolerance) + EXACT);
  return reached.length / one.length;
}
