import { estimateErrors, type SerialErrors, serialErrors } from "../core/claim/errorModel.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { internalParameters } from "../core/forms/bnsl/report.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { type CurvePlan, planCurve, planProblem } from "../core/plan.js";
import type { Problem } from "../core/problem/problem.js";
import { weightsOf } from "../core/problem/weights.js";
import { huberOf } from "../core/rows/fitRow.js";
import { seedKey } from "../core/random/philox.js";
import { lawOf } from "../core/rows/law.js";
import { type Linearisation, linearise } from "../core/solver/linearisation.js";
import { freshState } from "../core/solver/polish.js";
import { normalQuantile } from "../core/statistics/normal.js";
import { studentQuantile } from "../core/statistics/student.js";
import type { Curve, FitOptions, FitRow } from "../core/types.js";
import {
  basicInterval,
  bcaInterval,
  type Censoring,
  envelopeInterval,
  type Interval,
  percentileInterval,
} from "./intervals.js";
import type { QuantitySpec } from "./quantities.js";
import type { BootstrapRequest, ErrorsUsed, IntervalMethod } from "./types.js";

/** One quantity of the fit, its draws and its jackknife, on the working scale. */
export interface Sample {
  readonly estimate: number;
  /** ascending */
  readonly sorted: Float64Array;
  readonly jackknife: Float64Array | null;
  readonly censoring: Censoring;
  /**
   * standard deviation of the finite draws (of ln for d, f and reach, see `errorInUnits`), each draw's distance over its own
   * σ in units of the fit's; null of fewer than two
   */
  readonly se: number | null;
  readonly sigma: DrawnSigma;
  /** between which the quantity lies by the bounds on the parameters */
  readonly limits: readonly [lo: number, hi: number];
}

/** What the draws make of σ's own uncertainty. */
export interface DrawnSigma {
  /** degrees of freedom of σ; Infinity: it is known */
  readonly freedom: number;
  /**
   * σ of each draw in units of the fit's; null: draws know nothing of σ (weights of points), and the ends of their
   * intervals are moved away from the estimate as Student's t asks
   */
  readonly factors: readonly number[] | null;
}

/** Methods that read draws. */
export type DrawnMethod = Exclude<IntervalMethod, "delta" | "profile">;

/** What a quantity's sample is taken from: see `IntervalInput`. */
interface Laws {
  readonly law: BnslParameters;
  readonly draws: readonly BnslParameters[];
  readonly jackknife: readonly BnslParameters[] | null;
  readonly range: readonly [lo: number, hi: number];
  readonly sigma: DrawnSigma;
  /** between which a quantity lies by the bounds on the parameters, on its working scale */
  readonly limits: (spec: QuantitySpec) => readonly [lo: number, hi: number];
}

/**
 * A quantity of all these laws. The location of a break outside the training x is ∓Infinity, of draws and of the fit
 * itself, and stands for any place there: the data do not say where. The jackknife's stand where they are, since all that
 * is asked of them is how they lean.
 */
export function sampleOf({ law, draws, jackknife, range, sigma, limits }: Laws, spec: QuantitySpec): Sample {
  const place = spec.quantity === "d";
  const [lo, hi] = range.map(Math.log);
  const seen = (value: number) => (value <= lo ? -Infinity : value >= hi ? Infinity : value);
  const value = place ? (one: BnslParameters) => seen(spec.value(one)) : spec.value;
  const values = valuesOf(draws, value);
  // what is not worked on as it is, and not reported as a logarithm, is worked on as one
  const inUnits = hasWorkingError(spec) ? values : values.map(Math.exp);
  return {
    estimate: value(law),
    sorted: values.slice().sort(),
    sigma,
    limits: limits(spec),
    jackknife: jackknife && valuesOf(jackknife, spec.value),
    censoring: place ? [lo, hi] : [-Infinity, Infinity],
    se: deviation(inUnits, sigma.factors),
  };
}

/** The interval of a sample by one of the methods that read draws. */
export function intervalOf(sample: Sample, method: DrawnMethod, level: number): Interval {
  if (sample.sigma.factors !== null) return drawnInterval(sample, method, level, sample.sigma.freedom);
  return widened(drawnInterval(sample, method, level, Infinity), sample, level);
}

function drawnInterval(sample: Sample, method: DrawnMethod, level: number, freedom: number): Interval {
  const { sorted, estimate, jackknife, censoring } = sample;
  if (method === "percentile") return percentileInterval(sorted, level, censoring);
  if (method === "basic") return basicInterval(sorted, estimate, level, censoring);
  const made = method === "envelope" ? envelopeInterval : bcaInterval;
  return made(sorted, estimate, jackknife, level, censoring, freedom);
}

/**
 * Ends whose draws take σ for known, moved away from the estimate by Student's quantile over the normal one, but not out of
 * what the quantity can be. A place beyond the data stays any place there.
 */
function widened(interval: Interval, { estimate, sigma, limits, censoring }: Sample, level: number): Interval {
  if (!Number.isFinite(estimate) || sigma.freedom === Infinity) return interval;
  const p = (1 + level) / 2;
  const factor = studentQuantile(p, sigma.freedom) / normalQuantile(p);
  const moved = (end: number) => estimate + factor * (end - estimate);
  const lo = Math.min(interval.lo, Math.max(limits[0], moved(interval.lo)));
  const hi = Math.max(interval.hi, Math.min(limits[1], moved(interval.hi)));
  return { lo: lo <= censoring[0] ? -Infinity : lo, hi: hi >= censoring[1] ? Infinity : hi };
}

