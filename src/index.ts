import type { Table } from "apache-arrow";
import { curvesFromArrays } from "./load/arrays.js";
import { loadCurves, type LoadOptions } from "./load/load.js";
import { fitCurveSet, type FitRun } from "./node/fit.js";
import { fitsToArrow } from "./output/arrow.js";
import { resolveOptions } from "./problem/options.js";
import { InputError } from "./errors.js";
import { openSource } from "./node/files.js";
import type { CurveSet, EngineChoice, FitOptions, FitResult } from "./types.js";

export { curvesFromArrays } from "./load/arrays.js";
export { loadCurves, type CurveSource, type LoadOptions } from "./load/load.js";
export { listAdapters } from "./node/dawn.js";
export { openSource } from "./node/files.js";
export { fitsToArrow } from "./output/arrow.js";
export { fitsFromArrow } from "./output/readArrow.js";
export { predict, predictionsToArrow } from "./predict.js";
export { fitFormSet } from "./node/fitForms.js";
export type { FormsRequest } from "./suite/fitForms.js";
export type { FormFit, FormFits } from "./suite/formFit.js";
export { FORM_NAMES } from "./suite/forms.js";
export { cellsWithoutFit, scoreSuite } from "./suite/suite.js";
export type {
  Comparison,
  FormSummary,
  Suite,
  SuiteCell,
  SuiteRequest,
  SuiteSection,
} from "./suite/suiteResult.js";
export { suiteToArrow } from "./output/suiteArrow.js";
export { suiteMarkdown } from "./output/suiteMarkdown.js";
export type { SuiteMeta } from "./output/suiteMeta.js";
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

/** What there is to fit: arrays, an Arrow table, a file or several as one table, or curves from `loadCurves`. */
export type FitInput = CurveArrays | Table | string | readonly string[] | CurveSet;

/**
 * Fits every curve with each number of breaks.
 *
 *     const { rows, table } = await fit("curves.csv", { breaks: [0, 1] });
 *
 * @throws InputError for bad options or rows, EngineError when no engine can be used
 */
export async function fit(input: FitInput, request: FitRequest = {}): Promise<Fits> {
  const { engine = "auto", adapter, threads, onNote, onProgress, columns, badRows, ...rest } = request;
  const options = resolveOptions(rest);
  checkRun(engine, threads);
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

async function toCurveSet(input: FitInput, options: LoadOptions): Promise<CurveSet> {
  if (typeof input === "string") return loadCurves([openSource(input)], options);
  if (isFileList(input))
    return loadCurves(
      input.map((file) => openSource(file)),
      options,
    );
  if (typeof input !== "object" || input === null) {
    throw new InputError(
      `there is nothing to fit in ${String(input)}: give arrays, a table, files or curves`,
    );
  }
  if ("curves" in input) return checkCurves(input, options.yAbove ?? null);
  if ("batches" in input) return loadCurves([{ name: "table", table: input }], options);
  const { badRows, yAbove } = options;
  return curvesFromArrays(input, { ...(badRows ? { badRows } : {}), yAbove: yAbove ?? null });
}

function isFileList(input: FitInput): input is readonly string[] {
  return Array.isArray(input) && input.every((file) => typeof file === "string");
}

/** Curves may have been loaded for another objective, or made by hand. */
function checkCurves(set: CurveSet, yAbove: number | null): CurveSet {
  for (const curve of set.curves) {
    for (let row = 0; row < curve.x.length; row++) {
      const { x, y, weight } = curve;
      const place = `curve ${curve.key.join(" / ") || "(the only one)"}, row ${row + 1}`;
      if (!(x[row] > 0 && x[row] < Infinity))
        throw new InputError(`${place}: x is ${x[row]}, not a number above 0`);
      if (!(Number.isFinite(y[row]) && y[row] > (yAbove ?? -Infinity))) {
        throw new InputError(
          `${place}: y is ${y[row]}, which this objective cannot take; "linear" takes any number`,
        );
      }
      if (!(weight[row] > 0 && weight[row] < Infinity)) {
        throw new InputError(`${place}: the weight is ${weight[row]}, not a number above 0`);
      }
    }
  }
  return set;
}

function checkRun(engine: EngineChoice, threads: number | undefined): void {
  if (!["auto", "gpu", "cpu"].includes(engine)) {
    throw new InputError(`engine is "${String(engine)}": it is "auto", "gpu" or "cpu"`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new InputError(`threads is ${threads}: it is a whole number from 1`);
  }
}

/** y must lie above this under the objective; null: anywhere. */
function leastY(options: FitOptions): number | null {
  return { log: 0, log1p: -1, linear: null }[options.objective];
}
