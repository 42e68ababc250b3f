import { InputError } from "../core/errors.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { MAX_BREAKS } from "../core/options.js";
import { checkInteger, defaultsOf, option, type OptionKind, resolveTable, show, whole } from "../core/optionTable.js";
import { parseNumber, parsePositive, parseWhole } from "../core/optionText.js";
import { MAX_RESAMPLES } from "./request.js";

/** A law that data are simulated from. */
export interface Truth {
  /** which curve it is the fit of; empty for a law of its own */
  readonly key: readonly string[];
  readonly law: BnslParameters;
  /** deviation of ln y that its fit left; null where there was none */
  readonly sigma: number | null;
}

/** A plain bend: the exponent goes from 0.1 to 0.4 at a million. */
export const EXAMPLE_LAW: BnslParameters = { a: 0, b: 1, c0: 0.1, c: [0.3], d: [1e6], f: [0.2] };

/** The default first x, as a share of the first break. */
const FIRST_X = 1e-3;
const MOST_REPEATS = 1000;
const MOST_PER_DECADE = 1000;

/** Where the data end, each a multiple of the last break's x. */
const stopList: OptionKind<readonly number[]> = {
  check: (name, value) => checkPositive(name, value, "shares of the last break's x such as 0.5 or 2"),
  parse: (text, flag) => parsePositive(text, flag, "0.5,1,2, or a log grid such as 0.1..10:9", "value"),
  json: { listOf: "number" },
};

/** @param what what to give, in code and in a flag, with examples */
function listOrOwn(what: string, flagWhat: string): OptionKind<readonly number[] | "own"> {
  return {
    check: (name, value) => (value === "own" ? value : checkPositive(name, value, `${what}, or "own"`)),
    parse: (text, flag) => (text === "own" ? text : parsePositive(text, flag, `${flagWhat}, or own`, "value")),
    json: { either: [["own"], { listOf: "number" }] },
  };
}

const counts: OptionKind<readonly number[]> = {
  check: (name, value) =>
    checkPositive(name, value, "numbers of runs at each x").map((count) => checkInteger(name, count, 1, MOST_REPEATS)),
  parse: (text, flag) => text.split(",").map((part) => parseWhole(part.trim(), flag, 1)),
  json: { listOf: "number" },
};

const firstOfGrid: OptionKind<number | null> = {
  check: (name, value) => (value === null ? value : checkPositive(name, [value], "the first x")[0]),
  parse: parseNumber,
  json: { nullOr: "number" },
};

const multiple: OptionKind<number> = {
  check: (name, value) => checkPositive(name, [value], "a multiple of the last break's x")[0],
  parse: parseNumber,
  json: "number",
};

const SHARPNESS = [0.05, 0.2, 0.5];
const NOISE = [0.01, 0.05];

/** The options of a study of predictability. */
export const PREDICTABILITY_OPTIONS = {
  /** where the data end: x = s·d, d the location of the law's last break */
  stops: option(stopList, {
    default: [0.1, 0.178, 0.316, 0.562, 1, 1.78, 3.16, 5.62, 10],
    shown: "0.1..10:9",
    flag: "--stop <s>",
    help: "where the data end, over the last break's x: 0.5,1,2, or a log grid such as 0.1..10:9",
  }),
  /** f of the last break; "own": the law's */
  sharpness: option(listOrOwn("values of f such as 0.05", "values of f such as 0.05,0.5"), {
    default: SHARPNESS,
    shown: null,
    flag: "--sharpness <f>",
    help: `f of the last break, or own: the law's; left out: own of --law or fits, else ${SHARPNESS.join(",")}`,
  }),
  /** deviation of ln y of one run; "own": what the law's fit left */
  noise: option(listOrOwn("deviations of ln y such as 0.01 for 1 %", "0.01,0.05 for 1 and 5 %"), {
    default: NOISE,
    shown: null,
    flag: "--noise <sigma>",
    help: `deviation of ln y of one run, or own: what the fit left; left out: own of fits, else ${NOISE.join(",")}`,
  }),
  /** runs (seeds) at each x */
  repeats: option(counts, { default: [1], shown: "1", flag: "--repeats <counts>", help: "runs (seeds) at each x" }),
  /** different x in a decade */
  pointsPerDecade: option(whole(1, MOST_PER_DECADE), {
    default: 10,
    flag: "--points-per-decade <count>",
    help: "different x in a decade, on a log grid",
  }),
  /** first x; null: a thousandth of the first break */
  from: option(firstOfGrid, {
    default: null,
    shown: null,
    flag: "--from <x>",
    help: "first x; left out: a thousandth of that of the first break",
  }),
  /** data sets of each cell */
  simulations: option(whole(1, MAX_RESAMPLES), {
    default: 200,
    flag: "--simulations <count>",
    help: "data sets of each cell, each fitted with the break and without it",
  }),
  /** extrapolation is scored from the last x to horizon·d */
  horizon: option(multiple, {
    default: 10,
    flag: "--horizon <factor>",
    help: "extrapolation is scored up to so many times the last break's x",
  }),
  /** of the data sets and of the starts */
  seed: option(whole(0), { default: 0, flag: "--seed <number>", help: "of the data sets and of the starts" }),
};

/**
 * What decides the numbers of a study of predictability: a cell for each stop × sharpness × noise × number of repeats.
 * @interface
 */
export type PredictabilityRequest = {
  readonly [Name in keyof typeof PREDICTABILITY_OPTIONS]: (typeof PREDICTABILITY_OPTIONS)[Name]["default"];
};

export const PREDICTABILITY_DEFAULTS: PredictabilityRequest = defaultsOf(PREDICTABILITY_OPTIONS);

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolvePredictability(partial: Partial<PredictabilityRequest> = {}): PredictabilityRequest {
  const request = resolveTable(PREDICTABILITY_OPTIONS, partial, "a study");
  const { stops, horizon } = request;
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

function checkPositive(name: string, values: unknown, what: string): number[] {
  if (!Array.isArray(values) || values.length === 0) {
    throw new InputError(`${name} is ${show(values)}: give a list of ${what}`);
  }
  const bad = (values as unknown[]).find((value) => !(typeof value === "number" && value > 0 && value < Infinity));
  if (bad === undefined) return values as number[];
  throw new InputError(`${name} names ${show(bad)}: give ${what}, finite and above 0`);
}
