import { internalNames } from "../plan/bounds.js";
import type { CurvePlan } from "../plan/plan.js";
import { freeParameters } from "../plan/plan.js";
import type { Problem } from "../plan/problem.js";
import { reportParameters } from "../plan/scaling.js";
import { bnsl, type BnslParameters } from "../models/evaluate.js";
import type { PolishedMinimum, SearchResult } from "../search/search.js";
import { informationCriteria } from "../select/criteria.js";
import { Status } from "../status.js";
import type { FitRow } from "../types.js";

/** The row of a (curve, n) that has a minimum. @param keepOrder breaks stay in the order that bounds name them by */
export function fittedRow(
  plan: CurvePlan,
  problem: Problem,
  result: SearchResult,
  best: PolishedMinimum,
  engine: string,
  keepOrder: boolean,
): FitRow {
  const { state } = best;
  const slots = breakOrder(state.p, problem.breaks, keepOrder);
  const law = reorder(reportParameters(state.p, problem.breaks, problem.sign, plan.scaling), slots);
  const objective = state.objective * objectiveUnit(plan, problem);
  const msleTrain = meanSquaredLogError(plan, plan.trainRows, law);
  const msleTest = meanSquaredLogError(plan, plan.testRows, law);
  return {
    ...emptyRow(plan, problem.breaks, finalStatus(state.status), engine),
    ...law,
    objective,
    msleTrain,
    rmsleTrain: msleTrain === null ? null : Math.sqrt(msleTrain),
    rmsleTest: msleTest === null ? null : Math.sqrt(msleTest),
    ...informationCriteria(state.objective, plan.trainRows.length, freeParameters(problem)),
    starts: result.starts,
    startsConverged: result.startsConverged,
    basinShare: best.members / result.starts,
    minima: result.distinct,
    iterations: result.iterations,
    agreedDigits: agreedDigits(best),
    atBound: namesAtBound(problem, state.p, slots),
  };
}

/** The row of a (curve, n) that has none: what is known of it, and why. */
export function emptyRow(plan: CurvePlan, breaks: number, status: Status, engine: string): FitRow {
  return {
    key: plan.curve.key,
    nBreaks: breaks,
    selected: false,
    status,
    nTrain: plan.trainRows.length,
    nTest: plan.testRows.length,
    a: null,
    b: null,
    c0: null,
    c: [],
    d: [],
    f: [],
    objective: null,
    msleTrain: null,
    rmsleTrain: null,
    rmsleTest: null,
    aic: null,
    aicc: null,
    bic: null,
    starts: 0,
    startsConverged: 0,
    basinShare: null,
    minima: 0,
    iterations: 0,
    agreedDigits: null,
    atBound: [],
    skippedRows: plan.curve.skippedRows,
    engine,
  };
}

/** Whether a minimum can be written down: with |c0| near its bound and x far from 1, b may not fit a double. */
export function isReportable(plan: CurvePlan, problem: Problem, { state }: PolishedMinimum): boolean {
  const { a, b, d, f } = reportParameters(state.p, problem.breaks, problem.sign, plan.scaling);
  const numbers = [a, b, ...d, ...f, state.objective * objectiveUnit(plan, problem)];
  return numbers.every(Number.isFinite) && b !== 0 && d.every((v) => v > 0);
}

/** Residuals of y carry its scale squared; those of ln y carry none. */
function objectiveUnit(plan: CurvePlan, problem: Problem): number {
  return problem.linear ? plan.scaling.scale ** 2 : 1;
}

/** A polish that ran out of iterations has still not converged; everything else keeps its status. */
function finalStatus(status: number): Status {
  return status < 0 ? Status.MaxIterations : (status as Status);
}

function breakOrder(p: Float64Array, breaks: number, keepOrder: boolean): number[] {
  const slots = Array.from({ length: breaks }, (_, i) => i);
  if (keepOrder) return slots;
  return slots.sort((i, j) => p[3 + breaks + i] - p[3 + breaks + j]);
}

function reorder(law: BnslParameters, slots: readonly number[]): BnslParameters {
  const pick = (values: readonly number[]) => slots.map((slot) => values[slot]);
  return { ...law, c: pick(law.c), d: pick(law.d), f: pick(law.f) };
}

function namesAtBound(problem: Problem, p: Float64Array, slots: readonly number[]): string[] {
  const names = internalNames(problem.breaks);
  const onBound = names.filter(
    (_, k) => problem.lo[k] < problem.hi[k] && (p[k] <= problem.lo[k] || p[k] >= problem.hi[k]),
  );
  return onBound.map((name) => renumber(name, slots)).sort();
}

function renumber(name: string, slots: readonly number[]): string {
  const number = Number(name.slice(1));
  return number > 0 ? `${name[0]}${slots.indexOf(number - 1) + 1}` : name;
}

/** Mean of (ln ŷ − ln y)² over rows; null without rows, or where a y or ŷ is ≤ 0. */
function meanSquaredLogError(plan: CurvePlan, rows: readonly number[], law: BnslParameters): number | null {
  const { x, y } = plan.curve;
  // Summed by size, so that the order of rows cannot matter.
  const squares = rows.map((row) => Math.log(bnsl(x[row], law) / y[row]) ** 2).sort((p, q) => p - q);
  const mean = squares.reduce((sum, square) => sum + square, 0) / rows.length;
  return Number.isFinite(mean) ? mean : null;
}

function agreedDigits({ found, state }: PolishedMinimum): number {
  const change = Math.abs(found - state.objective) / Math.max(state.objective, 1e-300);
  return Math.min(16, Math.max(0, -Math.log10(change)));
}
