import type { Table } from "apache-arrow";
import { InputError } from "./core/errors.js";
import { Y_ABOVE } from "./curves/asFitted.js";
import type { LoadOptions } from "./curves/load.js";
import { storeOf } from "./curves/curveStore.js";
import { withSign } from "./curves/notes.js";
import { checkRun } from "./run/fitRun.js";
import { fitCurveSet, fitFormSet } from "./node/run.js";
import { type EngineCall, type FitInput, splitCall, toCurveSet } from "./api/input.js";
import { packageVersion } from "./node/packageFiles.js";
import { fitsToArrow } from "./tables/arrow.js";
import { suiteToArrow } from "./tables/suite.js";
import { describeSuite } from "./tables/suiteMeta.js";
import { given } from "./core/given.js";
import { resolveOptions } from "./core/options.js";
import { DEFAULT_FORMS, resolveForms } from "./suite/forms.js";
import { DEFAULT_RESAMPLES, planSuite } from "./suite/plan.js";
import { scoreSuite } from "./suite/suite.js";
import type { Suite, SuiteRequest } from "./suite/suiteResult.js";
import type { FitOptions, FitResult } from "./core/types.js";

export { curvesFromArrays, type CurveArrays } from "./curves/arrays.js";
export type { Place } from "./core/optionText.js";
export type { CellValue, ColumnValues, CurveKeyValues, CurveValues, RowValues } from "./curves/values.js";
export type { ColumnRequest } from "./curves/columnMeaning.js";
export { loadCurves, type CurveSource, type LoadOptions } from "./curves/load.js";
export { listAdapters, type AdapterReport } from "./node/dawn.js";
export { openSource, type Source } from "./node/files.js";
export type { CurveCounts, FitProgress, FitRun, TakenEngine, WindowProgress } from "./run/fitRun.js";
export type { EngineCall, FitInput, FittedCall } from "./api/input.js";
export { fitsToArrow } from "./tables/arrow.js";
export { fitsFromArrow } from "./tables/read.js";
export {
  predict,
  predictionsToArrow,
  type PredictedBreaks,
  type Prediction,
  type PredictionTable,
} from "./api/predict.js";
export { fitFormSet } from "./node/run.js";
export type { FormsRequest } from "./suite/fitForms.js";
export type { FormFit, FormFits } from "./suite/forms.js";
export { FORM_NAMES } from "./suite/forms.js";
export { cellsWithoutFit, scoreSuite } from "./suite/suite.js";
export type {
  Comparison,
  FormSummary,
  Suite,
  SuiteCaveats,
  SuiteCell,
  SuiteRequest,
  SuiteSection,
} from "./suite/suiteResult.js";
export { suiteToArrow } from "./tables/suite.js";
export { suiteMarkdown } from "./text/suiteText.js";
export type { SuiteMeta } from "./tables/suiteMeta.js";
export { namedKey, rowName, type Keyed, type ReadFrom } from "./core/rows/curveRows.js";
export { setAsideWords } from "./text/curveWords.js";
export { bnsl, type BnslParameters } from "./core/forms/evaluate.js";
export { EngineError, InputError } from "./core/errors.js";
export { Status, hasFit, statusName } from "./core/status.js";
export type * from "./core/types.js";
export {
  audit,
  bootstrap,
  testBreaks,
  type AuditCall,
  type BootstrapCall,
  type BreakTestCall,
  type RowsAndTable,
  type RunCall,
} from "./api/resampling.js";
export type * from "./uncertainty/types.js";
export { backtest, forecast, type BacktestCall, type ForecastCall } from "./api/forecast.js";
export type * from "./forecast/types.js";
export type { ScoreRow } from "./forecast/backtest.js";
export type { BacktestOptions, ForecastOptions, ForecastPlace } from "./forecast/request.js";
export { plotCurves, toPng, type CurvePlot, type PlotCall } from "./api/plotCurves.js";
export type { FigureView, Scales } from "./figure/picture.js";
export type { Size } from "./figure/panel.js";
export { reportPage, type ReportCall } from "./api/reportPage.js";
export type { FitterRace, RacedFitter, RaceEnvironment, RaceRun, RaceSettings } from "./tables/race.js";
export { predictability, type PredictabilityCall } from "./api/predictability.js";
export type { Knowledge, PredictabilityRow } from "./uncertainty/predictability.js";
export type { PredictabilityRequest } from "./uncertainty/predictabilityRequest.js";

