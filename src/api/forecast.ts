import type { Table } from "apache-arrow";
import type { CurveSet } from "../core/types.js";
import type { ScoreRow } from "../forecast/backtest.js";
import { type BacktestOptions, type ForecastOptions, resolveBacktest, resolveForecast } from "../forecast/request.js";
import type { ForecastRow } from "../forecast/types.js";
import { packageVersion } from "../node/packageFiles.js";
import { checkRun, type FitRun, listenTo } from "../run/fitRun.js";
import { backtestToArrow, type ForecastMeta, forecastsToArrow } from "../tables/forecasts.js";
import { type EngineCall, type FitInput, type FittedCall, splitCall, toCurveSet } from "./input.js";
import type { RowsAndTable } from "./resampling.js";

/** What a forecast takes besides its options. */
export type ForecastCall = Partial<ForecastOptions> & EngineCall & FittedCall;
/** What a backtest takes besides its options. */
export type BacktestCall = Partial<BacktestOptions> & EngineCall & FittedCall;

/**
 * Predictive distributions of y beyond the training rows of every curve, calibrated by backtests on these rows. Held-out rows are not
 * looked at.
 *
 *     const { rows } = await forecast("curves.csv", { at: ["10x"], level: [0.5, 0.95] });
 *
 * @param input the curves, as `fit` takes them; y above 0
 * @throws InputError for bad options or rows, EngineError when no engine can be used
 */
export function forecast(input: FitInput, call: ForecastCall = {}): Promise<RowsAndTable<ForecastRow>> {
  const { run, reading, rest } = splitCall(call);
  const options = resolveForecast(rest);
  return runOn<ForecastOptions, ForecastRow>(input, reading, options, run, async (set, listened) => {
    const { forecastSet } = await import("../node/run.js");
    const rows = await forecastSet(set, options, listened);
    return { rows, table: (meta) => forecastsToArrow(rows, meta) };
  });
}

/**
 * How good such forecasts, and those of other forms, were on the rows of a table.
 *
 *     const { rows } = await backtest("curves.csv", { ahead: 4, against: ["m4"] });
 *
 * @param input the curves, as `fit` takes them; y above 0
 * @throws InputError for bad options or rows, EngineError when no engine can be used
 */
export function backtest(input: FitInput, call: BacktestCall = {}): Promise<RowsAndTable<ScoreRow>> {
  const { run, reading, rest } = splitCall(call);
  const options = resolveBacktest(rest);
  return runOn<BacktestOptions, ScoreRow>(input, reading, options, run, async (set, listened) => {
    const { backtestSet } = await import("../node/run.js");
    const rows = await backtestSet(set, options, listened);
    return { rows, table: (meta) => backtestToArrow(rows, meta) };
  });
}

async function runOn<Options extends ForecastOptions | BacktestOptions, Row>(
  input: FitInput,
  { columns, badRows = "error" }: FittedCall,
  options: Options,
  asked: FitRun,
  work: (
    set: CurveSet,
    run: FitRun,
  ) => Promise<{ readonly rows: readonly Row[]; readonly table: (meta: ForecastMeta<Options>) => Table }>,
): Promise<RowsAndTable<Row>> {
  checkRun(asked);
  const set = await toCurveSet(input, { ...columns, badRows, yAbove: 0 });
  const { run, note, told } = listenTo(packageVersion(), asked);
  for (const line of set.notes) note(line);
  const { rows, table } = await work(set, run);
  const { keyNames, xName, yName, sources } = set;
  return { rows, table: table({ ...told(), options, keyNames, xName, yName, sources }) };
}
