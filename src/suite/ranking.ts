import { hasFit } from "../core/status.js";
import type { Curve } from "../core/types.js";
import { bootstrapMean } from "./bootstrap.js";
import type { FormFit } from "./forms.js";
import type { Comparison, SuiteCell } from "./suiteResult.js";

/** Errors that differ by no more than this, relative to the lower one, are equal. */
export const TIE = 1e-6;
/** Nor does what two exact fits are rounded by decide anything. */
const ROUNDING = 1e-10;

/**
 * Places in ascending order of the errors; equal ones share a place. null is a failure: all of them share the last
 * place.
 */
export function places(errors: readonly (number | null)[]): number[][] {
  const order = errors.map((_, i) => i).sort((i, j) => value(errors[i]) - value(errors[j]) || i - j);
  const groups: number[][] = [];
  for (const i of order) {
    const lowest = groups.at(-1)?.[0];
    if (lowest !== undefined && areEqual(errors[lowest], errors[i])) groups.at(-1)!.push(i);
    else groups.push([i]);
  }
  return groups;
}

/** Whether two errors count as equal; two failures do. */
export function areEqual(p: number | null, q: number | null): boolean {
  if (p === null || q === null) return p === q;
  return Math.abs(p - q) <= TIE * Math.min(p, q) + ROUNDING;
}

/** The rank of each error from 1; those that share a place get the mean of the ranks that they fill. */
export function ranks(errors: readonly (number | null)[]): number[] {
  const result = errors.map(() => 0);
  let before = 0;
  for (const group of places(errors)) {
    for (const i of group) result[i] = before + (group.length + 1) / 2;
    before += group.length;
  }
  return result;
}

/** Each error's part of the win: the lowest ones share it equally; failures never win, not even among themselves. */
export function winShares(errors: readonly (number | null)[]): number[] {
  const winners = places(errors)[0].filter((i) => errors[i] !== null);
  return errors.map((_, i) => (winners.includes(i) ? 1 / winners.length : 0));
}

/**
 * The same as Alabdulmohsin et al.'s notebook counts wins: errors cut, not rounded, to three decimals. (There a failure
 * counts as an error of 1 and can win; here it cannot.)
 */
export function cutWinShares(errors: readonly (number | null)[]): number[] {
  return winShares(errors.map((error) => (error === null ? null : Math.trunc(error * 1000) / 1000)));
}

/** Failures come last. Two of them must not subtract to NaN, which no sort can take. */
function value(error: number | null): number {
  return error ?? Number.MAX_VALUE;
}

/** How a bootstrap draws. */
interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/** Form `a` against form `b` over some curves, given as their cells. */
export function compareForms(
  curves: readonly (readonly SuiteCell[])[],
  [a, b]: readonly [string, string],
  { resamples, seed }: Resampling,
): Comparison {
  const pairs = curves.map((cells) => [errorOf(cells, a), errorOf(cells, b)] as const);
  const differences = pairs.flatMap(([p, q]) => (p && q ? [difference(p, q)] : []));
  const bootstrap = differences.length < 2 ? null : bootstrapMean(differences, resamples, seed);
  const ties = pairs.filter(([p, q]) => areEqual(p, q)).length;
  const aLower = pairs.filter(([p, q]) => !areEqual(p, q) && (p ?? Infinity) < (q ?? Infinity)).length;
  const bLower = pairs.length - ties - aLower;
  return {
    a,
    b,
    curves: differences.length,
    meanDifference: differences.length === 0 ? null : mean(differences),
    interval: bootstrap?.interval ?? null,
    shareLower: bootstrap?.shareBelow ?? null,
    aLower,
    bLower,
    ties,
    signTestP: signTest(aLower, bLower),
  };
}

function errorOf(cells: readonly SuiteCell[], form: string): number | null {
  return cells.find((cell) => cell.form === form)!.rmsleTest;
}

