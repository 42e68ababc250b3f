import type { Engine } from "../core/engine/engine.js";
import type { Form } from "../core/forms/form.js";
import type { Problem } from "../core/problem/problem.js";
import type { ResamplePlan } from "../core/problem/resampling.js";
import type { Status } from "../core/status.js";

/** Fresh starts of one resample: their ordinals are its own, however many are drawn. */
export const MOST_FRESH_STARTS = 256;

/** A problem with what its resamples are drawn from and where their refits start. */
export interface RefitProblem {
  readonly problem: Problem;
  /** hash of the curve's key */
  readonly hash: number;
  /** null, of all problems alike: the data themselves are refitted, and count is 1 */
  readonly plan: ResamplePlan | null;
  /** internal parameters that every refit starts from: the fit's own first */
  readonly origins: readonly Float64Array[];
  /** resamples 0 … count − 1 */
  readonly count: number;
}

/** The best refit of each resample of one problem. */
export interface Refits {
  /** internal parameters, `count` × P */
  readonly p: Float64Array;
  /** of the resample's own data; NaN where no refit was finite */
  readonly objective: Float64Array;
  readonly status: readonly Status[];
  /** where refits started besides */
  readonly origins: readonly Float64Array[];
}

export interface RefitContext {
  readonly engine: Engine;
  readonly form: Form;
  readonly seed: number;
}

/** What a bootstrap, a break test, an audit or a study runs on. */
export interface RefitRun {
  readonly engine: Engine;
  /** in f64, for curves whose errors f32 cannot hold; left out: one in this thread */
  readonly fine?: Engine;
  /** told which curves those are */
  onNote?(line: string): void;
  /** told after each part of the work: parts done of all, and refits so far */
  onProgress?(done: number, total: number, refits: number): void;
}
