import type { Curve } from "../../src/core/types.js";
import { distinctRows } from "../../src/core/extrapolate/extrapolate.js";

/** One prediction that is scored: a curve whose rows beyond a cut are test rows. */
export interface PredictionTask {
  /** position of the curve in its table */
  readonly index: number;
  /** 0: the table's own test rows; k: a cut at x_max·2^(−k/2) of the training rows */
  readonly origin: number;
  readonly curve: Curve;
}

export const ORIGINS = 4;
const LEAST_ROWS = 7;
/** of ln x, that the fitted rows must span */
const LEAST_SPAN = 1.5;
/** x that were computed as x_max·2^(−k/2) may miss it by rounding */
const CUT_ROUNDING = 1e-7;
const FACTOR = 2;

/** The tables' own split: each curve that has test rows. */
export function ownSplits(curves: readonly Curve[]): PredictionTask[] {
  return curves.flatMap((curve, index) => (curve.train.includes(0) ? [{ index, origin: 0, curve }] : []));
}

/**
 * Rolling origins within the training rows, which alone are looked at: rows up to x_max·2^(−k/2), k = 1…4, are fitted
 * and those up to twice that x are predicted. A curve has those of its origins that leave at least 7 distinct rows over a
 * factor e^1.5 of x to fit and a row to predict.
 */
export function rollingOrigins(curves: readonly Curve[]): PredictionTask[] {
  return curves.flatMap((curve, index) =>
    Array.from({ length: ORIGINS }, (_, i) => i + 1).flatMap((origin) => {
      const cut = cutAt(curve, origin);
      return cut ? [{ index, origin, curve: cut }] : [];
    }),
  );
}

function cutAt({ x, y, train, ...rest }: Curve, origin: number): Curve | null {
  const training = Array.from(x.keys()).filter((row) => train[row] === 1);
  const last = Math.max(...training.map((row) => x[row]));
  const cut = last * 2 ** (-origin / 2) * (1 + CUT_ROUNDING);
  const kept = training.filter((row) => x[row] <= FACTOR * cut);
  const fitted = kept.filter((row) => x[row] <= cut);
  const pick = (values: Float64Array, rows: readonly number[]) => Float64Array.from(rows, (row) => values[row]);
  const span = fitted.map((row) => Math.log(x[row])).sort((p, q) => p - q);
  const rows = distinctRows(pick(x, fitted), pick(y, fitted)).length;
  if (kept.length === fitted.length || rows < LEAST_ROWS) return null;
  if (!(span[span.length - 1] - span[0] > LEAST_SPAN)) return null;
  return {
    ...rest,
    x: pick(x, kept),
    y: pick(y, kept),
    weight: pick(rest.weight, kept),
    train: Uint8Array.from(kept, (row) => (x[row] <= cut ? 1 : 0)),
  };
}
