import { internalBounds, internalNames, writtenBound } from "../forms/bnsl/bounds.js";
import { reportParameters } from "../forms/bnsl/report.js";
import { bnsl, type BnslParameters } from "../forms/evaluate.js";
import { type CurvePlan, freeParameters } from "../plan.js";
import type { Problem } from "../problem/problem.js";
import { precisionOf, residualOf } from "../problem/weights.js";
import type { SearchCounts } from "../search/candidates.js";
import type { PolishedMinimum } from "../search/search.js";
import { informationCriteria } from "../select.js";
import { Status } from "../status.js";
import type { FitOptions, FitRow } from "../types.js";
import { inOrderOfLaw, runsAway } from "./claims.js";

/**
 * The row of a (curve, n) that has a minimum, with the counts of its search. What the points do not determine is still to
 * be added: see `withUnidentified`.
 */
export function fittedRow(
  plan: CurvePlan,
  problem: Problem,
  counts: SearchCounts,
  best: PolishedMinimum,
  engine: string,
  options: FitOptions,
): FitRow {
  const { state } = best;
  const slots = breakOrder(state.p, problem.breaks, options);
  const law = reorder(onBounds(plan, problem, state.p, options), slots);
  const atBound = namesAtBound(problem, state.p, internalNames(problem.breaks))
    .map((name) => renumber(name, slots))
    .sort();
  const objective = (state.objective - believed(problem, state.p)) * objectiveUnit(plan, problem);
  const msleTrain = meanSquaredLogError(plan, plan.trainRows, law);
  const msleTest = meanSquaredLogError(plan, plan.testRows, law);
  return {
    ...emptyRow(plan, problem.breaks, finalStatus(state.status, atBound.length > 0), engine),
    ...law,
    objective,
    msleTrain,
    rmsleTrain: msleTrain === null ? null : Math.sqrt(msleTrain),
    rmsleTest: msleTest === null ? null : Math.sqrt(msleTest),
    ...errorsOfY(plan, law),
    dof: plan.trainRows.length - freeParameters(problem) + atBound.length,
    chi2: chi2Of(plan, law, options),
    ...informationCriteria(state.objective, plan.trainRows.length, freeParameters(problem)),
    ...counts,
    basinShare: best.members / counts.starts,
    agreedDigits: agreedDigits(best),
    atBound,
    runsAway: runsAway(plan, problem, law, objective),
    huber: plan.huber,
  };
}

/** Huber's δ that a row was fitted with. */
export function huberOf({ huber }: Pick<FitOptions, "huber">, row: Pick<FitRow, "huber">): number | null {
  // tables without metadata have it in the row alone
  return row.huber ?? (huber === "auto" ? null : huber);
}

/** The row with the parameters that its training rows do not determine, named as the solver orders its breaks at p. */
export function withUnidentified(row: FitRow, p: Float64Array, names: readonly string[], options: FitOptions): FitRow {
  const slots = breakOrder(p, row.nBreaks, options);
  return { ...row, unidentified: names.map((name) => renumber(name, slots)).sort(inOrderOfLaw) };
}

function lastXOf({ curve, trainRows }: CurvePlan): number | null {
  return trainRows.length === 0 ? null : trainRows.reduce((most, row) => Math.max(most, curve.x[row]), 0);
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
    lastX: lastXOf(plan),
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
    rmseTrain: null,
    rmseTest: null,
    r2Train: null,
    dof: null,
    chi2: null,
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
    unidentified: [],
    runsAway: false,
    errors: null,
    rho: null,
    support: null,
    pSupport: null,
    restsOn: [],
    setAside: [],
    huber: null,
    skippedRows: plan.curve.skippedRows,
    engine,
  };
}

/**
 * Whether a minimum can be written down: with |c0| near its bound and x far from 1, b may not fit a double, nor may ŷ where
 * it misses a y near the largest of them.
 */
export function isReportable(plan: CurvePlan, problem: Problem, { state }: PolishedMinimum): boolean {
  const law = reportParameters(state.p, problem.breaks, problem.sign, plan.scaling);
  const { a, b, d, f } = law;
  const numbers = [a, b, ...d, ...f, state.objective * objectiveUnit(plan, problem)];
  const writable = numbers.every(Number.isFinite) && b !== 0 && d.every((v) => v > 0);
  return writable && plan.trainRows.every((row) => Number.isFinite(bnsl(plan.curve.x[row], law)));
}

