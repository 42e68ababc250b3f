import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import type { BnslParameters } from "../../core/forms/evaluate.js";
import { given } from "../../core/given.js";
import type { EngineChoice } from "../../core/types.js";
import {
  PREDICTABILITY_DEFAULTS,
  resolvePredictability,
  type PredictabilityRequest,
} from "../../uncertainty/predictabilityRequest.js";
import { parseFixed, parseNumber, parsePositive, parseWhole } from "../arguments.js";
import { resultOptions } from "../fittedFlags.js";

/** The flags of `bnsl predictability` as Commander hands them over. */
export interface PredictabilityFlags {
  readonly curve?: string;
  readonly law?: BnslParameters;
  readonly stop: number[];
  readonly sharpness?: number[] | "own";
  readonly noise?: number[] | "own";
  readonly repeats: number[];
  readonly pointsPerDecade: number;
  readonly from?: number;
  readonly simulations: number;
  readonly horizon: number;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Where the law that is simulated from comes from. */
export type LawSource = "made up" | "law" | "fits";

/** The options that `bnsl predictability` knows, in the order of its help. */
export function predictabilityFlags(): Option[] {
  const { repeats, pointsPerDecade, simulations, horizon, seed, sharpness, noise } = PREDICTABILITY_DEFAULTS;
  return [
    new Option("--curve <name>", "one curve of the fits, by its name as tables print it; all are studied else"),
    new Option("--law <parameters>", 'a law in place of fits, such as "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2"').argParser(
      parseLaw,
    ),
    new Option("--stop <s>", "where the data end, over the last break's x: 0.5,1,2, or a log grid such as 0.1..10:9")
      .argParser((text: string) => positives(text, "--stop", "0.5,1,2, or a log grid such as 0.1..10:9"))
      .default(PREDICTABILITY_DEFAULTS.stops, "0.1..10:9"),
    new Option(
      "--sharpness <f>",
      `f of the last break, or own: the law's; left out: own of --law or fits, else ${String(sharpness)}`,
    ).argParser(ownOr("--sharpness", "values of f such as 0.05,0.5")),
    new Option(
      "--noise <sigma>",
      `deviation of ln y of one run, or own: what the fit left; left out: own of fits, else ${String(noise)}`,
    ).argParser(ownOr("--noise", "0.01,0.05 for 1 and 5 %")),
    new Option("--repeats <counts>", "runs (seeds) at each x")
      .argParser((text: string) => text.split(",").map((part) => parseWhole(part.trim(), "--repeats", 1)))
      .default(repeats, String(repeats)),
    new Option("--points-per-decade <count>", "different x in a decade, on a log grid")
      .argParser((text: string) => parseWhole(text, "--points-per-decade", 1))
      .default(pointsPerDecade),
    new Option("--from <x>", "first x; left out: a thousandth of that of the first break").argParser((text: string) =>
      parseNumber(text, "--from"),
    ),
    new Option("--simulations <count>", "data sets of each cell, each fitted with the break and without it")
      .argParser((text: string) => parseWhole(text, "--simulations", 1))
      .default(simulations),
    new Option("--horizon <factor>", "extrapolation is scored up to so many times the last break's x")
      .argParser((text: string) => parseNumber(text, "--horizon"))
      .default(horizon),
    new Option("--seed <number>", "of the data sets and of the starts")
      .argParser((text: string) => parseWhole(text, "--seed", 0))
      .default(seed),
    ...resultOptions("two rows per cell"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function predictabilityRequest(flags: PredictabilityFlags, source: LawSource): PredictabilityRequest {
  const { stop, repeats, pointsPerDecade, from, simulations, horizon, seed } = flags;
  const sharpness = flags.sharpness ?? (source === "made up" ? undefined : ("own" as const));
  const noise = flags.noise ?? (source === "fits" ? ("own" as const) : undefined);
  return resolvePredictability({
    ...{ stops: stop, repeats, pointsPerDecade, simulations, horizon, seed },
    ...given({ from, sharpness, noise }),
  });
}

function ownOr(flag: string, what: string): (text: string) => number[] | "own" {
  return (text) => (text === "own" ? "own" : positives(text, flag, `${what}, or own`));
}

function positives(text: string, flag: string, what: string): number[] {
  return parsePositive(text, flag, what, "value");
}

/** `a=…,b=…,c0=…` and a c, d and f for each break. */
function parseLaw(text: string): BnslParameters {
  const example = '--law "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2"';
  const values = readLaw(text, example);
  const breaks = Object.keys(values).filter((name) => /^d[1-9]\d*$/.test(name)).length;
  const numbers = Array.from({ length: breaks }, (_, i) => i + 1);
  const needed = ["a", "b", "c0", ...numbers.flatMap((i) => [`c${i}`, `d${i}`, `f${i}`])];
  const unknown = Object.keys(values).find((name) => !needed.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `--law ${text}: ${unknown} is no parameter of a law with ${breaks} break${breaks === 1 ? "" : "s"} (it names ${breaks} d); write ${example}`,
    );
  }
  const missing = needed.find((name) => !Object.hasOwn(values, name));
  if (missing !== undefined) throw new InputError(`--law ${text}: ${missing} is missing; write ${example}`);
  const family = (name: string) => numbers.map((i) => values[`${name}${i}`]);
  return { a: values.a, b: values.b, c0: values.c0, c: family("c"), d: family("d"), f: family("f") };
}

function readLaw(text: string, example: string): Record<string, number> {
  try {
    return parseFixed(text);
  } catch {
    throw new InputError(`--law ${text}: write each parameter once as NAME=VALUE: ${example}`);
  }
}
