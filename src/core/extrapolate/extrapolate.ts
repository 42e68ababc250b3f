import { bnslForm } from "../forms/bnsl/form.js";
import { internalNames } from "../forms/bnsl/bounds.js";
import { windows } from "../engine/chunks.js";
import { planCurve, planProblem, type CurvePlan } from "../plan.js";
import type { Prior, Problem } from "../problem/problem.js";
import { lowestMinimum, searchPlans, type Candidate } from "../search/candidates.js";
import type { SearchContext } from "../search/search.js";
import type { Curve, FitOptions } from "../types.js";
import { groupPrior, type GroupPrior, type Shape } from "./groupPrior.js";
import { distinctRows, recencyWeights } from "./recency.js";

/**
 * A curve's plan under the protocol, its problem's options, and what its last search found: counts are of that search, not
 * of the fit alone before it.
 */
export interface Extrapolation {
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
