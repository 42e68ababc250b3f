import type { Curve } from "../../src/core/types.js";
import { batchOf } from "../measure/batch.js";

/** A curve as every fitter gets it: training rows, every row of the same weight, default bounds. */
export interface PeerCurve {
  /** position in the table */
  readonly index: number;
  readonly key: readonly string[];
  /** training rows as they are written, ascending in x */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** ln x − centre */
  readonly u: Float64Array;
  /** y / scale, of geometric mean 1 */
  readonly scaledY: Float64Array;
  readonly centre: number;
  readonly scale: number;
  /** bounds on β, c0, c1…cn | a, δ1…δn, φ1…φn, length P = 3 + 3n */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/**
 * The curves of a comparison under the default options. Those with no more distinct x than parameters are left out, as
 * a fit leaves them out.
 */
export function peerCurves(curves: readonly Curve[], breaks: number): PeerCurve[] {
  return curves.flatMap((curve, index) => {
    const [problem] = batchOf([unweighted(curve)], breaks, 0).problems;
    if (!problem) return [];
    const rows = Array.from(curve.x.keys())
      .filter((row) => curve.train[row] === 1)
      .sort((i, j) => curve.x[i] - curve.x[j] || curve.y[i] - curve.y[j]);
    const x = Float64Array.from(rows, (row) => curve.x[row]);
    const y = Float64Array.from(rows, (row) => curve.y[row]);
    return {
      index,
      key: curve.key,
      x,
      y,
      u: problem.u,
      scaledY: problem.y,
      centre: Math.log(x[0]) - problem.u[0],
      scale: y[0] / problem.y[0],
      lo: problem.lo,
      hi: problem.hi,
    };
  });
}

/** The peers know no weights. */
export function unweighted(curve: Curve): Curve {
  return { ...curve, weight: new Float64Array(curve.x.length).fill(1) };
}
