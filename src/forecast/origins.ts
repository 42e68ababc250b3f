import type { Curve } from "../core/types.js";

/** A curve cut at some x: rows up to there are fitted, and those behind it are what a forecast is scored on. */
export interface Origin {
  /** place of the curve in its table */
  readonly index: number;
  /** 0: nothing is cut off; k: the k-th cut before the last x */
  readonly number: number;
  /** `train` is 1 up to the cut and 0 behind it; rows beyond the reach are left out */
  readonly curve: Curve;
  /** last x fitted */
  readonly cut: number;
}

export const MOST_ORIGINS = 6;
/** Distinct x that a law is fitted to, at least. */
export const LEAST_X = 7;
/** Cuts of far forecasts stand no further apart than those of forecasts over this ratio of x. */
const WIDEST = 4;
/** x that were computed as last·ratio^(−k/2) may miss it by rounding. */
const ROUNDING = 1e-7;

/** The curve as it is forecast from: its training rows alone. Null with fewer than 7 distinct x. */
export function wholeCurve(curve: Curve, index: number): Origin | null {
  const rows = trainingRows(curve);
  return distinctX(curve, rows) < LEAST_X
    ? null
    : { index, number: 0, curve: rowsOf(curve, rows, Infinity), cut: lastX(curve, rows) };
}

/**
 * Rolling origins within the training rows, which alone are looked at: cuts at last x · ratio^(−k/2), k = 1 … 6, where 7 distinct x are
 * left to fit and there is a row behind the cut, within `ratio` times its x.
 * @param ratio of x over which is forecast, > 1
 */
export function rollingOrigins(curve: Curve, index: number, ratio: number): Origin[] {
  const rows = trainingRows(curve);
  const last = lastX(curve, rows);
  const step = Math.min(ratio, WIDEST) ** -0.5;
  const origins: Origin[] = [];
  let before = rows.length;
  for (let number = 1; number <= MOST_ORIGINS; number++) {
    const cut = last * step ** number * (1 + ROUNDING);
    const fitted = rows.filter((row) => curve.x[row] <= cut);
    const kept = rows.filter((row) => curve.x[row] <= cut * ratio);
    // where x lie far apart, two cuts may leave the same rows
    const isNew = fitted.length < before && kept.length > fitted.length;
    if (!isNew || distinctX(curve, fitted) < LEAST_X) continue;
    before = fitted.length;
    origins.push({ index, number, curve: rowsOf(curve, kept, cut), cut: lastX(curve, fitted) });
  }
  return origins;
}

function trainingRows({ train }: Curve): number[] {
  return Array.from(train.keys()).filter((row) => train[row] === 1);
}

function lastX({ x }: Curve, rows: readonly number[]): number {
  return rows.reduce((most, row) => Math.max(most, x[row]), 0);
}

function distinctX({ x }: Curve, rows: readonly number[]): number {
  return new Set(rows.map((row) => x[row])).size;
}

/** These rows of a curve, in their order; `train` is 1 up to the cut. */
export function rowsOf(curve: Curve, rows: readonly number[], cut: number): Curve {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
  return {
    key: curve.key,
    skippedRows: 0,
    x: pick(curve.x),
    y: pick(curve.y),
    weight: pick(curve.weight),
    train: Uint8Array.from(rows, (row) => (curve.x[row] <= cut ? 1 : 0)),
    ...(curve.sigma ? { sigma: { of: curve.sigma.of, values: pick(curve.sigma.values) } } : {}),
    ...(curve.run ? { run: Uint32Array.from(rows, (row) => curve.run![row]) } : {}),
  };
}
