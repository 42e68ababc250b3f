import { given } from "../problem/given.js";
import type { FitMeta, FitResult, Objective } from "../types.js";
import type { ColumnRequest } from "./columnMeaning.js";
import type { LoadOptions } from "./table.js";

/** y must exceed this to have its logarithm taken; null: any finite y will do. */
export const Y_ABOVE: Record<Objective, number | null> = { log: 0, log1p: -1, linear: null };

/**
 * How to read a table of curves again as the fits of it did, so that curves, weights and training rows are the same: what
 * is asked for goes first, then what the fits' metadata tells; the rest is guessed.
 */
export function asFitted({ meta, rows }: FitResult, asked: LoadOptions): LoadOptions {
  const skipped = rows.some((row) => row.skippedRows > 0);
  const told: ColumnRequest = {
    // a table without metadata still has its key columns, if it has rows
    ...(rows.length > 0 ? { curve: meta.keyNames } : {}),
    ...(meta.version === "unknown" ? {} : columnsOf(meta, asked)),
  };
  const roles = Object.keys(told) as (keyof ColumnRequest)[];
  return {
    badRows: skipped ? "skip" : "error",
    fromFits: roles.filter((role) => asked[role] === undefined),
    ...told,
    ...given(asked),
    yAbove: Y_ABOVE[meta.options.objective],
  };
}

function columnsOf(
  { xName, yName, weightName, weightIsSigma, trainName }: FitMeta,
  asked: LoadOptions,
): ColumnRequest {
  const weighed = asked.weight !== undefined || asked.sigma !== undefined;
  const role = weightIsSigma === true ? "sigma" : "weight";
  return {
    ...{ x: xName, y: yName },
    ...(weighed || typeof weightName !== "string" ? {} : { [role]: weightName }),
    ...(typeof trainName === "string" ? { train: trainName } : {}),
  };
}