/** What a prior has added to the objective: no part of the mean residual that a row reports. */
function believed({ prior }: Problem, p: Float64Array): number {
  if (!prior) return 0;
  return prior.weight.reduce((sum, weight, k) => sum + weight * (p[k] - prior.mean[k]) ** 2, 0);
}

/** Residuals of y carry its scale squared; those of ln y carry none. */
function objectiveUnit(plan: CurvePlan, problem: Problem): number {
  return problem.linear ? plan.scaling.scale ** 2 : 1;
}

/**
 * The law as it is reported. What stands on a bound that was written, or is fixed, gets that number: through the solver's
 * units and back, 0.01 becomes 0.010000000000000005. (A bound that a tie handed on was not written.)
 */
function onBounds(plan: CurvePlan, problem: Problem, p: Float64Array, options: FitOptions): BnslParameters {
  const law = reportParameters(p, problem.breaks, problem.sign, plan.scaling);
  const { lo, hi } = internalBounds(problem.breaks, plan.points, plan.scaling, options);
  const exact = (name: string, value: number): number => {
    const k = names.indexOf(name);
    const bound = writtenBound(name, options);
    if (!bound || problem.hi[k] < problem.lo[k]) return value;
    if (p[k] <= lo[k]) return bound[0];
    return p[k] >= hi[k] ? bound[1] : value;
  };
  const names = internalNames(problem.breaks);
  const family = (name: string, values: readonly number[]) => values.map((value, i) => exact(`${name}${i + 1}`, value));
  return {
    a: exact("a", law.a),
    b: problem.sign * exact("b", Math.abs(law.b)),
    c0: exact("c0", law.c0),
    c: family("c", law.c),
    d: family("d", law.d),
    f: family("f", law.f),
  };
}

/** By d; where bounds, fixed values or ties speak of breaks by number, breaks keep the numbers that those mean. */
function breakOrder(p: Float64Array, breaks: number, options: FitOptions): number[] {
  const slots = Array.from({ length: breaks }, (_, i) => i);
  const named = [options.bounds, options.fixed, options.ties].flatMap(Object.keys);
  const words = [...named, ...Object.values(options.ties)];
  if (words.some((word) => /[cdf][1-9]/.test(word))) return slots;
  return slots.sort((i, j) => p[3 + breaks + i] - p[3 + breaks + j]);
}

function reorder(law: BnslParameters, slots: readonly number[]): BnslParameters {
  const pick = (values: readonly number[]) => slots.map((slot) => values[slot]);
  return { ...law, c: pick(law.c), d: pick(law.d), f: pick(law.f) };
}

function renumber(name: string, slots: readonly number[]): string {
  const number = Number(name.slice(1));
  return number > 0 ? `${name[0]}${slots.indexOf(number - 1) + 1}` : name;
}

/** Mean of (ln ŷ − ln y)² over rows; null without rows, or where a y or ŷ is ≤ 0. */
function meanSquaredLogError(plan: CurvePlan, rows: readonly number[], law: BnslParameters): number | null {
  const { x, y } = plan.curve;
  // Summed by size, so that the order of rows cannot matter.
  const squares = rows.map((row) => logRatio(bnsl(x[row], law), y[row]) ** 2).sort((p, q) => p - q);
  const mean = squares.reduce((sum, square) => sum + square, 0) / rows.length;
  return Number.isFinite(mean) ? mean : null;
}

