import type { ScoreRow } from "../../src/forecast/backtest.js";
import type { ForecastRow } from "../../src/forecast/types.js";

export function madeForecast(parts: Partial<ForecastRow> = {}): ForecastRow {
  return {
    key: ["vision"],
    status: "ok",
    quantity: "y",
    x: 4e6,
    target: null,
    level: 0.8,
    estimate: 0.25,
    lo: 0.2,
    hi: 0.3,
    of: "run",
    y: null,
    origins: 4,
    curves: 12,
    ...parts,
  };
}

export function madeScore(parts: Partial<ScoreRow> = {}): ScoreRow {
  return {
    forecaster: "bnsl",
    rows: "origins",
    group: null,
    from: null,
    to: null,
    curves: 20,
    forecasts: 300,
    held50: 0.5,
    held80: 0.8,
    held90: 0.9,
    held95: 0.95,
    held95Error: 0.02,
    miscalibration: 0.001,
    logDensity: 2.5,
    logDensityError: 0.1,
    crps: 0.01,
    intervalScore: 0.1,
    halfWidth: 0.03,
    rmsle: 0.02,
    wins: 0.5,
    ...parts,
  };
}
