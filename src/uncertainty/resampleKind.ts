import type { Problem } from "../core/problem/problem.js";
import { studentQuantile } from "../core/statistics/student.js";
import type { Linearisation } from "../core/solver/linearisation.js";
import { clustersOf, standardised } from "./resamplePlan.js";
import type { Clustering, ResampleKind } from "./types.js";

/** Fewer residuals beyond the parameters than this are too few different errors to draw from. */
const LEAST_FREEDOM = 8;
/** Fewer points than this show no trend of the errors' size. */
const LEAST_POINTS = 20;
/** level of the test for errors whose size changes with x */
const TREND_LEVEL = 0.01;
/** Clusters drawn with replacement have to be many for each parameter; fewer keep their x and change their errors' signs. */
export const CLUSTERS_PER_PARAMETER = 5;

/**
 * The kind that `auto` takes. With clusters: `case` where there are five or more for each free parameter, else `wild`.
 * Without: `parametric` where σ is known, and with fewer than 8 residual degrees of freedom; `wild` where the size of the errors changes with x
 * (rank correlation of |error| with x, two-sided level 1 %, from 20 points on); else `residual`.
 */
export function chooseKind(problem: Problem, linearisation: Linearisation, cluster: Clustering): ResampleKind {
  if (linearisation.varianceFreedom === Infinity) return "parametric";
  if (cluster !== "none") {
    const clusters = clustersOf(problem, cluster).length;
    return clusters >= CLUSTERS_PER_PARAMETER * linearisation.free.length ? "case" : "wild";
  }
  if (linearisation.freedom < LEAST_FREEDOM) return "parametric";
  return sizeChanges(problem, linearisation) ? "wild" : "residual";
}

function sizeChanges(problem: Problem, linearisation: Linearisation): boolean {
  const count = problem.u.length;
  if (count < LEAST_POINTS) return false;
  const sizes = standardised(problem, linearisation).map(Math.abs);
  const correlation = pearson(ranks(problem.u), ranks(sizes));
  const t = correlation * Math.sqrt((count - 2) / Math.max(1e-12, 1 - correlation * correlation));
  return Math.abs(t) > studentQuantile(1 - TREND_LEVEL / 2, count - 2);
}

/** Equal values share the mean of their ranks. */
function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  const rank = new Float64Array(values.length);
  for (let first = 0, end = 0; first < order.length; first = end) {
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (let k = first; k < end; k++) rank[order[k]] = (first + end - 1) / 2;
  }
  return rank;
}

function pearson(a: Float64Array, b: Float64Array): number {
  const middle = (a.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - middle) * (b[i] - middle);
    aa += (a[i] - middle) ** 2;
    bb += (b[i] - middle) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
