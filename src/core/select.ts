import type { Criterion, Curve, FitRow } from "./types.js";

/** An objective at rounding level is as good as 0, whose logarithm would let one exact fit win over everything. */
const LEAST_OBJECTIVE = 1e-30;

interface InformationCriteria {
  readonly aic: number;
  readonly aicc: number | null;
  readonly bic: number;
}

/**
 * Gaussian information criteria on the objective's scale, constants dropped: N·ln F + penalty, with k = free
 * parameters + 1 for the noise. AICc (Hurvich & Tsai 1989) is null where N ≤ k + 1.
 */
export function informationCriteria(objective: number, points: number, free: number): InformationCriteria {
  const k = free + 1;
  const fit = points * Math.log(Math.max(objective, LEAST_OBJECTIVE));
  const aic = fit + 2 * k;
  return {
    aic,
    aicc: points > k + 1 ? aic + (2 * k * (k + 1)) / (points - k - 1) : null,
    bic: fit + k * Math.log(points),
  };
}

/**
 * Which of a curve's rows the criterion selects, as an index; −1 where no row has a fit or nothing is to be selected.
 * @param holdout scores of the rows under "holdout", lower is better; null where there is none
 */
export function selectRow(
  rows: readonly FitRow[],
  criterion: Exclude<Criterion, "tests">,
  holdout: readonly (number | null)[],
): number {
  if (criterion === "none") return -1;
  const scores = rows.map((row, i) => {
    if (row.objective === null) return Infinity;
    return (criterion === "holdout" ? holdout[i] : row[criterion]) ?? Infinity;
  });
  const best = Math.min(...scores);
  if (best < Infinity) return scores.indexOf(best);
  // No score anywhere (too few points for AICc, or for a holdout): the simplest fit there is.
  return rows.findIndex((row) => row.objective !== null);
}

/** A criterion as its papers write it; what else selects, as it is. */
export function criterionName(by: string): string {
  return { aic: "AIC", aicc: "AICc", bic: "BIC" }[by] ?? by;
}

/** share of the distinct training x, the largest, that a holdout keeps back */
const TAIL = 0.2;

/** Training rows without, and with only, the largest 20 % of the distinct training x (at least one). */
export function splitTail(curve: Curve, trainRows: readonly number[]): { head: number[]; tail: number[] } {
  const distinct = [...new Set(trainRows.map((row) => curve.x[row]))].sort((a, b) => a - b);
  const from = distinct[distinct.length - Math.max(1, Math.round(TAIL * distinct.length))];
  return {
    head: trainRows.filter((row) => curve.x[row] < from),
    tail: trainRows.filter((row) => curve.x[row] >= from),
  };
}
