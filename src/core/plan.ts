import type { Curve, FitOptions } from "./types.js";
import type { Form } from "./forms/form.js";
import type { Prior, Problem } from "./problem/problem.js";
import { inOrderOfX, scalePoints, scalingOf, type ScaledPoints, type Scaling } from "./problem/scaling.js";
import { weightsOf } from "./problem/weights.js";

/** One curve made ready to be fitted with any number of breaks. */
export interface CurvePlan {
  readonly curve: Curve;
  /** position of the curve in its table */
  readonly index: number;
  /** hash of the key: the curve's address in the random numbers */
  readonly hash: number;
  readonly trainRows: readonly number[];
  /** the training rows by ascending x, as the points have them */
  readonly sortedRows: readonly number[];
  readonly testRows: readonly number[];
  /** distinct x among the training rows */
  readonly distinct: number;
  readonly scaling: Scaling;
  readonly points: ScaledPoints;
  /** Huber's δ on the objective's scale; null: plain squares */
  readonly huber: number | null;
}

/**
 * @param rows the rows to fit, where they are not all the training rows (holdout)
 * @returns with plain squares where Huber's δ is "auto": what it is, residuals have to tell
 */
export function planCurve(curve: Curve, index: number, options: FitOptions, rows?: readonly number[]): CurvePlan {
  const all = Array.from(curve.x.keys());
  const trainRows = rows ?? all.filter((row) => curve.train[row] === 1);
  const scaling = scalingOf(curve, trainRows, options);
  const weight = weightsOf(curve, trainRows, options.objective);
  const sortedRows = inOrderOfX(curve, trainRows, weight);
  return {
    curve,
    index,
    hash: hashKey(curve.key),
    trainRows,
    sortedRows,
    testRows: all.filter((row) => curve.train[row] === 0),
    distinct: new Set(trainRows.map((row) => curve.x[row])).size,
    scaling,
    points: scalePoints(curve, sortedRows, scaling, weight),
    huber: options.huber === "auto" ? null : options.huber,
  };
}

/** `train` of a row that the fit has set aside. */
export const SET_ASIDE = 2;

/** The curve with some of its training rows set aside. */
export function withoutRows(curve: Curve, rows: readonly number[]): Curve {
  const train = curve.train.slice();
  for (const row of rows) train[row] = SET_ASIDE;
  return { ...curve, train };
}

/** The signs of b to try: both under "auto". */
export function signsOf(options: FitOptions): readonly (1 | -1)[] {
  return options.signB === "auto" ? [1, -1] : [options.signB === "-" ? -1 : 1];
}

export function planProblem(
  form: Form,
  plan: CurvePlan,
  breaks: number,
  sign: 1 | -1,
  options: FitOptions,
  prior: Prior | null = null,
): Problem {
  const { lo, hi, ties } = form.bounds(breaks, sign, plan.points, plan.scaling, options);
  // A prior's row knows nothing of the column that a tied parameter adds to its source's.
  if (prior && ties.length > 0) throw new Error("a prior beside ties is not supported");
  const linear = options.objective === "linear";
  const huber = plan.huber === null ? Infinity : plan.huber / (linear ? plan.scaling.scale : 1);
  return { breaks, sign, linear, huber, ...plan.points, lo, hi, ties, prior };
}

/** Parameters that are free to move: neither fixed nor tied. */
export function freeParameters(problem: Problem): number {
  return problem.lo.reduce((count, lo, k) => count + (lo < problem.hi[k] ? 1 : 0), 0);
}

/** FNV-1a over the key's code points, with a separator between its parts. */
export function hashKey(key: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const char of key.join("\u001f")) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  return hash >>> 0;
}
