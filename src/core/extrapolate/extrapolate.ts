import { windows } from "../engine/dispatches.js";
import { internalNames } from "../forms/bnsl/bounds.js";
import { bnslForm } from "../forms/bnsl/form.js";
import { type CurvePlan, planCurve, planProblem } from "../plan.js";
import type { Prior, Problem } from "../problem/problem.js";
import { type Candidate, lowestMinimum, searchPlans } from "../search/candidates.js";
import type { SearchContext } from "../search/search.js";
import { median } from "../statistics/quantile.js";
import type { Curve, FitOptions } from "../types.js";

/**
 * A curve's plan under the protocol, its problem's options, and what its last search found: counts are of that search, not
 * of the fit alone before it.
 */
interface Extrapolation {
  readonly plan: CurvePlan;
  readonly options: FitOptions;
  readonly candidates: readonly Candidate[];
}

const BREAKS = 1;
const STARTS = 128;
/** how much the group's agreement counts against a curve's own points, in units of the noise */
const STRENGTH = 5;
const LEAST_NOISE = 1e-7;
/** parameters and noise of a one-break law with c0 = 0 */
const PARAMETERS = 6;
/** below so many degrees of freedom residuals say nothing of the noise */
const LEAST_FREEDOM = 3;

/**
 * One-break laws for extrapolation, chosen for it on training rows alone (docs/BENCHMARK.md): flat before the break
 * (c0 = 0), exponent in [0, 1] behind it, recent rows counting more, and shape (a/min y, c1, ln f) drawn towards the
 * median of the curves of its group, which a first fit of each curve alone has given (empirical Bayes).
 *
 * @param groups the group of each curve
 * @param shared options as `resolveOptions` makes them for the protocol
 */
export async function extrapolate(
  curves: readonly Curve[],
  groups: readonly string[],
  shared: FitOptions,
  context: Pick<SearchContext, "engine" | "executor">,
): Promise<Extrapolation[]> {
  const planned = curves.map((curve, i) => planOne(curve, i, shared));
  const alone = await searchAll(planned, shared, context, () => null);
  const shapes = planned.map((one, i) => shapeOf(one, alone[i]));
  const inGroup = (group: string) => shapes.filter((shape, i): shape is Shape => shape !== null && groups[i] === group);
  const priors = new Map([...new Set(groups)].map((group) => [group, groupPrior(inGroup(group))]));
  const beliefs = planned.map((one, i) => curvePrior(one, alone[i], priors.get(groups[i]) ?? null));
  const drawn = [...beliefs.keys()].filter((i) => beliefs[i] !== null);
  const together = await searchAll(
    drawn.map((i) => planned[i]),
    shared,
    context,
    (k) => beliefs[drawn[k]],
  );
  const candidates = new Map(drawn.map((i, k) => [i, together[k]]));
  return planned.map((one, i) => ({ ...one, candidates: candidates.get(i) ?? alone[i] }));
}

type Planned = Pick<Extrapolation, "plan" | "options">;

function planOne(curve: Curve, index: number, shared: FitOptions): Planned {
  const rows = Array.from(curve.x.keys()).filter((row) => curve.train[row] === 1);
  const recency = recencyWeights(
    rows.map((row) => curve.x[row]),
    rows.map((row) => curve.y[row]),
  );
  const weight = curve.weight.slice();
  rows.forEach((row, k) => (weight[row] *= recency[k]));
  const options = ownOptions(curve, rows, shared);
  return { plan: planCurve({ ...curve, weight }, index, options), options };
}

function ownOptions({ x, y }: Curve, rows: readonly number[], shared: FitOptions): FitOptions {
  const least = (values: Float64Array) => rows.reduce((min, row) => Math.min(min, values[row]), Infinity);
  const most = rows.reduce((max, row) => Math.max(max, x[row]), 0);
  return { ...shared, bounds: { ...shared.bounds, a: [0, least(y)], d: [least(x), most] } };
}

async function searchAll(
  planned: readonly Planned[],
  shared: FitOptions,
  context: Pick<SearchContext, "engine" | "executor">,
  priorOf: (i: number) => Prior | null,
): Promise<Candidate[][]> {
  const options = { ...shared, starts: shared.starts === "auto" ? STARTS : shared.starts };
  const curves = planned.map(({ plan }) => plan.curve);
  const found: Candidate[][] = [];
  for (const [first, end] of windows(curves, options.starts)) {
    const part = planned.slice(first, end);
    const plans = part.map(({ plan }) => plan);
    const problemOf = (plan: CurvePlan, i: number, sign: 1 | -1): Problem =>
      planProblem(bnslForm, plan, BREAKS, sign, part[i].options, priorOf(first + i));
    found.push(...(await searchPlans(bnslForm, plans, BREAKS, options, context, { problemOf })));
  }
  return found;
}

const NAMES = internalNames(BREAKS);
const [ASYMPTOTE, BREAK_EXPONENT, LOG_SHARPNESS] = ["a", "c1", "f1"].map((name) => NAMES.indexOf(name));

