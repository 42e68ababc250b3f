import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import type { FitMeta, FitResult, Objective, WeightKind } from "../core/types.js";
import type { ColumnRequest } from "./columnMeaning.js";
import type { LoadOptions } from "./load.js";

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
    ...(meta.dialect === undefined ? {} : { dialect: { ...meta.dialect, ...given(asked.dialect ?? {}) } }),
    yAbove: Y_ABOVE[meta.options.objective],
  };
}

function columnsOf(meta: FitMeta, asked: LoadOptions): ColumnRequest {
  const { xName, yName, trainName, clusterName, xColumn, xOffset, yColumns } = meta;
  const weighed = [asked.weight, asked.sigma, asked.sigmaLog].some((name) => name !== undefined);
  return {
    x: xColumn ?? xName,
    y: yColumns ?? yName,
    ...(xOffset === undefined ? {} : { xOffset }),
    ...(weighed ? {} : weighingOf(meta)),
    ...(trainName === undefined ? {} : { train: trainName }),
    ...(clusterName === undefined ? {} : { cluster: clusterName }),
  };
}

function weighingOf({ weightName, weightKind, weightIsSigma, options }: FitMeta): ColumnRequest {
  if (weightName === undefined) return {};
  if (weightName === null) return { weight: null, sigma: null };
  if (weightKind === undefined && weightIsSigma === true && options.objective !== "linear") {
    throw new InputError(
      `these fits were made by an older bnsl, which weighed rows by 1/sigma² of column ${weightName} under ` +
        `the objective ${options.objective} too: fit the table again` +
        (options.objective === "log" ? `, or give --sigma-log ${weightName} to read it as that fit did` : ""),
    );
  }
  const kind = weightKind ?? (weightIsSigma === true ? "sigma" : "weight");
  return { [ROLES[kind]]: weightName };
}

const ROLES: Record<WeightKind, keyof ColumnRequest> = {
  weight: "weight",
  sigma: "sigma",
  "sigma-log": "sigmaLog",
};
