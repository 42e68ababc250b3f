import type { Curve } from "../core/types.js";

/** The error of ln ŷ over some rows of a curve. */
export interface LogError {
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