/**
 * A sample's error in the units of what is reported. Of d, f and reach it is that of ln times the estimate: a deviation of places
 * over decades of x would be that of the largest alone. Null of an estimate without an end.
 */
export function errorInUnits(spec: QuantitySpec, { se }: Pick<Sample, "se">, estimate: number): number | null {
  if (se === null || spec.scale === "linear" || !hasWorkingError(spec)) return se;
  return Number.isFinite(estimate) ? se * Math.abs(estimate) : null;
}

/** Whether draws are compared on the working scale: of ln for d, f and reach; those of a prediction in y even where it is ln y. */
export function hasWorkingError({ scale, quantity }: QuantitySpec): boolean {
  return scale === "linear" || quantity === "d" || quantity === "f" || quantity === "reach";
}

function valuesOf(laws: readonly BnslParameters[], value: QuantitySpec["value"]): Float64Array {
  const values = new Float64Array(laws.length);
  // Float64Array.from would go through an iterator, which takes longer than the values
  laws.forEach((law, k) => (values[k] = value(law)));
  return values;
}

/** Draws of a larger σ than so many times the fit's say nothing of its neighbourhood, which an error is of. */
const FAR_SIGMA = 2;

/** Of the finite ones about their mean, each weighing as the inverse of its variance; null of fewer than two. */
function deviation(values: Float64Array, factors: DrawnSigma["factors"]): number | null {
  const weightOf = (i: number) => (factors === null ? 1 : 1 / factors[i] ** 2);
  let [count, weights, mean, squares] = [0, 0, 0, 0];
  values.forEach((value, i) => {
    if (!Number.isFinite(value) || (factors !== null && factors[i] > FAR_SIGMA)) return;
    const weight = weightOf(i);
    const away = value - mean;
    count++;
    weights += weight;
    mean += (weight / weights) * away;
    squares += weight * away * (value - mean); // West 1979
  });
  return count < 2 ? null : Math.sqrt(squares / (count - 1));
}

/** A curve with its fit in the solver's units: what resamples are drawn from and refits start at. */
export interface FittedCurve {
  readonly plan: CurvePlan;
  readonly problem: Problem;
  readonly law: BnslParameters;
  /** internal parameters of the fit */
  readonly p: Float64Array;
  readonly linearisation: Linearisation;
  /** correlation of neighbouring errors along x; null where it was not looked for, or there are too few rows to tell */
  readonly rho: number | null;
  /** what the residuals leave open of that correlation; null: errors are independent */
  readonly serial: SerialErrors | null;
}

/**
 * Null where the row has no fit.
 * @param absolute the curve's σ are the errors' own: they are not scaled to the residuals
 * @param errors how they are along x; left out: independent, and their correlation is not looked for
 */
export function fittedCurve(
  curve: Curve,
  index: number,
  row: FitRow,
  options: FitOptions,
  absolute = false,
  errors: BootstrapRequest["errors"] | null = null,
): FittedCurve | null {
  const law = lawOf(row);
  if (!law) return null;
  const plan = planCurve(curve, index, { ...options, huber: huberOf(options, row) });
  const problem = planProblem(bnslForm, plan, row.nBreaks, law.b < 0 ? -1 : 1, options);
  const { p } = freshState(problem, internalParameters(law, plan.scaling), 1);
  const known = absolute ? knownVariance(plan, options) : null;
  const draws = { hash: plan.hash, key: seedKey(options.seed) };
  const estimate = errors && estimateErrors(problem, p, errors, draws);
  const rho = estimate && estimate.rho;
  if (!estimate || estimate.errors === "independent") {
    return { plan, problem, law, p, linearisation: linearise(bnslForm, problem, p, known), rho, serial: null };
  }
  const drawn = serialErrors(problem, p, estimate, draws);
  // a σ that is given is not drawn
  const serial = absolute ? { ...drawn, size: drawn.size.fill(1) } : drawn;
  const correlated = { ...serial, inflation: estimate.inflation };
  return {
    plan,
    problem,
    law,
    p,
    linearisation: linearise(bnslForm, problem, p, known, correlated),
    rho,
    serial,
  };
}

/** The columns of a table that say how a curve's errors were taken to be along x. */
export function errorsUsed({ rho, serial }: Pick<FittedCurve, "rho" | "serial">): ErrorsUsed {
  return { errors: serial ? "ar1" : "independent", rho };
}

/** Variance of a point of average weight from the weights 1/σ² alone, N/Σ 1/σ², in the solver's units. */
function knownVariance({ curve, trainRows, scaling }: CurvePlan, { objective }: FitOptions): number {
  const weight = weightsOf(curve, trainRows, objective);
  const heaviest = trainRows.reduce((most, row) => Math.max(most, weight[row]), 0);
  const share = trainRows.reduce((sum, row) => sum + weight[row] / heaviest / trainRows.length, 0);
  return 1 / heaviest / share / (objective === "linear" ? scaling.scale ** 2 : 1);
}

/** Rounding of y is some 1e-16 of it, times what cancels within the law. */
const ROUNDING = 1e-13;

/** Whether the residuals are rounding alone. */
export function isExact({ problem, plan: { scaling }, linearisation }: FittedCurve): boolean {
  const { fitted, residuals } = linearisation;
  const size = problem.linear ? largest(fitted) + Math.abs(scaling.shift / scaling.scale) : 1;
  return largest(residuals) <= ROUNDING * size;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Smallest and largest training x. */
export function trainingRange({ plan: { curve, trainRows } }: FittedCurve): readonly [number, number] {
  const x = trainRows.map((row) => curve.x[row]);
  return [x.reduce((least, v) => Math.min(least, v), Infinity), x.reduce((most, v) => Math.max(most, v), 0)];
}