/** Errors in units of y, unweighted, whatever the objective. */
function errorsOfY(plan: CurvePlan, law: BnslParameters): Pick<FitRow, "rmseTrain" | "rmseTest" | "r2Train"> {
  const { x, y } = plan.curve;
  const rootMeanSquare = (rows: readonly number[], error: (row: number) => number): number | null => {
    // Scaled by the largest, as a square may not fit a double; summed by size, so that the order of rows cannot matter.
    const sizes = rows.map((row) => Math.abs(error(row))).sort((p, q) => p - q);
    const largest = sizes.at(-1) ?? NaN;
    if (largest === 0) return 0;
    const mean = sizes.reduce((sum, size) => sum + (size / largest) ** 2 / sizes.length, 0);
    return Number.isFinite(largest) ? largest * Math.sqrt(mean) : null;
  };
  const misses = (row: number) => y[row] - bnsl(x[row], law);
  const rmseTrain = rootMeanSquare(plan.trainRows, misses);
  const middle = [...plan.trainRows].map((row) => y[row] / plan.trainRows.length).sort((p, q) => p - q);
  const mean = middle.reduce((sum, part) => sum + part, 0);
  const spread = rootMeanSquare(plan.trainRows, (row) => y[row] - mean);
  const constant = plan.trainRows.every((row) => y[row] === y[plan.trainRows[0]]);
  return {
    rmseTrain,
    rmseTest: rootMeanSquare(plan.testRows, misses),
    r2Train: constant || rmseTrain === null || spread === null ? null : 1 - (rmseTrain / spread) ** 2,
  };
}

/** Σ (r/σ)² over the training rows on the objective's scale; null without σ, or where it is not finite. */
function chi2Of({ curve, trainRows }: CurvePlan, law: BnslParameters, { objective }: FitOptions): number | null {
  const { x, y, sigma } = curve;
  if (sigma === undefined) return null;
  // Summed by size, so that the order of rows cannot matter.
  const squares = trainRows
    .map((row) => {
      const precision = precisionOf(sigma.values[row], y[row], sigma.of, objective);
      return (residualOf(objective, y[row], bnsl(x[row], law)) * Math.sqrt(precision)) ** 2;
    })
    .sort((p, q) => p - q);
  const chi2 = squares.reduce((sum, square) => sum + square, 0);
  return Number.isFinite(chi2) ? chi2 : null;
}

/** NaN where one is not above 0: the quotient of two negative numbers would have a logarithm. */
function logRatio(value: number, y: number): number {
  return value > 0 && y > 0 ? Math.log(value / y) : NaN;
}

function agreedDigits({ found, state }: PolishedMinimum): number {
  // Below f32's rounding of a residual, squared, there are no digits to agree on.
  const change = Math.abs(found - state.objective) / Math.max(state.objective, 1e-14);
  return Math.min(16, Math.max(0, -Math.log10(change)));
}

/** A minimum that fewer starts than this were seen to reach may well not be the lowest one. */
export const FEW_STARTS = 3;

/** Starts that were seen to end in the reported minimum: at least so many did. Null without a fit. */
export function startsInMinimum({ basinShare, starts }: Pick<FitRow, "basinShare" | "starts">): number | null {
  return basinShare === null ? null : Math.round(basinShare * starts);
}

/** Whether the tests refused a row's breaks although chance does not explain them: they rest on few rows or x. */
export function restsOnFew({ support }: Pick<FitRow, "support">): boolean {
  return support === "few-x" || support === "sharp-pair" || support === "rests-on-rows" || support === "rests-on-ends";
}

/** The same of breaks beyond the selected ones. */
export function isNearlySupported(row: FitRow, selected: FitRow | null): boolean {
  return restsOnFew(row) && selected !== null && row.nBreaks > selected.nBreaks;
}

/** Whether an answer rests on few starts. */
export function restsOnFewStarts(row: Pick<FitRow, "basinShare" | "starts">): boolean {
  const reached = startsInMinimum(row);
  return reached !== null && reached < FEW_STARTS;
}

/** A polish that ran out of iterations has not converged, whatever it stands on. */
export function finalStatus(status: number, onBound: boolean): Status {
  if (status < 0) return Status.MaxIterations;
  return onBound ? Status.AtBound : status === Status.AtBound ? Status.ConvergedGradient : (status as Status);
}

/** The names of the free parameters that stand on a bound, in the order of the parameters. */
export function namesAtBound(problem: Problem, p: Float64Array, names: readonly string[]): string[] {
  return names.filter((_, k) => problem.lo[k] < problem.hi[k] && (p[k] <= problem.lo[k] || p[k] >= problem.hi[k]));
}
