import { domainColumn, groupsOf } from "../core/extrapolate/domains.js";
import type { FitContext } from "../core/fit.js";
import { xOf } from "../core/optionText.js";
import type { Curve, CurveSet, Progress } from "../core/types.js";
import { backtestCurves, type ScoreRow } from "../forecast/backtest.js";
import { forecastCurves, type ForecastPoint } from "../forecast/forecast.js";
import { wholeCurve } from "../forecast/origins.js";
import type { BacktestOptions, ForecastOptions, ForecastPlace } from "../forecast/request.js";
import type { ForecastRow } from "../forecast/types.js";
import type { FitRun } from "./fitRun.js";
import { type Machine, twice } from "./runEngine.js";

/**
 * Forecasts of a set of curves on an engine of the machine; once more from the beginning where the device is lost.
 *
 * @throws InputError for a domain that is no key column, EngineError when no engine is to be had or it is lost twice
 */
export function forecastSet(
  machine: Machine,
  set: CurveSet,
  options: ForecastOptions,
  run: FitRun,
): Promise<ForecastRow[]> {
  const { at, target, level, of, within } = options;
  const points = set.curves.map((curve, i) => pointsOf(curve, i, at));
  const request = { ...shared(set, options), points, levels: level, targets: target, of, within };
  return onEngine(machine, set, run, (context) => forecastCurves(set.curves, request, context));
}

/**
 * Scores of forecasts on the rows of a set of curves; otherwise as `forecastSet`.
 *
 * @throws as `forecastSet`
 */
export function backtestSet(
  machine: Machine,
  set: CurveSet,
  options: BacktestOptions,
  run: FitRun,
): Promise<ScoreRow[]> {
  const { ahead, against } = options;
  const request = { ...shared(set, options), ratio: ahead, forecasters: ["bnsl", ...against] as const };
  return onEngine(machine, set, run, (context) => backtestCurves(set.curves, request, context));
}

function shared(set: CurveSet, { domain, starts, seed }: Pick<ForecastOptions, "domain" | "starts" | "seed">) {
  return { groups: groupsOf(set, domainColumn(set, domain)), starts, seed };
}

function onEngine<T>(
  machine: Machine,
  { curves }: CurveSet,
  run: FitRun,
  work: (context: FitContext) => Promise<T>,
): Promise<T> {
  const points = curves.reduce((sum, { x }) => sum + x.length, 0);
  const onProgress = (progress: Progress) => run.onProgress?.({ ...progress, label: "forecasting" });
  return twice(machine, run, ({ engine, executor }) => work({ engine, executor, onProgress }), points);
}

/** The x of a curve at which is forecast, in the order asked for; held-out rows with their y. */
function pointsOf(curve: Curve, index: number, at: readonly ForecastPlace[]): ForecastPoint[] {
  const last = wholeCurve(curve, index)?.cut ?? 0;
  return at.flatMap((place): ForecastPoint[] => {
    if (place !== "test") return [{ x: xOf(place, last), y: null }];
    const held = Array.from(curve.x.keys()).filter((row) => curve.train[row] === 0);
    return held.map((row) => ({ x: curve.x[row], y: curve.y[row] }));
  });
}
