import { logGamma } from "../core/statistics/gamma.js";
import { studentCdf } from "../core/statistics/student.js";
import { minimise } from "./minimise.js";

/** What the size of a forecast's error depends on. */
export interface Place {
  /** standard deviation of ln y about the law, over the rows it was fitted to */
  readonly sigma: number;
  /** |ln ŷ(x) − ln ŷ(nearest x fitted)|; 0 within the fitted x */
  readonly change: number;
  /** |ln(x / nearest x fitted)|; 0 within the fitted x */
  readonly distance: number;
}

/** A forecast made at an origin, and how far it missed. */
export interface Miss extends Place {
  /** ln y − ln ŷ */
  readonly error: number;
  /** how much it counts */
  readonly weight: number;
}

/**
 * Errors of forecasts of ln y: Student's t with `freedom` degrees of freedom times a scale, scale² = (noise·σ)² +
 * (change·|Δ ln ŷ|)² + (distance·ln(x / last x))².
 */
export interface ErrorModel {
  readonly noise: number;
  readonly change: number;
  readonly distance: number;
  /** > 1 */
  readonly freedom: number;
}

/**
 * What is believed of a curve of which nothing else is known. The centres are above what the backtests of the default suite and
 * of published tables gave (docs/STATISTICS.md), for a curve alone has nothing to widen its intervals with.
 */
export const BEFORE: ErrorModel = { noise: 1.2, change: 0.2, distance: 0.006, freedom: 5 };
/** Standard deviations of the logarithms (of freedom − 1) between tables, and between curves of a table. */
const BETWEEN_TABLES = [0.3, 0.9, 1.2, 0.6];
const BETWEEN_CURVES = [0.3, 0.6, 0.8, 0.4];

/** Errors of one curve's origins overlap, so that a curve counts as one error and a table as 30 at most. */
const MOST_CURVES = 30;
/** What a curve's own origins count, all of them. */
const OWN_ERRORS = 4;

/**
 * The model of a whole table: maximum a posteriori from the misses of its curves.
 * @param curves how many have a miss
 */
export function tableModel(misses: readonly Miss[], curves: number): ErrorModel {
  return posterior(misses, Math.min(curves, MOST_CURVES), BEFORE, BETWEEN_TABLES);
}

/**
 * The model of a group of curves, drawn towards that of its table.
 * @param curves of the group that have a miss
 */
export function groupModel(misses: readonly Miss[], curves: number, table: ErrorModel): ErrorModel {
  return posterior(misses, Math.min(curves, MOST_CURVES), table, BETWEEN_CURVES);
}

/**
 * The model of one curve, drawn towards that of its table.
 * @param share of all origins that a curve may have, 0 … 1
 */
export function curveModel(misses: readonly Miss[], share: number, table: ErrorModel): ErrorModel {
  return posterior(misses, OWN_ERRORS * share, table, BETWEEN_CURVES);
}

/** Of errors of a new run at the place; > 0. */
export function scaleAt({ noise, change, distance }: ErrorModel, place: Place): number {
  return Math.max(Math.hypot(noise * place.sigma, change * place.change, distance * place.distance), LEAST_SCALE);
}

/**
 * The same of the curve itself, without what a single run scatters about it. The law knows the curve no better than
 * its parameters are known, whatever the backtests say.
 * @param law the distinct x that it was fitted to, and its free parameters
 */
export function curveScaleAt(
  model: ErrorModel,
  place: Place,
  { rows, parameters }: { readonly rows: number; readonly parameters: number },
): number {
  const beyondScatter = Math.sqrt(Math.max(model.noise ** 2 - 1, parameters / Math.max(rows, parameters)));
  return scaleAt({ ...model, noise: Math.min(beyondScatter, model.noise) }, place);
}

/** Log density of Student's t at `error`, with this scale. */
export function logDensity(error: number, scale: number, freedom: number): number {
  return logConstant(freedom) - Math.log(scale) - ((freedom + 1) / 2) * Math.log1p((error / scale) ** 2 / freedom);
}

/**
 * Continuous ranked probability score of Student's t with this scale, in units of the error (Jordan, Krüger & Lerch 2019,
 * appendix A).
 */
export function rankedScore(error: number, scale: number, freedom: number): number {
  const z = error / scale;
  const density = Math.exp(logDensity(z, 1, freedom));
  const tail = (2 * Math.sqrt(freedom)) / (freedom - 1);
  const ratio = Math.exp(logBeta(0.5, freedom - 0.5) - 2 * logBeta(0.5, freedom / 2));
  const inner = z * (2 * studentCdf(z, freedom) - 1) + (2 * density * (freedom + z * z)) / (freedom - 1);
  return scale * (inner - tail * ratio);
}

/** Of ln y: rounding in f64, far below any measurement. */
const LEAST_SCALE = 1e-9;

function posterior(
  misses: readonly Miss[],
  total: number,
  before: ErrorModel,
  deviations: readonly number[],
): ErrorModel {
  const weights = misses.reduce((sum, { weight }) => sum + weight, 0);
  if (!(weights > 0) || !(total > 0)) return before;
  const centre = toLogs(before);
  const loss = (logs: Float64Array) => {
    const model = fromLogs(logs);
    const constant = logConstant(model.freedom);
    let sum = 0;
    for (const miss of misses) {
      const scale = scaleAt(model, miss);
      const z = miss.error / scale;
      sum += miss.weight * (Math.log(scale) + ((model.freedom + 1) / 2) * Math.log1p((z * z) / model.freedom));
    }
    const fit = (total * sum) / weights - total * constant;
    return logs.reduce((all, value, k) => all + ((value - centre[k]) / deviations[k]) ** 2 / 2, fit);
  };
  return fromLogs(minimise(loss, centre, STEP));
}

/** of the logarithms, first */
const STEP = 0.3;

function toLogs({ noise, change, distance, freedom }: ErrorModel): Float64Array {
  return Float64Array.of(noise, change, distance, freedom - 1).map(Math.log);
}

function fromLogs(logs: Float64Array): ErrorModel {
  const [noise, change, distance, beyondOne] = logs.map(Math.exp);
  return { noise, change, distance, freedom: 1 + beyondOne };
}

function logConstant(freedom: number): number {
  return logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - Math.log(freedom * Math.PI) / 2;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
