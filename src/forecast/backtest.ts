import { groups as grouped, mean, median } from "d3-array";
import type { FitContext } from "../core/fit.js";
import { studentQuantile } from "../core/statistics/student.js";
import type { Curve } from "../core/types.js";
import { type Backtest, type Calibration, Calibrator } from "./calibrate.js";
import { logDensity, rankedScore, scaleAt } from "./errorModel.js";
import type { ForecastLaw, LawRequest } from "./laws.js";
import { type Origin, rollingOrigins, rowsOf, wholeCurve } from "./origins.js";
import { lawsOfAll } from "./rivals.js";
import type { Forecaster } from "./types.js";

/** What is scored of a table. */
export interface BacktestRequest extends LawRequest {
  /** ratio of x over which is forecast from each origin, > 1; of held-out rows it is their own */
  readonly ratio: number;
  /** what forecasts are made with */
  readonly forecasters: readonly Forecaster[];
}

/** How good the forecasts of a kind were: a row of the table. Each curve counts alike; errors are of ln y. */
export interface ScoreRow {
  readonly forecaster: Forecaster;
  /** `origins`: from rolling origins within the training rows; `held-out`: from all training rows, on those held out */
  readonly rows: "origins" | "held-out";
  /** the group of the curves; null: all */
  readonly group: string | null;
  /** forecasts so far ahead, x / last x fitted; null: all */
  readonly from: number | null;
  readonly to: number | null;
  readonly curves: number;
  readonly forecasts: number;
  /** share of the values inside the intervals of 50, 80, 90 and 95 % */
  readonly held50: number;
  readonly held80: number;
  readonly held90: number;
  readonly held95: number;
  /** standard error over curves */
  readonly held95Error: number | null;
  /** mean squared difference of nominal and attained coverage over 50, 55, … 95 and 99 % */
  readonly miscalibration: number;
  /** mean log density of ln y, and its standard error over curves */
  readonly logDensity: number;
  readonly logDensityError: number | null;
  /** mean continuous ranked probability score of ln y */
  readonly crps: number;
  /** mean interval score at 95 % of ln y (Gneiting & Raftery 2007, equation 43) */
  readonly intervalScore: number;
  /** median over curves of the median half width of the 95 % intervals of ln y */
  readonly halfWidth: number;
  /** geometric mean over curves of the root mean squared error of the median */
  readonly rmsle: number;
  /** share of the curves on which this forecaster has the least error of all, of those for which all have forecasts; null: none */
  readonly wins: number | null;
}

/**
 * Scores of forecasts on a table's own rows: from rolling origins within the training rows, calibrated as they could have been at each
 * of them, and of held-out rows where there are any.
 *
 * @throws EngineError when the engine is lost
 */
export async function backtestCurves(
  curves: readonly Curve[],
  request: BacktestRequest,
  context: FitContext,
): Promise<ScoreRow[]> {
  const wholes = curves.flatMap((curve, i) => heldOut(curve, i) ?? []);
  const ratioOf = new Map(wholes.map((whole) => [whole.index, furthest(whole)]));
  const origins = curves.flatMap((curve, i) => rollingOrigins(curve, i, ratioOf.get(i) ?? request.ratio));
  const tasks = [...origins, ...wholes];
  const all = await lawsOfAll(tasks, request.forecasters, request, context);
  const scored = request.forecasters.flatMap((forecaster) => {
    const backtests = tasks.map((origin, i): Backtest => ({ origin, law: all.get(forecaster)![i] }));
    const calibrator = new Calibrator(backtests.slice(0, origins.length), request.groups);
    return backtests.flatMap(({ origin, law }, i) => {
      if (!law) return [];
      const isOrigin = i < origins.length;
      const calibration = isOrigin ? calibrator.at(origin) : calibrator.of(origin.index);
      return scoredRows({ forecaster, rows: isOrigin ? "origins" : "held-out" }, origin, law, calibration);
    });
  });
  return summaries(scored, request.groups);
}

/** All training rows, those held out behind the last of them; null where there are none. */
function heldOut(curve: Curve, index: number): Origin | null {
  const whole = wholeCurve(curve, index);
  const rows = Array.from(curve.x.keys()).filter(
    (row) => curve.train[row] === 1 || (curve.train[row] === 0 && whole !== null && curve.x[row] > whole.cut),
  );
  if (!whole || rows.length === whole.curve.x.length) return null;
  return { ...whole, curve: rowsOf(curve, rows, whole.cut) };
}

function furthest({ curve, cut }: Origin): number {
  return curve.x.reduce((most, x) => Math.max(most, x), 0) / cut;
}

/** One forecast with what came. */
interface Scored extends Pick<ScoreRow, "forecaster" | "rows"> {
  readonly index: number;
  /** x / last x fitted */
  readonly ahead: number;
  readonly error: number;
  readonly scale: number;
  readonly freedom: number;
}

