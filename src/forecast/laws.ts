import { rises } from "../core/extrapolate/rising.js";
import { fitCurves, type FitContext } from "../core/fit.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { type FitOptions, resolveOptions } from "../core/options.js";
import { lawOf } from "../core/rows/law.js";
import type { Curve, FitRow } from "../core/types.js";
import type { Place } from "./errorModel.js";
import type { Origin } from "./origins.js";

/** A law for forecasts from one origin. */
export interface ForecastLaw {
  /** ln ŷ at any x > 0 */
  readonly logY: (x: number) => number;
  /** what the size of errors at x depends on */
  readonly place: (x: number) => Place;
  /** first and last x fitted */
  readonly first: number;
  readonly last: number;
  /** distinct x fitted */
  readonly rows: number;
  /** free parameters */
  readonly parameters: number;
}

/** What laws are fitted with. */
export interface LawRequest extends Pick<FitOptions, "starts" | "seed"> {
  /** the group of each curve of the table, whose curves agree on a shape */
  readonly groups: readonly string[];
}

/**
 * The law of each origin; null where there is none. Curves that fall: the mean in ln y of two laws of the protocol `extrapolate`, one
 * drawn towards the shape of its group (of other curves at the same origin) and one of the curve alone; either is often the better one
 * and their mean is never far from it (docs/STATISTICS.md). Curves that rise: the law with the breaks that tests support.
 *
 * @throws EngineError when the engine is lost
 */
export async function fitLaws(
  origins: readonly Origin[],
  { groups, starts, seed }: LawRequest,
  context: FitContext,
): Promise<(ForecastLaw | null)[]> {
  const rising = origins.map(({ curve }) => rises(curve));
  const falling = origins.filter((_, i) => !rising[i]);
  const agreed = { protocol: "extrapolate", starts, seed } as const;
  const together = await lawsOf(falling, agreed, {
    ...context,
    groups: falling.map(({ index, number }) => `${number} ${groups[index]}`),
  });
  const alone = await lawsOf(falling, agreed, { ...context, groups: falling.map((_, i) => String(i)) });
  const upward = await lawsOf(
    origins.filter((_, i) => rising[i]),
    { breaks: [0, 1], signB: "auto", starts, seed },
    context,
  );
  const [ofFalling, ofRising] = [
    together.map((law, i) => [law, alone[i]]).values(),
    upward.map((law) => [law]).values(),
  ];
  return origins.map((origin, i) => {
    const laws = (rising[i] ? ofRising : ofFalling).next().value!;
    const found = laws.filter((law) => law !== null).map((law) => (x: number) => bnsl(x, law));
    return meanLaw(origin, found, PARAMETERS);
  });
}

/** The law of the selected row of each curve. */
async function lawsOf(
  origins: readonly Origin[],
  partial: Partial<FitOptions>,
  context: FitContext,
): Promise<(BnslParameters | null)[]> {
  if (origins.length === 0) return [];
  const options = resolveOptions(partial);
  const rows: FitRow[] = [];
  const curves = origins.map(({ curve }) => curve);
  for await (const window of fitCurves(curves, options, context)) for (const row of window) rows.push(row);
  const each = options.breaks.length;
  return curves.map((_, i) => {
    const selected = rows.slice(i * each, (i + 1) * each).find((row) => row.selected);
    return selected ? lawOf(selected) : null;
  });
}

/** Free parameters of a law of the protocol, which its residuals have lost. */
const PARAMETERS = 5;
/** Fewer degrees of freedom say nothing of σ. */
const LEAST_FREEDOM = 3;

/**
 * The mean of laws in ln y; null where there is none, or where it is not above 0 at the last x.
 * @param laws ŷ at any x > 0, each with as many free parameters
 */
export function meanLaw(
  { curve, cut }: Origin,
  laws: readonly ((x: number) => number)[],
  parameters: number,
): ForecastLaw | null {
  if (laws.length === 0) return null;
  const logY = (x: number) => laws.reduce((sum, law) => sum + Math.log(law(x)), 0) / laws.length;
  const fitted = Array.from(curve.x.keys()).filter((row) => curve.train[row] === 1);
  const first = fitted.reduce((least, row) => Math.min(least, curve.x[row]), Infinity);
  const sigma = deviation(curve, fitted, logY, parameters);
  if (!Number.isFinite(logY(cut)) || !Number.isFinite(sigma)) return null;
  const place = (x: number): Place => {
    const nearest = Math.min(Math.max(x, first), cut);
    if (x === nearest) return { sigma, change: 0, distance: 0 };
    return { sigma, change: Math.abs(logY(x) - logY(nearest)), distance: Math.abs(Math.log(x / nearest)) };
  };
  const rows = new Set(fitted.map((row) => curve.x[row])).size;
  return { logY, place, first, last: cut, rows, parameters };
}

/** Of ln y about the law, in double precision at least. */
function deviation({ x, y }: Curve, rows: readonly number[], logY: (x: number) => number, parameters: number): number {
  const squares = rows.reduce((sum, row) => sum + (Math.log(y[row]) - logY(x[row])) ** 2, 0);
  return Math.max(Math.sqrt(squares / Math.max(rows.length - parameters, LEAST_FREEDOM)), Number.EPSILON);
}
