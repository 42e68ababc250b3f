import type { Table } from "apache-arrow";
import { curvesFromArrays } from "./load/arrays.js";
import { loadCurves, type LoadOptions } from "./load/load.js";
import { fitCurveSet, type FitRun } from "./node/fit.js";
import { fitsToArrow } from "./output/arrow.js";
import { resolveOptions } from "./plan/options.js";
import type { CurveSet, FitOptions, FitResult } from "./types.js";

export { curvesFromArrays } from "./load/arrays.js";
export { loadCurves, type CurveSource, type LoadOptions } from "./load/load.js";
export { listAdapters } from "./node/dawn.js";
export { openSource } from "./node/files.js";
export { fitsToArrow } from "./output/arrow.js";
export { fitsFromArrow } from "./output/readArrow.js";
export { predict, predictionsToArrow } from "./predict.js";
export { bnsl, type BnslParameters } from "./models/evaluate.js";
export { EngineError, InputError } from "./errors.js";
export { Status, hasFit, statusName } from "./status.js";
export type * from "./types.js";

/** Curves as arrays: rows with the same `curve` are one curve. */
export type CurveArrays = Parameters<typeof curvesFromArrays>[0];

/** What `fit` takes besides what decides the numbers. */
export interface FitRequest
  extends
    Partial<FitOptions>,
    Partial<Pick<FitRun, "engine" | "adapter" | "threads" | "onNote" | "onProgress">> {
  /** which columns of a table are what; guessed where it is left out */
  readonly columns?: Pick<LoadOptions, "curve" | "x" | "y" | "weight" | "sigma" | "train">;
  readonly badRows?: "error" | "skip";
}

/** Typed rows with the same as an Arrow table. */
export interface Fits extends FitResult {
  readonly table: Table;
}

/**
 * Fits every curve with each number of breaks.
 *
 *     const { rows, table } = await fit({ x: [...], y: [...] }, { breaks: [0, 1] });
 *
 * @param input arrays, an Arrow table, or curves from `loadCurves`
 * @throws InputError for bad options or rows, EngineError when no engine can be used
 */
export async function fit(input: CurveArrays | Table | CurveSet, request: FitRequest = {}): Promise<Fits> {
  const { engine = "auto", adapter, threads, onNote, onProgress, columns, badRows, ...rest } = request;
  const options = resolveOptions(rest);
  const set = await toCurveSet(input, { ...columns, badRows: badRows ?? "error", yAbove: leastY(options) });
  const result = await fitCurveSet(set, options, {
    engine,
    ...(adapter === undefined ? {} : { adapter }),
    ...(threads === undefined ? {} : { threads }),
    ...(onNote ? { onNote } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  return { ...result, table: fitsToArrow(result) };
}

async function toCurveSet(input: CurveArrays | Table | CurveSet, options: LoadOptions): Promise<CurveSet> {
  if ("curves" in input) return input;
  if ("batches" in input) return loadCurves([{ name: "table", table: input }], options);
  const { badRows, yAbove } = options;
  return curvesFromArrays(input, { ...(badRows ? { badRows } : {}), yAbove: yAbove ?? null });
}

/** y must lie above this under the objective; null: anywhere. */
function leastY(options: FitOptions): number | null {
  return { log: 0, log1p: -1, linear: null }[options.objective];
}