/** (a/min y, c1, ln f) of a curve's own fit; null without one. */
function shapeOf({ plan }: Planned, candidates: readonly Candidate[]): Shape | null {
  const lowest = lowestMinimum(candidates);
  if (!lowest) return null;
  const { p } = lowest.minimum.state;
  return [p[ASYMPTOTE] / leastScaled(plan), p[BREAK_EXPONENT], p[LOG_SHARPNESS]];
}

/**
 * The group's prior in the solver's units: its strength is 5 times the variance of the curve's noise, which the residuals
 * of its own fit tell.
 */
function curvePrior({ plan }: Planned, candidates: readonly Candidate[], group: GroupPrior | null): Prior | null {
  const lowest = lowestMinimum(candidates);
  if (!lowest || !group) return null;
  const { x, y } = plan.curve;
  const rows = distinctRows(
    plan.trainRows.map((row) => x[row]),
    plan.trainRows.map((row) => y[row]),
  ).length;
  const squares = lowest.minimum.state.objective * rows;
  const noise = Math.max(LEAST_NOISE, squares / Math.max(rows - PARAMETERS, LEAST_FREEDOM));
  const units = [leastScaled(plan), 1, 1];
  const mean = new Float64Array(NAMES.length);
  const weight = new Float64Array(NAMES.length);
  [ASYMPTOTE, BREAK_EXPONENT, LOG_SHARPNESS].forEach((k, part) => {
    mean[k] = group.mean[part] * units[part];
    weight[k] = (STRENGTH * noise) / rows / (group.deviation[part] * units[part]) ** 2;
  });
  return { mean, weight };
}

function leastScaled({ points }: CurvePlan): number {
  return points.y.reduce((least, y) => Math.min(least, y), Infinity);
}

/** What the fits of a group agree on: the asymptote as a share of the smallest y, the exponent, and ln f. */
export type Shape = readonly [asymptoteShare: number, exponent: number, logSharpness: number];

/** Median and spread of each part of the shapes of a group. */
interface GroupPrior {
  readonly mean: Shape;
  readonly deviation: Shape;
}

/** No group is so much of one mind that it leaves a curve no room. */
const LEAST_DEVIATION: Shape = [0.05, 0.05, 0.2];
/** MAD of a normal distribution to its standard deviation */
const MAD_TO_DEVIATION = 1.4826;
const LEAST_CURVES = 3;

/** Medians and 1.4826·MAD, which a few odd curves do not move; null for fewer than three curves. */
export function groupPrior(shapes: readonly Shape[]): GroupPrior | null {
  if (shapes.length < LEAST_CURVES) return null;
  const parts = [0, 1, 2].map((part) => shapes.map((shape) => shape[part]));
  const mean = parts.map(median);
  const deviation = parts.map((values, part) => {
    const spread = MAD_TO_DEVIATION * median(values.map((v) => Math.abs(v - mean[part])));
    return Math.max(spread, LEAST_DEVIATION[part]);
  });
  return { mean: asShape(mean), deviation: asShape(deviation) };
}

function asShape([asymptoteShare, exponent, logSharpness]: readonly number[]): Shape {
  return [asymptoteShare, exponent, logSharpness];
}

/** What is extrapolated lies beyond the largest x: a row counts by how near it is to that. */
const POWER = 1;
/** The weights are flattened until they are worth so many rows (Kish's effective number). */
const LEAST_EFFECTIVE = 6;
const FLATTENING = 0.02;

/**
 * (x/x_max)^p of each row, with p = 1 or the largest below it, in steps of 0.02, at which (Σv)²/Σv² over the distinct
 * rows reaches 6 (p = 0 where no p does).
 *
 * Weights that the table itself gives are no part of that rule; they multiply these.
 *
 * @param x of the training rows, > 0
 * @param y of the same rows: rows that repeat both are one for the count, but each keeps its weight
 */
export function recencyWeights(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const last = Array.from(x).reduce((most, v) => Math.max(most, v), 0);
  const distinct = distinctRows(x, y).map((row) => x[row] / last);
  const steps = Math.round(POWER / FLATTENING);
  let power = POWER;
  for (let i = 1; i <= steps && effective(distinct, power) < LEAST_EFFECTIVE; i++) {
    power = POWER - i * FLATTENING;
  }
  return Float64Array.from(x, (v) => (v / last) ** Math.max(power, 0));
}

/** First of each group of rows that agree in x and y. */
export function distinctRows(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const first = new Map(Array.from(x, (v, row) => [`${v} ${y[row]}`, row] as const).reverse());
  return [...first.values()].sort((a, b) => a - b);
}

function effective(shares: readonly number[], power: number): number {
  const weights = shares.map((share) => share ** power);
  const sum = weights.reduce((total, w) => total + w, 0);
  return sum ** 2 / weights.reduce((total, w) => total + w * w, 0);
}
