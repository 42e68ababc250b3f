import { pick } from "../forms/draws.js";
import { type Problem, Resample, type ResamplePlan, type SerialDraws } from "../problem/problem.js";
import { drawnNormal } from "../random/normal.js";
import { drawnSigmaFactor } from "../random/sigmaFactor.js";
import { philox4x32, uniform } from "../random/philox.js";

/** Sets these draws apart from those of starts under the same seed. */
const PURPOSE = 0x72657361;
/** No error of ln y is larger: f32 holds what exp makes of it, and so far out only the order of refits matters. */
const LARGEST_LOG_ERROR = 16;

/**
 * The problem with the y and weights of one of its resamples; what is drawn depends on the key, the curve's hash and the
 * resample's number alone. Twin of `shaders/resample.wgsl`.
 */
export function resampled(
  problem: Problem,
  plan: ResamplePlan,
  hash: number,
  key: readonly [number, number],
  number: number,
): Problem {
  if (plan.dataFirst && number === 0) return problem;
  const draw = wordsOf(hash, key, number);
  switch (plan.kind) {
    case Resample.Case:
      return { ...problem, w: drawnWeights(problem, plan, draw) };
    case Resample.Jackknife:
      return { ...problem, w: weightsWithout(problem, plan, number) };
    default:
      return {
        ...problem,
        y: plan.serial
          ? perturbedSerially(problem, plan, plan.serial, draw, number)
          : perturbed(problem, plan, draw, drawnSigmaFactor(plan.freedom, hash, number, key)),
      };
  }
}

function drawnWeights({ w }: Problem, { clusters }: ResamplePlan, draw: (i: number) => number): Float64Array {
  const weights = new Float64Array(w.length);
  for (let i = 0; i < clusters.length; i++) {
    const cluster = pick(draw(i), clusters.length);
    const end = endOf(clusters, cluster, w.length);
    for (let j = clusters[cluster]; j < end; j++) weights[j] += w[j];
  }
  return normalised(weights);
}

function weightsWithout({ w }: Problem, { clusters }: ResamplePlan, cluster: number): Float64Array {
  const weights = w.slice();
  if (cluster < clusters.length) weights.fill(0, clusters[cluster], endOf(clusters, cluster, w.length));
  return normalised(weights);
}

/** @param factor of all errors: see `drawnSigmaFactor` */
function perturbed(
  { u, linear }: Problem,
  plan: ResamplePlan,
  draw: (i: number) => number,
  factor: number,
): Float64Array {
  const { clusters, errors } = plan;
  const y = new Float64Array(u.length);
  clusters.forEach((begin, cluster) => {
    const word = draw(cluster);
    const end = endOf(clusters, cluster, u.length);
    for (let j = begin; j < end; j++) {
      y[j] = moved(plan, linear, j, factor, drawnError(plan.kind, word, errors, j));
    }
  });
  return y;
}

/** An AR(1) process within each run. Twin of `perturb_serially`. */
function perturbedSerially(
  { u, linear, run }: Problem,
  plan: ResamplePlan,
  { order, rho: rhos, size }: SerialDraws,
  draw: (i: number) => number,
  number: number,
): Float64Array {
  const rho = rhos[number % rhos.length];
  const fresh = Math.sqrt(1 - rho * rho);
  const y = new Float64Array(u.length);
  let error = 0;
  order.forEach((j, k) => {
    const drawn = drawnError(plan.kind, draw(k), plan.errors, j);
    error = isFirstOfRun(order, run, k) ? drawn : rho * error + fresh * drawn;
    y[j] = moved(plan, linear, j, size[number % size.length], error);
  });
  return y;
}

/** Whether the k-th row along the runs has none of its run before it. */
export function isFirstOfRun(order: Uint32Array, run: Uint32Array | undefined, k: number): boolean {
  return k === 0 || (run !== undefined && run[order[k]] !== run[order[k - 1]]);
}

/** ŷ of a point with an error of variance 1, brought to the point's own. @param factor of the resample's σ over the fit's */
function moved({ fitted, unit }: ResamplePlan, linear: boolean, j: number, factor: number, drawn: number): number {
  const error = unit[j] * factor * drawn;
  return linear ? fitted[j] + error : fitted[j] * Math.exp(withinExponent(error));
}

function drawnError(kind: Resample, word: number, errors: Float64Array, j: number): number {
  if (kind === Resample.Residual) return errors[pick(word, errors.length)];
  if (kind === Resample.Rademacher) return word >= 0x80000000 ? -errors[j] : errors[j];
  if (kind === Resample.Webb) return errors[j] * webb(pick(word, 6));
  return drawnNormal(uniform(word));
}

function withinExponent(error: number): number {
  return Math.max(-LARGEST_LOG_ERROR, Math.min(LARGEST_LOG_ERROR, error));
}

/** Six equally likely factors of mean 0 and variance 1 (Webb 2023): ±√½, ±1, ±√1½. */
function webb(side: number): number {
  const size = Math.sqrt(0.5 * ((side % 3) + 1));
  return side >= 3 ? -size : size;
}

/** The i-th word of a resample; four come at a time. */
function wordsOf(hash: number, key: readonly [number, number], number: number): (i: number) => number {
  let block = -1;
  let words: readonly number[] = [];
  return (i) => {
    if (i >> 2 !== block) {
      block = i >> 2;
      words = philox4x32([block, hash, number, PURPOSE], key);
    }
    return words[i & 3];
  };
}

function endOf(clusters: Uint32Array, cluster: number, points: number): number {
  return cluster + 1 < clusters.length ? clusters[cluster + 1] : points;
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
