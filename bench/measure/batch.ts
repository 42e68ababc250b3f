import type { Batch } from "../../src/core/engine/engine.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { resolveOptions } from "../../src/core/options.js";
import { freeParameters, planCurve, planProblem } from "../../src/core/plan.js";
import type { Curve } from "../../src/core/types.js";

/**
 * The curves as an engine takes them, under the default options: training rows, b > 0, every start drawn at random.
 * Curves with no more distinct x than parameters are left out, as a fit leaves them out.
 */
export function batchOf(curves: readonly Curve[], breaks: number, seed: number): Batch {
  const options = resolveOptions({ breaks: [breaks], seed });
  const entries = curves
    .map((curve, i) => planCurve(curve, i, options))
    .map((plan) => ({ plan, problem: planProblem(bnslForm, plan, breaks, 1, options) }))
    .filter(({ plan, problem }) => plan.distinct > freeParameters(problem));
  return {
    form: bnslForm,
    breaks,
    linear: false,
    robust: false,
    ties: [],
    prior: false,
    seed,
    problems: entries.map(({ problem }) => problem),
    starts: entries.map(({ plan }) => ({ hash: plan.hash, randomStarts: ALL, parents: [] })),
    resampling: null,
  };
}

/** more starts than any run draws */
const ALL = 0xffffffff;

/** The same batch with `count` of its problems, evenly spaced over all of them. */
export function evenlySpaced(batch: Batch, count: number): Batch {
  const all = batch.problems.length;
  if (count >= all) return batch;
  const picked = Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  return {
    ...batch,
    problems: picked.map((i) => batch.problems[i]),
    starts: picked.map((i) => batch.starts[i]),
  };
}

/** Σ over fits of the points that each of them passes. */
export function fitPoints(batch: Batch, starts: number): number {
  return starts * batch.problems.reduce((sum, problem) => sum + problem.u.length, 0);
}
