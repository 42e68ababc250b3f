import { hasFit } from "../status.js";
import type { FitMeta, FitRow } from "../types.js";

/** What the errors of fits are told in. */
export interface ErrorMeasure {
  /** "RMSLE", or "RMSE" in units of y */
  readonly name: "RMSLE" | "RMSE";
  /** as a table's columns begin */
  readonly column: "rmsle" | "rmse";
  readonly train: (row: FitRow) => number | null;
  readonly test: (row: FitRow) => number | null;
}

export const RMSLE: ErrorMeasure = {
  name: "RMSLE",
  column: "rmsle",
  train: (row) => row.rmsleTrain,
  test: (row) => row.rmsleTest,
};

/** With it goes R², as it says nothing without the spread of y. */
export const RMSE: ErrorMeasure = {
  name: "RMSE",
  column: "rmse",
  train: (row) => row.rmseTrain,
  test: (row) => row.rmseTest,
};

/**
 * RMSE for fits of y itself, RMSLE for fits on a log scale. A table that does not say its objective has RMSLE unless some fit
 * has none (a y or ŷ is not above 0) and an RMSE.
 */
export function errorMeasure(
  { version, options }: Pick<FitMeta, "version" | "options">,
  rows: readonly FitRow[],
): ErrorMeasure {
  if (version !== "unknown") return options.objective === "linear" ? RMSE : RMSLE;
  const fitted = rows.filter(({ status }) => hasFit(status));
  return fitted.some((row) => row.rmsleTrain === null && row.rmseTrain !== null) ? RMSE : RMSLE;
}