/** Exactly 0 for equal errors: what rounding leaves between them must not decide resamples. */
function difference(p: number, q: number): number {
  return areEqual(p, q) ? 0 : Math.log(p) - Math.log(q);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Exact two-sided p-value of the sign test: the probability, under a fair coin, of a split at least as uneven as
 * `above` against `below`. 1 where there is nothing to split.
 */
export function signTest(above: number, below: number): number {
  const n = above + below;
  const fewer = Math.min(above, below);
  // the tail relative to its largest term: C(n, k) itself leaves the range of a double at n = 1030
  let term = 1;
  let tail = 0;
  for (let k = fewer; k >= 0; k--) {
    tail += term;
    term *= k / (n - k + 1);
  }
  return Math.min(1, 2 * Math.exp(logChoose(n, fewer) - n * Math.LN2) * tail);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** The errors of each form on one curve, and their places among each other. */
export function scoreCurve(curve: Curve, fits: readonly FormFit[]): SuiteCell[] {
  const rows = splitRows(curve);
  const train = fits.map((fit) => formError(fit, rows.train));
  const test = fits.map((fit) => formError(fit, rows.test));
  const placed = placeForms(
    test.map(({ rmsle }) => rmsle),
    rows.test.length,
  );
  return fits.map((fit, i): SuiteCell => ({
    key: curve.key,
    form: fit.form,
    status: fit.status,
    params: fit.params,
    nTrain: rows.train.length,
    nTest: rows.test.length,
    rmsleTrain: train[i].rmsle,
    rmsleTest: test[i].rmsle,
    seTest: test[i].standardError,
    ...placed[i],
    unusableTestRows: test[i].unusable,
    starts: fit.starts,
    basinShare: fit.basinShare,
    atBound: fit.atBound,
  }));
}

/** The places of the forms of one curve among each other, by their test RMSLE. */
export function placeForms(
  errors: readonly (number | null)[],
  testRows: number,
): Pick<SuiteCell, "rank" | "best" | "winShare" | "cutWinShare">[] {
  const shares = { win: winShares(errors), cutWin: cutWinShares(errors), rank: ranks(errors) };
  return errors.map((_, i) => ({
    rank: testRows > 0 ? shares.rank[i] : null,
    best: shares.win[i] > 0,
    winShare: shares.win[i],
    cutWinShare: shares.cutWin[i],
  }));
}

/** Numbers of the rows that are fitted, and of those that are held out. */
export function splitRows({ train }: Curve): { train: number[]; test: number[] } {
  const rows = Array.from(train, (_, i) => i);
  return { train: rows.filter((i) => train[i] === 1), test: rows.filter((i) => train[i] === 0) };
}

function formError(fit: FormFit, rows: readonly number[]): LogError {
  if (fit.predict === null || !hasFit(fit.status)) return { rmsle: null, standardError: null, unusable: 0 };
  return logError(fit.curve, rows, fit.predict);
}

/** The error of ln ŷ over some rows of a curve. */
interface LogError {
  /** sqrt(mean((ln ŷ − ln y)²)); null without rows, or where a ŷ is ≤ 0 or not finite */
  readonly rmsle: number | null;
  /** null also for a single row, which says nothing of the spread */
  readonly standardError: number | null;
  /** rows on which ŷ is ≤ 0 or not finite */
  readonly unusable: number;
}

/**
 * RMSLE of a prediction with its standard error as Alabdulmohsin et al. (2022) define it in their notebook:
 * sqrt(μ + σ/√n) − sqrt(μ), of which μ is the mean and σ the population standard deviation of the n squared log errors.
 */
export function logError(curve: Curve, rows: readonly number[], predict: (x: number) => number): LogError {
  const values = rows.map((row) => predict(curve.x[row]));
  const unusable = values.filter((value) => !(value > 0 && value < Infinity)).length;
  if (rows.length === 0 || unusable > 0) return { rmsle: null, standardError: null, unusable };
  const squares = rows.map((row, i) => (Math.log(values[i]) - Math.log(curve.y[row])) ** 2);
  squares.sort((p, q) => p - q); // summed by size, so that the order of rows cannot matter
  const mu = mean(squares);
  const sigma = Math.sqrt(mean(squares.map((square) => (square - mu) ** 2)));
  const standardError = rows.length === 1 ? null : Math.sqrt(mu + sigma / Math.sqrt(rows.length)) - Math.sqrt(mu);
  return { rmsle: Math.sqrt(mu), standardError, unusable };
}
