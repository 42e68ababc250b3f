import type { Table } from "apache-arrow";
import type { ScoreRow } from "../forecast/backtest.js";
import type { BacktestOptions, ForecastOptions } from "../forecast/request.js";
import type { ForecastRow } from "../forecast/types.js";
import { fieldColumns, rowTable } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { uncertaintyMetadata } from "./uncertaintyMeta.js";

/** How forecasts were made or scored; travels as Arrow schema metadata. */
export interface ForecastMeta<Options extends ForecastOptions | BacktestOptions> {
  readonly version: string;
  /** command line, or null from code */
  readonly command: string | null;
  readonly options: Options;
  readonly keyNames: readonly string[];
  readonly xName: string;
  readonly yName: string;
  readonly sources: readonly string[];
  readonly engine: string | null;
  readonly adapter: string | null;
  /** what was guessed or chosen on the way, a line each */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** The columns of a table of forecasts behind its key columns, in order: a row per curve, x or target, and level. */
export const forecastColumns = fieldColumns<ForecastRow>({
  quantity: ["quantity", { y: true, below: true, reach: true, never: true }, "nullable"],
  x: ["x", "number", "nullable"],
  target: ["target", "number", "nullable"],
  level: ["level", "number", "nullable"],
  estimate: ["estimate", "number", "nullable"],
  lo: ["lo", "number", "nullable"],
  hi: ["hi", "number", "nullable"],
  of: ["of", { run: true, curve: true }, "nullable"],
  y: ["y", "number", "nullable"],
  origins: ["origins", "count"],
  curves: ["curves", "count"],
  status: ["status", { ok: true, "too-few-x": true, "no-fit": true, "no-test-rows": true }],
});

/** Forecasts as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. */
export function forecastsToArrow(rows: readonly ForecastRow[], meta: ForecastMeta<ForecastOptions>): Table {
  return rowTable(rows, meta.keyNames, forecastColumns, uncertaintyMetadata(tableKinds.forecast, meta));
}

/** The columns of a backtest's table, in order: a row per forecaster, kind of rows, and group or horizon. */
export const backtestColumns = fieldColumns<ScoreRow>({
  forecaster: ["forecaster", { bnsl: true, m1: true, m2: true, m3: true, m4: true, slope: true }],
  rows: ["rows", { origins: true, "held-out": true }],
  group: ["group", "text", "nullable"],
  from: ["from", "number", "nullable"],
  to: ["to", "number", "nullable"],
  curves: ["curves", "count"],
  forecasts: ["forecasts", "count"],
  held50: ["held_50", "number"],
  held80: ["held_80", "number"],
  held90: ["held_90", "number"],
  held95: ["held_95", "number"],
  held95Error: ["held_95_se", "number", "nullable"],
  miscalibration: ["miscalibration", "number"],
  logDensity: ["log_density", "number"],
  logDensityError: ["log_density_se", "number", "nullable"],
  crps: ["crps", "number"],
  intervalScore: ["interval_score", "number"],
  halfWidth: ["half_width", "number"],
  rmsle: ["rmsle", "number"],
  wins: ["wins", "number", "nullable"],
});

/** A backtest as an Arrow table. */
export function backtestToArrow(rows: readonly ScoreRow[], meta: ForecastMeta<BacktestOptions>): Table {
  const keyed = rows.map((row) => ({ key: [], ...row }));
  return rowTable(keyed, [], backtestColumns, uncertaintyMetadata(tableKinds.backtest, meta));
}
