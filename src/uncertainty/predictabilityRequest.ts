import { InputError } from "../core/errors.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { checkInteger, MAX_BREAKS, show } from "../core/options.js";
import { complete, MAX_RESAMPLES } from "./request.js";

/** A law that data are simulated from. */
export interface Truth {
  /** which curve it is the fit of; empty for a law of its own */
  readonly key: readonly string[];
  readonly law: BnslParameters;
  /** deviation of ln y that its fit left; null where there was none */
  readonly sigma: number | null;
}

/** What decides the numbers of a study of predictability: a cell for each stop × sharpness × noise × number of repeats. */
export interface PredictabilityRequest {
  /** where the data end: x = s·d, d the location of the law's last break */
  readonly stops: readonly number[];
  /** f of the last break; "own": the law's */
  readonly sharpness: readonly number[] | "own";
  /** deviation of ln y of one run; "own": what the law's fit left */
  readonly noise: readonly number[] | "own";
  /** runs (seeds) at each x */
  readonly repeats: readonly number[];
  /** different x in a decade */
  readonly pointsPerDecade: number;
  /** first x; null: a thousandth of the first break */
  readonly from: number | null;
  /** data sets of each cell */
  readonly simulations: number;
  /** extrapolation is scored from the last x to horizon·d */
  readonly horizon: number;
  readonly seed: number;
}

/** A plain bend: the exponent goes from 0.1 to 0.4 at a million. */
export const EXAMPLE_LAW: BnslParameters = { a: 0, b: 1, c0: 0.1, c: [0.3], d: [1e6], f: [0.2] };

export const PREDICTABILITY_DEFAULTS: PredictabilityRequest = {
  stops: [0.1, 0.178, 0.316, 0.562, 1, 1.78, 3.16, 5.62, 10],
  sharpness: [0.05, 0.2, 0.5],
  noise: [0.01, 0.05],
  repeats: [1],
  pointsPerDecade: 10,
  from: null,
  simulations: 200,
  horizon: 10,
  seed: 0,
};

/** The default first x, as a share of the first break. */
const FIRST_X = 1e-3;
const MOST_REPEATS = 1000;
const MOST_PER_DECADE = 1000;

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolvePredictability(partial: Partial<PredictabilityRequest> = {}): PredictabilityRequest {
  const request = complete(partial, PREDICTABILITY_DEFAULTS, "a study");
  const { stops, sharpness, noise, repeats, pointsPerDecade, from, simulations, horizon, seed } = request;
  checkPositive("stops", stops, "shares of the last break's x such as 0.5 or 2");
  if (sharpness !== "own") checkPositive("sharpness", sharpness, 'values of f such as 0.05, or "own"');
  if (noise !== "own") checkPositive("noise", noise, 'deviations of ln y such as 0.01 for 1 %, or "own"');
  checkPositive("repeats", repeats, "numbers of runs at each x");
  for (const count of repeats) checkInteger("repeats", count, 1, MOST_REPEATS);
  checkInteger("pointsPerDecade", pointsPerDecade, 1, MOST_PER_DECADE);
  if (from !== null) checkPositive("from", [from], "the first x");
  checkInteger("simulations", simulations, 1, MAX_RESAMPLES);
  checkPositive("horizon", [horizon], "a multiple of the last break's x");
  checkInteger("seed", seed, 0, Number.MAX_SAFE_INTEGER);
  const beyond = stops.find((stop) => stop > horizon);
  if (beyond !== undefined) {
    throw new InputError(
      `stops names ${beyond}: the data must end at or before horizon ${horizon}, to which they are extrapolated; ` +
        "give a larger horizon",
    );
  }
  return request;
}

/**
 * Whether data of these laws can be simulated and fitted as asked.
 *
 * @throws InputError that names the law's parameter, or the option, its value and what it may be
 */
export function checkTruth({ law, sigma, key }: Truth, request: PredictabilityRequest): void {
  const of = key.length === 0 ? "the law" : `the fit of ${key.join(" / ")}`;
  checkLaw(law, of);
  if (request.noise === "own" && !(sigma !== null && sigma > 0)) {
    throw new InputError(`noise is "own", but ${of} has left none: give deviations of ln y such as 0.01`);
  }
  const last = Math.max(...law.d);
  const first = firstX(law, request);
  const needed = 3 + 3 * law.d.length;
  for (const stop of request.stops) {
    const points = pointsTo(first, stop * last, request.pointsPerDecade);
    if (points > needed) continue;
    throw new InputError(
      `stops names ${stop}: from x = ${show(first)} to ${show(stop * last)} there are ${Math.max(points, 0)} points at ` +
        `${request.pointsPerDecade} a decade, and ${of} has ${needed} parameters; give a smaller from, more points a ` +
        "decade, or larger stops",
    );
  }
}

/** The smallest x of simulated data. */
export function firstX({ d }: BnslParameters, { from }: Pick<PredictabilityRequest, "from">): number {
  return from ?? FIRST_X * Math.min(...d);
}

/** How many x a log grid with both ends has; 0 or less where the end is before the first. */
export function pointsTo(first: number, last: number, perDecade: number): number {
  return last > first ? Math.max(2, Math.round(perDecade * Math.log10(last / first)) + 1) : 0;
}

function checkLaw({ a, b, c0, c, d, f }: BnslParameters, of: string): void {
  const n = d.length;
  if (n === 0) throw new InputError(`${of} has no break: give one with at least d1, c1 and f1`);
  if (n > MAX_BREAKS || c.length !== n || f.length !== n) {
    throw new InputError(
      `${of} has ${c.length} c, ${n} d and ${f.length} f: one each a break, of at most ${MAX_BREAKS}`,
    );
  }
  const named = [["a", a], ["b", b], ["c0", c0], ...numbered("c", c), ...numbered("d", d), ...numbered("f", f)];
  for (const [name, value] of named as [string, number][]) {
    const positive = name.startsWith("d") || name.startsWith("f");
    const fine = Number.isFinite(value) && (!positive || value > 0) && (name !== "a" || value >= 0);
    if (fine) continue;
    const range = positive ? "above 0" : name === "a" ? "0 or above" : "finite";
    throw new InputError(`${name} of ${of} is ${show(value)}: it must be a number, ${range}`);
  }
  if (b <= 0) throw new InputError(`b of ${of} is ${show(b)}: only laws that fall towards a are studied, b > 0`);
}

function numbered(family: string, values: readonly number[]): [string, number][] {
  return values.map((value, i) => [`${family}${i + 1}`, value]);
}

function checkPositive(name: string, values: unknown, what: string): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw new InputError(`${name} is ${show(values)}: give a list of ${what}`);
  }
  const bad = (values as unknown[]).find((value) => !(typeof value === "number" && value > 0 && value < Infinity));
  if (bad !== undefined) throw new InputError(`${name} names ${show(bad)}: give ${what}, finite and above 0`);
}
