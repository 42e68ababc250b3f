import type { Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import type { CurveSet, FitResult } from "../core/types.js";
import { curvesFromArrays, type CurveArrays } from "../curves/arrays.js";
import { asFitted } from "../curves/asFitted.js";
import type { ColumnRequest } from "../curves/columnMeaning.js";
import { loadCurves, type LoadOptions } from "../curves/load.js";
import {
  type ColumnValues,
  type CurveValues,
  type RowValues,
  tableOfColumns,
  tableOfItems,
  type ValueTable,
} from "../curves/values.js";
import { openSource } from "../node/files.js";
import { inputFiles } from "../node/inputFiles.js";
import type { FitRun } from "../run/fitRun.js";

/**
 * What there is to fit: arrays x and y, columns of any names, rows or curves as objects, an Arrow table, a file or several as one
 * table, or curves from `loadCurves`.
 */
export type FitInput =
  CurveArrays | ColumnValues | RowValues | CurveValues | Table | string | readonly string[] | CurveSet;

/** What every call that fits takes besides what decides the numbers. */
export type EngineCall = Partial<Pick<FitRun, "engine" | "adapter" | "threads" | "onNote" | "onProgress">>;

/** How the curves of fits are read. */
export interface FittedCall {
  /** those that are left out are the ones that the fit used */
  readonly columns?: ColumnRequest & Pick<LoadOptions, "dialect">;
  /** left out: as the fit did */
  readonly badRows?: "error" | "skip";
}

/** A call apart: how it is run, how its curves are read, and the rest. */
export function splitCall<Call extends EngineCall & FittedCall>(call: Call) {
  const { engine = "auto", adapter, threads, onNote, onProgress, columns, badRows, ...rest } = call;
  const run: FitRun = { engine, ...given({ adapter, threads, onNote, onProgress }) };
  return { run, reading: given({ columns, badRows }), rest };
}

/** The curves of fits, checked, in the order of the input. InputError as in `toCurveSet`. */
export function toFittedSet(input: FitInput, fits: FitResult, { columns, badRows }: FittedCall): Promise<CurveSet> {
  return toCurveSet(input, asFitted(fits, { ...columns, ...given({ badRows }) }));
}

/** Any input as checked curves. InputError that names the row which cannot be. */
export async function toCurveSet(input: FitInput, options: LoadOptions): Promise<CurveSet> {
  if (typeof input === "string") return toCurveSet([input], options);
  if (Array.isArray(input) && !isFileList(input))
    return loadValues(tableOfItems(input as RowValues | CurveValues), options);
  if (isFileList(input)) {
    const sources = inputFiles(input).files.map((file) => openSource(file));
    return loadCurves(sources, options);
  }
  if (typeof input !== "object" || (input as unknown) === null) {
    throw new InputError(
      `there is nothing to fit in ${String(input as unknown)}: give arrays, a table, files or curves`,
    );
  }
  if ("curves" in input && "keyNames" in input) return checkCurves(input as CurveSet, options.yAbove ?? null);
  if ("batches" in input && "schema" in input) return loadCurves([{ name: "table", table: input as Table }], options);
  if (!areArrays(input)) return loadValues(tableOfColumns(input as ColumnValues), options);
  const { badRows, yAbove } = options;
  return curvesFromArrays(input, { ...(badRows ? { badRows } : {}), yAbove: yAbove ?? null });
}

const ROLES = ["x", "y", "weight", "sigma", "sigmaLog", "train", "cluster", "curve"];

/** Whether columns are called by what they are, all of them. */
function areArrays(input: FitInput): input is CurveArrays {
  const names = Object.keys(input);
  return ["x", "y"].every((name) => names.includes(name)) && names.every((name) => ROLES.includes(name));
}

/** Rows are told as the caller counts them. */
async function loadValues({ name, table, columns, placeOf }: ValueTable, options: LoadOptions): Promise<CurveSet> {
  try {
    return await loadCurves([{ name, table }], { ...columns, ...options });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const rows = new RegExp(`${name}, row (\\d+)`, "g");
    throw new InputError(
      error.message.replace(rows, (_, row: string) => placeOf(Number(row) - 1)),
      { cause: error },
    );
  }
}

function isFileList(input: FitInput): input is readonly string[] {
  return Array.isArray(input) && input.length > 0 && input.every((file) => typeof file === "string");
}

/** Curves may have been loaded for another objective, or made by hand. */
function checkCurves(set: CurveSet, yAbove: number | null): CurveSet {
  for (const { key, x, y, weight, sigma, run } of set.curves) {
    if (run !== undefined && run.length !== x.length) {
      const name = key.join(" / ") || "(the only one)";
      throw new InputError(`curve ${name}: run has length ${run.length}, x has ${x.length}; make them equal`);
    }
    for (let row = 0; row < x.length; row++) {
      const place = `curve ${key.join(" / ") || "(the only one)"}, row ${row + 1}`;
      if (!(x[row] > 0 && x[row] < Infinity)) throw new InputError(`${place}: x is ${x[row]}, not a number above 0`);
      if (!(Number.isFinite(y[row]) && y[row] > (yAbove ?? -Infinity))) {
        throw new InputError(`${place}: y is ${y[row]}, which this objective cannot take; "linear" takes any number`);
      }
      if (!(weight[row] > 0 && weight[row] < Infinity)) {
        throw new InputError(`${place}: the weight is ${weight[row]}, not a number above 0`);
      }
      if (sigma !== undefined && !(sigma.values[row] > 0 && sigma.values[row] < Infinity)) {
        throw new InputError(`${place}: sigma is ${sigma.values[row]}, not a number above 0`);
      }
    }
  }
  return set;
}
