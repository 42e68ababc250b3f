import { InputError } from "../core/errors.js";
import {
  choice,
  countOrAuto,
  option,
  type OptionKind,
  resolveTable,
  show,
  textOrNull,
  whole,
} from "../core/optionTable.js";
import { isPlace, parsePositive, parsePoints, type Place } from "../core/optionText.js";
import { FORECASTERS, type Forecaster, type ForecastOf } from "./types.js";

/** Where is forecast: at an x, at a multiple of a curve's last training x ("10x"), or at its held-out rows ("test"). */
export type ForecastPlace = Place | "test";

const PLACES =
  "values of x such as 1e9,1e10, multiples of the last training x such as 10x or 2..100x, or test for the held-out rows";

const places: OptionKind<readonly ForecastPlace[]> = {
  check(name, value) {
    const isKnown = (each: unknown) => each === "test" || isPlace(each);
    if (Array.isArray(value) && (value as unknown[]).every(isKnown)) return value as ForecastPlace[];
    throw new InputError(`${name} is ${show(value)}: it must be a list of ${PLACES.replace("2..100x", '"10x"')}`);
  },
  parse: (text, flag, earlier) => [...earlier, ...text.split(",").flatMap((part) => placesIn(part, flag))],
  json: { listOf: { either: ["number", "text"] } },
};

function placesIn(part: string, flag: string): ForecastPlace[] {
  if (part.trim() === "test") return ["test"];
  if (!/[x×]\s*$/i.test(part)) return parsePoints(part);
  try {
    return parsePoints(part);
  } catch {
    throw new InputError(`${flag} ${part}: give ${PLACES}`);
  }
}

const levels: OptionKind<readonly number[]> = {
  check(name, value) {
    const isShare = (each: unknown) => typeof each === "number" && each > 0 && each < 1;
    if (Array.isArray(value) && value.length > 0 && (value as unknown[]).every(isShare)) {
      return [...new Set(value as number[])];
    }
    throw new InputError(
      `${name} is ${show(value)}: it must be a list of shares between 0 and 1, such as 0.8 for 80 %`,
    );
  },
  parse: (text, flag) => parsePositive(text, flag, "shares such as 0.5,0.8,0.95", "level"),
  json: { listOf: "number" },
};

const targets: OptionKind<readonly number[]> = {
  check(name, value) {
    if (
      Array.isArray(value) &&
      (value as unknown[]).every((each) => typeof each === "number" && each > 0 && each < Infinity)
    )
      return value as number[];
    throw new InputError(`${name} is ${show(value)}: it must be a list of values of y above 0`);
  },
  parse: (text, flag, earlier) => [...earlier, ...parsePositive(text, flag, "values of y such as 0.3", "target")],
  json: { listOf: "number" },
};

const forecasterList: OptionKind<readonly Forecaster[]> = {
  check(name, value) {
    const all: readonly unknown[] = Array.isArray(value) ? value : [];
    const unknown = all.find((each) => !(FORECASTERS as readonly unknown[]).includes(each));
    if (Array.isArray(value) && unknown === undefined && new Set(all).size === all.length) return value as Forecaster[];
    throw new InputError(
      `${name} is ${show(value)}: it must be a list of ${FORECASTERS.slice(1).join(", ")}, each once`,
    );
  },
  parse: (text) => (text.trim() === "" ? [] : text.split(",").map((name) => name.trim().toLowerCase() as Forecaster)),
  json: { listOf: FORECASTERS },
};

const OFS: readonly ForecastOf[] = ["run", "curve"];

const shared = {
  /** key column whose values group curves, which agree on a shape and on how far forecasts miss; null: guessed, "": one group */
  domain: option(textOrNull("the name of a key column"), {
    default: null,
    shown: null,
    flag: "--domain <column>",
    help: 'key column of which each value is a domain, whose curves resemble each other; "" for none',
  }),
  /** starts of each fit */
  starts: option(countOrAuto(1, 100_000), {
    default: "auto",
    flag: "--starts <count>",
    help: "starts of each fit, or auto",
  }),
  /** of the starts */
  seed: option(whole(0), { default: 0, flag: "--seed <number>", help: "of the starts" }),
};

/** The options of forecasts. */
export const FORECAST_OPTIONS = {
  /** where is forecast */
  at: option(places, {
    default: [] as readonly ForecastPlace[],
    shown: "2x,5x,10x where no --target is given",
    flag: "--at <places>",
    help: PLACES,
  }),
  /** values of y, > 0 */
  target: option(targets, {
    default: [] as readonly number[],
    shown: "none",
    flag: "--target <values>",
    help: "how likely y is at most this, and the x at which the curve reaches it",
  }),
  /** nominal probabilities of the intervals */
  level: option(levels, {
    default: [0.5, 0.8, 0.95] as readonly number[],
    shown: "0.5,0.8,0.95",
    flag: "--level <shares>",
    help: "nominal probabilities of the intervals",
  }),
  /** what y is forecast of */
  of: option(choice(OFS), {
    default: "run",
    flag: "--of <what>",
    help: "the y of a new run, with its own scatter, or the curve about which runs scatter",
  }),
  /** how far targets are looked for, as a multiple of the last training x */
  within: option(whole(2), {
    default: 1000,
    flag: "--within <multiple>",
    help: "how far targets are looked for, as a multiple of the last training x",
  }),
  ...shared,
};

/**
 * What decides the numbers of forecasts.
 * @interface
 */
export type ForecastOptions = {
  readonly [Name in keyof typeof FORECAST_OPTIONS]: (typeof FORECAST_OPTIONS)[Name]["default"];
};

/** Where neither a place nor a target is asked for. */
const USUAL: readonly ForecastPlace[] = ["2x", "5x", "10x"];

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveForecast(partial: Partial<ForecastOptions> = {}): ForecastOptions {
  const options = resolveTable(FORECAST_OPTIONS, partial, "a forecast");
  return options.at.length === 0 && options.target.length === 0 ? { ...options, at: USUAL } : options;
}

/** The options of a backtest. */
export const BACKTEST_OPTIONS = {
  /** how far ahead is forecast from each origin, x / last x fitted */
  ahead: option(
    {
      check(name: string, value: unknown) {
        if (typeof value === "number" && value > 1 && value < Infinity) return value;
        throw new InputError(`${name} is ${show(value)}: it must be a ratio of x above 1, such as 4`);
      },
      parse: (text: string, flag: string) =>
        parsePositive(text.replace(/x$/i, ""), flag, "a ratio of x such as 4", "ratio")[0],
      json: "number" as const,
    },
    {
      default: 4,
      flag: "--ahead <ratio>",
      help: "how far ahead is forecast, as a ratio of x; where rows are held out, as far as they reach",
    },
  ),
  /** what our forecasts are compared with */
  against: option(forecasterList, {
    default: FORECASTERS.slice(1),
    shown: FORECASTERS.slice(1).join(","),
    flag: "--against <names>",
    help: `what forecasts are compared with: ${FORECASTERS.slice(1).join(", ")}; "" for nothing`,
  }),
  ...shared,
};

/**
 * What decides the numbers of a backtest.
 * @interface
 */
export type BacktestOptions = {
  readonly [Name in keyof typeof BACKTEST_OPTIONS]: (typeof BACKTEST_OPTIONS)[Name]["default"];
};

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBacktest(partial: Partial<BacktestOptions> = {}): BacktestOptions {
  return resolveTable(BACKTEST_OPTIONS, partial, "a backtest");
}
