import { bnslForm } from "../core/forms/bnsl/form.js";
import { internalParameters } from "../core/forms/bnsl/report.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { planCurve, planProblem, type CurvePlan } from "../core/plan.js";
import type { Problem } from "../core/problem/problem.js";
import { weightsOf } from "../core/problem/weights.js";
import { lawOf } from "../core/rows/law.js";
import { freshState } from "../core/solver/polish.js";
import type { Curve, FitOptions, FitRow } from "../core/types.js";
import { linearise, type Linearisation } from "../core/solver/linearisation.js";

/** A curve with its fit in the solver's units: what resamples are drawn from and refits start at. */
export interface FittedCurve {
  readonly plan: CurvePlan;
  readonly problem: Problem;
  readonly law: BnslParameters;
  /** internal parameters of the fit */
  readonly p: Float64Array;
  readonly linearisation: Linearisation;
}

/**
 * Null where the row has no fit.
 * @param absolute the curve's σ are the errors' own: they are not scaled to the residuals
 */
export function fittedCurve(
  curve: Curve,
  index: number,
  row: FitRow,
  options: FitOptions,
  absolute = false,
): FittedCurve | null {
  const law = lawOf(row);
  if (!law) return null;
  const plan = planCurve(curve, index, options);
  const problem = planProblem(bnslForm, plan, row.nBreaks, law.b < 0 ? -1 : 1, options);
  const { p } = freshState(problem, internalParameters(law, plan.scaling), 1);
  const known = absolute ? knownVariance(plan, options) : null;
  return { plan, problem, law, p, linearisation: linearise(bnslForm, problem, p, known) };
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