/** What `fit` takes besides what decides the numbers. */
export interface FitRequest extends Partial<FitOptions>, EngineCall {
  /** which columns of a table are what; guessed where it is left out */
  readonly columns?: Pick<
    LoadOptions,
    "curve" | "x" | "y" | "weight" | "sigma" | "sigmaLog" | "train" | "cluster" | "dialect"
  >;
  readonly badRows?: "error" | "skip";
}

/** Typed rows with the same as an Arrow table. */
export interface Fits extends FitResult {
  readonly table: Table;
}

/**
 * Fits every curve with each number of breaks.
 *
 *     const { rows, table } = await fit("curves.csv", { breaks: [0, 1] });
 *
 * @throws InputError for bad options or rows, EngineError when no engine can be used
 */
export async function fit(input: FitInput, request: FitRequest = {}): Promise<Fits> {
  const { run, reading, rest } = splitCall(request);
  const asked = resolveOptions(rest);
  checkRun(run);
  const { columns, badRows = "error" } = reading;
  const set = await toCurveSet(input, { ...columns, badRows, yAbove: Y_ABOVE[asked.objective] });
  const { options, notes } = await withSign(storeOf(set), asked, rest.signB !== undefined);
  for (const line of notes) run.onNote?.(line);
  const result = await fitCurveSet(set, options, run);
  return { ...result, table: fitsToArrow(result) };
}

/** What a suite takes besides its forms: how they are scored, and how they are fitted. */
export interface SuiteCall
  extends
    Partial<SuiteRequest>,
    Pick<FitRequest, "starts" | "breaks" | "protocol" | "columns" | "badRows">,
    EngineCall {}

/** A scored suite with the same as an Arrow table of one row per (curve, form). */
export interface SuiteFits extends Suite {
  readonly table: Table;
}

/**
 * Fits functional forms to the training rows of every curve and scores them on its test rows.
 *
 *     const { sections, cells } = await suite(["vision.csv", "language.csv"], { protocol: "extrapolate" });
 *
 * @throws InputError for a table without test rows, an unknown form or a bad row; EngineError when no engine can be used
 */
export async function suite(input: FitInput, call: SuiteCall = {}): Promise<SuiteFits> {
  const { run, reading, rest } = splitCall(call);
  const { starts, breaks, protocol = "default", ...scoring } = rest;
  rejectUnknown(scoring);
  checkRun(run);
  const began = performance.now();
  const { columns, badRows = "error" } = reading;
  const set = await toCurveSet(input, { ...columns, badRows, yAbove: 0 });
  const forms = resolveForms(scoring.forms ?? DEFAULT_FORMS);
  const request = { ...scoring, forms };
  const notes = [...set.notes, ...planSuite(set, request).notes];
  for (const note of notes) run.onNote?.(note);
  const { seed = 0, resamples = DEFAULT_RESAMPLES, groups = {} } = scoring;
  const options = { seed, domain: scoring.domain ?? null, ...given({ starts, breaks }) };
  const { fits, ...taken } = await fitFormSet(set, { forms, options, protocol }, run);
  const scored = scoreSuite(set, fits, request);
  const meta = describeSuite(set, scored, {
    version: packageVersion(),
    command: null,
    protocol,
    seed,
    starts: starts ?? "auto",
    breaks: breaks ?? null,
    resamples,
    groups,
    ...taken,
    notes,
    seconds: (performance.now() - began) / 1000,
  });
  return { ...scored, table: suiteToArrow(scored, meta) };
}

const SCORING = ["forms", "groups", "compare", "domain", "resamples", "seed"];

function rejectUnknown(scoring: object): void {
  const unknown = Object.keys(scoring).find((name) => !SCORING.includes(name));
  if (unknown === undefined) return;
  const known = [...SCORING, "starts", "breaks", "protocol", "columns", "badRows", "engine"].join(", ");
  throw new InputError(`there is no option "${unknown}"; the options of a suite are ${known}`);
}
