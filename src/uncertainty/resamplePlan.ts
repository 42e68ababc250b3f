import type { Problem } from "../core/problem/problem.js";
import { Resample, type ResamplePlan } from "../core/problem/resampling.js";
import type { Linearisation } from "../core/solver/linearisation.js";
import type { Clustering, ResampleKind } from "./types.js";

/** With so few clusters signs alone give too few different resamples (Webb 2023). */
const FEW_CLUSTERS = 12;
/** A leverage is a number with rounding: what it leaves of a residual's variance is kept above this. */
const LEAST_LEFT = 1e-4;

/**
 * What resamples of a kind are drawn from. A cluster is a run of points in the order of x.
 *
 * @param freedom with which each resample draws a σ of its own: `sigmaFreedom`; Infinity: all have the fit's σ
 */
export function resamplePlan(
  problem: Problem,
  linearisation: Linearisation,
  kind: ResampleKind,
  cluster: Clustering,
  freedom = Infinity,
): ResamplePlan {
  const clusters = kind === "case" || kind === "wild" ? clustersOf(problem, cluster) : eachPoint(problem);
  const drawn = drawing(kind, clusters.length);
  return { kind: drawn, dataFirst: false, freedom, clusters, ...errorsOf(problem, linearisation) };
}

/** The plan whose resample i leaves out cluster i. */
export function jackknifePlan(problem: Problem, linearisation: Linearisation, cluster: Clustering): ResamplePlan {
  const clusters = clustersOf(problem, cluster);
  return {
    kind: Resample.Jackknife,
    dataFirst: false,
    freedom: Infinity,
    clusters,
    ...errorsOf(problem, linearisation),
  };
}

/**
 * The degrees of freedom that intervals from resamples of a kind have: those of the fit's σ, or of clusters instead of
 * points where points of a cluster share their error. At least 1; Infinity where σ is known.
 */
export function sigmaFreedom(
  problem: Problem,
  { varianceFreedom, free }: Linearisation,
  kind: ResampleKind,
  cluster: Clustering,
): number {
  if (cluster === "none" || kind === "residual" || kind === "parametric") return varianceFreedom;
  return Math.min(varianceFreedom, Math.max(1, clustersOf(problem, cluster).length - free.length));
}

/** First points of the clusters: each point, points of equal x, or so many runs of about as many distinct x each. */
export function clustersOf({ u }: Problem, cluster: Clustering): Uint32Array {
  if (cluster === "none") return Uint32Array.from(u.keys());
  const distinct = [...u.keys()].filter((j) => j === 0 || u[j] > u[j - 1]);
  if (cluster === "x") return Uint32Array.from(distinct);
  const count = Math.min(cluster, distinct.length);
  return Uint32Array.from({ length: count }, (_, i) => distinct[Math.floor((i * distinct.length) / count)]);
}

function eachPoint(problem: Problem): Uint32Array {
  return clustersOf(problem, "none");
}

function drawing(kind: ResampleKind, clusters: number): Resample {
  switch (kind) {
    case "case":
      return Resample.Case;
    case "residual":
      return Resample.Residual;
    case "wild":
      return clusters <= FEW_CLUSTERS ? Resample.Webb : Resample.Rademacher;
    case "parametric":
      return Resample.Parametric;
  }
}

function errorsOf(problem: Problem, linearisation: Linearisation): Pick<ResamplePlan, "fitted" | "errors" | "unit"> {
  const errors = standardised(problem, linearisation);
  const mean = errors.reduce((sum, error) => sum + error / errors.length, 0);
  return {
    fitted: linearisation.fitted,
    unit: unitsOf(problem, linearisation),
    errors: errors.map((error) => error - mean),
  };
}

/**
 * Residuals in units of the fit's σ, divided by √(1 − leverage), which brings each to the errors' variance (Davison &
 * Hinkley 1997, § 6.2.2). All 0 where there is no freedom.
 */
export function standardised(problem: Problem, linearisation: Linearisation): Float64Array {
  const { residuals, leverage } = linearisation;
  const unit = unitsOf(problem, linearisation);
  return residuals.map((rest, j) =>
    unit[j] > 0 ? rest / unit[j] / Math.sqrt(Math.max(LEAST_LEFT, 1 - leverage[j])) : 0,
  );
}

/** σ of each point on the objective's scale: a weight is an inverse variance. */
function unitsOf({ w }: Problem, { variance }: Linearisation): Float64Array {
  return w.map((weight) => Math.sqrt(variance / (w.length * weight)));
}
