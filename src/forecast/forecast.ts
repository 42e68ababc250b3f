import { rises } from "../core/extrapolate/rising.js";
import type { FitContext } from "../core/fit.js";
import { studentCdf, studentQuantile } from "../core/statistics/student.js";
import type { Curve } from "../core/types.js";
import { type Calibration, Calibrator } from "./calibrate.js";
import { curveScaleAt, type ErrorModel, type Place, scaleAt } from "./errorModel.js";
import { fitLaws, type ForecastLaw, type LawRequest } from "./laws.js";
import { type Origin, rollingOrigins, wholeCurve } from "./origins.js";
import type { ForecastOf, ForecastRow, ForecastStatus } from "./types.js";

/** What is forecast of every curve. */
export interface ForecastRequest extends LawRequest {
  /** x of each curve, with the y that was held out there where it is known */
  readonly points: readonly (readonly ForecastPoint[])[];
  /** nominal probabilities, between 0 and 1 */
  readonly levels: readonly number[];
  readonly targets: readonly number[];
  readonly of: ForecastOf;
  /** how far targets are looked for, as a multiple of the last training x */
  readonly within: number;
}

export interface ForecastPoint {
  readonly x: number;
  readonly y: number | null;
}

/**
 * Forecasts of every curve from its training rows, in input order; calibrated by how far forecasts from rolling origins within the
 * training rows of all curves have missed. A curve without a forecast has one row that says why.
 *
 * @throws EngineError when the engine is lost
 */
export async function forecastCurves(
  curves: readonly Curve[],
  request: ForecastRequest,
  context: FitContext,
): Promise<ForecastRow[]> {
  const wholes = curves.map((curve, i) => wholeCurve(curve, i));
  const origins = curves.flatMap((curve, i) =>
    wholes[i] ? rollingOrigins(curve, i, ratioOf(wholes[i], i, request)) : [],
  );
  const tasks = [...wholes.filter((whole) => whole !== null), ...origins];
  const fitted = await fitLaws(tasks, request, context);
  const laws = new Map(tasks.map((task, i) => [task, fitted[i]]));
  const calibrator = new Calibrator(
    origins.map((origin) => ({ origin, law: laws.get(origin)! })),
    request.groups,
  );
  return curves.flatMap((curve, i) => {
    const law = wholes[i] && laws.get(wholes[i]);
    if (!law) return [emptyRow(curve, wholes[i] ? "no-fit" : "too-few-x")];
    if (request.points[i].length + request.targets.length === 0) return [emptyRow(curve, "no-test-rows")];
    return rowsOf(curve, law, calibrator.of(i), request.points[i], request);
  });
}

/** No forecast reaches less far than this ratio of x: nearer origins would tell of noise alone. */
const LEAST_RATIO = 1.5;

function ratioOf({ cut }: Origin, i: number, { points, targets, within }: ForecastRequest): number {
  const furthest = points[i].reduce((most, { x }) => Math.max(most, x), 0);
  const ratio = furthest > 0 || targets.length === 0 ? furthest / cut : Math.sqrt(within);
  return Math.max(LEAST_RATIO, ratio);
}

function rowsOf(
  curve: Curve,
  law: ForecastLaw,
  { model, origins, curves }: Calibration,
  points: readonly ForecastPoint[],
  { levels, targets, of, within }: ForecastRequest,
): ForecastRow[] {
  const row = { ...emptyRow(curve, "ok"), of, origins, curves };
  const spread = (place: Place) => (of === "run" ? scaleAt(model, place) : curveScaleAt(model, place, law));
  const quantile = (p: number) => studentQuantile(p, model.freedom);
  const atX = points.flatMap(({ x, y }): ForecastRow[] => {
    const middle = law.logY(x);
    const scale = spread(law.place(x));
    if (!Number.isFinite(middle)) return [{ ...row, quantity: "y", x, y }];
    const values = levels.map((level): ForecastRow => {
      const half = scale * quantile((1 + level) / 2);
      const [estimate, lo, hi] = [middle, middle - half, middle + half].map(Math.exp);
      return { ...row, quantity: "y", x, y, level, estimate, lo, hi };
    });
    const chances = targets.map((target): ForecastRow => {
      const estimate = studentCdf((Math.log(target) - middle) / scale, model.freedom);
      return { ...row, quantity: "below", x, y, target, estimate };
    });
    return [...values, ...chances];
  });
  const reached = targets.flatMap((target): ForecastRow[] => {
    const chance = reachOf(curve, law, model, target, within);
    const at = (p: number) => xReached(chance, quantile, p);
    const xs = levels.map((level): ForecastRow => {
      const [estimate, lo, hi] = [0.5, (1 - level) / 2, (1 + level) / 2].map(at);
      return { ...row, of: "curve", quantity: "reach", target, level, estimate, lo, hi };
    });
    const never = 1 - studentCdf(chance[chance.length - 1].t, model.freedom);
    return [...xs, { ...row, of: "curve", quantity: "never", target, estimate: never }];
  });
  return [...atX, ...reached];
}

/** Up to x, the target is reached where the curve's error, in units of its scale, is at most t (towards the target). */
interface Reach {
  readonly x: number;
  readonly t: number;
}

const STEPS = 600;

/** Errors of one curve at different x are taken as one and the same t, so that a curve that is too low stays so. */
function reachOf(curve: Curve, law: ForecastLaw, model: ErrorModel, target: number, within: number): Reach[] {
  const end = law.last * within;
  const towards = rises(curve) ? -1 : 1;
  let most = -Infinity;
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const x = law.first * (end / law.first) ** (i / STEPS);
    const distance = towards * (Math.log(target) - law.logY(x));
    const t = distance / curveScaleAt(model, law.place(x), law);
    if (t > most) most = t;
    return { x, t: most };
  });
}

/** The x up to which the target is reached with probability p; Infinity where it is not. */
function xReached(reach: readonly Reach[], quantile: (p: number) => number, p: number): number {
  const t = quantile(p);
  const found = reach.findIndex((each) => each.t >= t);
  if (found <= 0) return found === 0 ? reach[0].x : Infinity;
  const [before, behind] = [reach[found - 1], reach[found]];
  const share = (t - before.t) / (behind.t - before.t);
  return before.x * (behind.x / before.x) ** (Number.isFinite(share) ? share : 1);
}

function emptyRow({ key }: Curve, status: ForecastStatus): ForecastRow {
  const none = { quantity: null, x: null, target: null, level: null, estimate: null, lo: null, hi: null, of: null };
  return { key, status, ...none, y: null, origins: 0, curves: 0 };
}
