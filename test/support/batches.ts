import type { Batch } from "../../src/core/engine/engine.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import type { Problem } from "../../src/core/problem/problem.js";
import type { StartPlan } from "../../src/core/problem/problem.js";

/** Problems of one shape as an engine takes them; all starts are random unless `starts` says otherwise. */
export function batchOf(problems: readonly Problem[], starts?: readonly StartPlan[], seed = 7): Batch {
  const [{ breaks, linear, huber }] = problems;
  return {
    form: bnslForm,
    breaks,
    linear,
    robust: Number.isFinite(huber),
    ties: problems[0].ties,
    prior: problems.some(({ prior }) => prior !== null),
    seed,
    problems,
    starts: starts ?? problems.map((_, i) => ({ hash: 1000 + i, randomStarts: 2 ** 31, parents: [] })),
    resampling: null,
  };
}
