import { type Problem, Resample, type ResamplePlan, type SerialDraws } from "../core/problem/problem.js";
import type { Linearisation } from "../core/solver/linearisation.js";
import { isFirstOfRun } from "../core/solver/resample.js";
import { median } from "../core/statistics/quantile.js";
import { studentQuantile } from "../core/statistics/student.js";
import { distinctX, type PairedFit } from "./matchFits.js";
import type { BootstrapRequest, Clustering, ResampleKind } from "./types.js";

/** With so few clusters signs alone give too few different resamples (Webb 2023). */
const FEW_CLUSTERS = 12;
/** A leverage is a number with rounding: what it leaves of a residual's variance is kept above this. */
const LEAST_LEFT = 1e-4;

/**
 * What resamples of a kind are drawn from. A cluster is a run of points in the order of x.
 *
 * @param freedom with which each resample draws a σ of its own: `sigmaFreedom`; Infinity: all have the fit's σ
 * @param serial how errors follow one another along x, each resample with a ρ and a σ of its own; null: they are independent
 */
export function resamplePlan(
  problem: Problem,
  linearisation: Linearisation,
  kind: ResampleKind,
  cluster: Clustering,
  freedom = Infinity,
  serial: SerialDraws | null = null,
): ResamplePlan {
  const clusters = kind === "case" || kind === "wild" ? clustersOf(problem, cluster) : eachPoint(problem);
  const drawn = drawing(kind, clusters.length);
  const plan = { kind: drawn, dataFirst: false, freedom, clusters, ...errorsOf(problem, linearisation) };
  if (!serial) return plan;
  const { order, rho, size } = serial;
  return {
    ...plan,
    freedom: Infinity,
    serial: { order, rho, size },
    errors: innovations(problem, plan.errors, serial),
  };
}

/** What is new in each error of an AR(1) process of the median ρ, brought to mean 0 and variance 1. */
function innovations({ run }: Problem, errors: Float64Array, { order, rho }: SerialDraws): Float64Array {
  const middle = median([...rho]);
  const fresh = new Float64Array(errors.length);
  order.forEach((j, k) => {
    fresh[j] = isFirstOfRun(order, run, k)
      ? errors[j]
      : (errors[j] - middle * errors[order[k - 1]]) / Math.sqrt(1 - middle ** 2);
  });
  const mean = fresh.reduce((sum, v) => sum + v, 0) / fresh.length;
  const size = Math.sqrt(fresh.reduce((sum, v) => sum + (v - mean) ** 2, 0) / fresh.length);
  return size > 0 ? fresh.map((v) => (v - mean) / size) : fresh;
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

/** Fewer residuals beyond the parameters than this are too few different errors to draw from. */
const LEAST_FREEDOM = 8;
/** Fewer points than this show no trend of the errors' size. */
const LEAST_POINTS = 20;
/** level of the test for errors whose size changes with x */
const TREND_LEVEL = 0.01;
/** Clusters drawn with replacement have to be many for each parameter; fewer keep their x and change their errors' signs. */
const CLUSTERS_PER_PARAMETER = 5;

/**
 * The kind that `auto` takes. With clusters: `case` where there are five or more for each free parameter, else `wild`.
 * Without: `parametric` where σ is known, and with fewer than 8 residual degrees of freedom; `wild` where the size of the errors changes with x
 * (rank correlation of |error| with x, two-sided level 1 %, from 20 points on); else `residual`. `parametric` where errors are
 * correlated along x: docs/STATISTICS.md has what the others attain there.
 */
export function chooseKind(
  problem: Problem,
  linearisation: Linearisation,
  cluster: Clustering,
  correlated = false,
): ResampleKind {
  if (linearisation.varianceFreedom === Infinity || correlated) return "parametric";
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

/** A line where intervals from so few clusters may be too narrow for some curves; null where they are not, or none are asked for. */
export function clusterNote(pairs: readonly PairedFit[], { cluster }: BootstrapRequest): string | null {
  if (cluster === "none") return null;
  const fitted = pairs.filter(({ row }) => row !== null);
  const few = fitted.filter(({ curve, row }) => {
    const distinct = distinctX(curve);
    const clusters = cluster === "x" ? distinct : Math.min(cluster, distinct);
    return clusters < CLUSTERS_PER_PARAMETER * (3 + 3 * row!.nBreaks);
  });
  if (few.length === 0) return null;
  return (
    `${few.length} of ${fitted.length} curves have fewer than ${CLUSTERS_PER_PARAMETER} clusters a parameter: their intervals may be too ` +
    `narrow (docs/STATISTICS.md)`
  );
}