function scoredRows(
  kind: Pick<ScoreRow, "forecaster" | "rows">,
  { curve, cut, index }: Origin,
  law: ForecastLaw,
  { model }: Calibration,
): Scored[] {
  return Array.from(curve.x.keys()).flatMap((row) => {
    if (curve.train[row] !== 0) return [];
    const [x, y] = [curve.x[row], curve.y[row]];
    const [error, scale] = [Math.log(y) - law.logY(x), scaleAt(model, law.place(x))];
    if (!Number.isFinite(error) || !Number.isFinite(scale)) return [];
    return [{ ...kind, index, ahead: x / cut, error, scale, freedom: model.freedom }];
  });
}

/** Horizons are told apart at these ratios of x. */
const HORIZONS = [1, 1.5, 2, 4, 10, Infinity];

function summaries(scored: readonly Scored[], groupOf: readonly string[]): ScoreRow[] {
  const names = [...new Set(groupOf)];
  const sections = (of: readonly Scored[]) => [
    { group: null, from: null, to: null, of },
    ...(names.length < 2
      ? []
      : names.map((group) => ({ group, from: null, to: null, of: of.filter((s) => groupOf[s.index] === group) }))),
    ...HORIZONS.slice(1).map((to, i) => ({
      group: null,
      from: HORIZONS[i],
      to,
      of: of.filter(({ ahead }) => ahead > HORIZONS[i] && ahead <= to),
    })),
  ];
  return (["origins", "held-out"] as const).flatMap((rows) =>
    sections(scored.filter((each) => each.rows === rows)).flatMap(({ of, ...section }) => {
      const wins = winners(of);
      return grouped(of, ({ forecaster }) => forecaster).map(([forecaster, own]) =>
        summary({ forecaster, rows, ...section }, own, wins),
      );
    }),
  );
}

/** On what share of the curves each forecaster has the least error, of those for which all have forecasts; a tie counts for each in part. */
function winners(scored: readonly Scored[]): Map<Forecaster, number> {
  const names = [...new Set(scored.map(({ forecaster }) => forecaster))];
  const shares = grouped(scored, ({ index }) => index).flatMap(([, own]) => {
    const errors = grouped(own, ({ forecaster }) => forecaster).map(([name, of]) => ({ name, error: rootMean(of) }));
    if (errors.length < names.length) return [];
    const least = Math.min(...errors.map(({ error }) => error));
    const best = errors.filter(({ error }) => error === least);
    return [new Map(best.map(({ name }) => [name, 1 / best.length]))];
  });
  if (shares.length === 0) return new Map();
  return new Map(names.map((name) => [name, mean(shares, (share) => share.get(name) ?? 0)!]));
}

const LEVELS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99];
/** An error of exactly 0 has no logarithm. */
const LEAST_ERROR = 1e-12;

function summary(
  section: Pick<ScoreRow, "forecaster" | "rows" | "group" | "from" | "to">,
  scored: readonly Scored[],
  wins: ReadonlyMap<Forecaster, number>,
): ScoreRow {
  const curves = grouped(scored, ({ index }) => index).map(([, own]) => own);
  const ofCurves = (value: (each: Scored) => number) => curves.map((own) => mean(own, value)!);
  const holds = (level: number) => ofCurves((each) => (Math.abs(each.error) <= half(each, level) ? 1 : 0));
  const held = new Map(LEVELS.map((level) => [level, holds(level)]));
  const share = (level: number) => mean(held.get(level)!)!;
  const densities = ofCurves(({ error, scale, freedom }) => logDensity(error, scale, freedom));
  const widths = curves.map((own) => median(own, (each) => half(each, 0.95))!);
  return {
    ...section,
    curves: curves.length,
    forecasts: scored.length,
    held50: share(0.5),
    held80: share(0.8),
    held90: share(0.9),
    held95: share(0.95),
    held95Error: standardError(held.get(0.95)!),
    miscalibration: mean(LEVELS, (level) => (share(level) - level) ** 2)!,
    logDensity: mean(densities)!,
    logDensityError: standardError(densities),
    crps: mean(ofCurves(({ error, scale, freedom }) => rankedScore(error, scale, freedom)))!,
    intervalScore: mean(ofCurves((each) => intervalScore(each.error, half(each, 0.95), 0.95)))!,
    halfWidth: median(widths)!,
    rmsle: Math.exp(mean(curves, (own) => Math.log(Math.max(rootMean(own), LEAST_ERROR)))!),
    wins: wins.get(section.forecaster) ?? null,
  };
}

function half({ scale, freedom }: Scored, level: number): number {
  return scale * quantileOf((1 + level) / 2, freedom);
}

/** Many forecasts share a curve's model. */
const known = new Map<string, number>();
const MOST_KNOWN = 10_000;

function quantileOf(p: number, freedom: number): number {
  const name = `${p} ${freedom}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const value = studentQuantile(p, freedom);
  known.set(name, value);
  return value;
}

function intervalScore(error: number, half: number, level: number): number {
  return 2 * half + (2 / (1 - level)) * Math.max(0, Math.abs(error) - half);
}

function rootMean(scored: readonly Scored[]): number {
  return Math.sqrt(mean(scored, ({ error }) => error * error)!);
}

function standardError(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values)!;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
