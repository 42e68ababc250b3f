import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import type { BnslParameters } from "../../core/forms/evaluate.js";
import { given } from "../../core/given.js";
import { parseFixed } from "../../core/optionText.js";
import {
  PREDICTABILITY_OPTIONS,
  type PredictabilityRequest,
  resolvePredictability,
} from "../../uncertainty/predictabilityRequest.js";
import { type CommandParts, type OnlyFlags, onlyOption, type ResultFlags, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf, optionsFrom } from "../optionFlags.js";

/** The flags of `bnsl predictability` as Commander hands them over. */
export interface PredictabilityFlags extends FlagsOf<typeof PREDICTABILITY_OPTIONS>, ResultFlags, OnlyFlags {
  readonly curve?: string;
  readonly law?: BnslParameters;
}

/** Where the law that is simulated from comes from. */
type LawSource = "made up" | "law" | "fits";

/** `bnsl predictability`: a law in, or fits, how far off data that stop before or behind its last break leave one out. */
export const predictability: CommandParts = {
  argument: "table of fits, in any format, whose laws are studied; - is standard input",
  options: [
    new Option("--curve <name>", "one curve of the fits, by its name as tables print it; all are studied else"),
    onlyOption(),
    new Option("--law <parameters>", 'a law in place of fits, such as "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2"').argParser(
      parseLaw,
    ),
    ...flagsOf(PREDICTABILITY_OPTIONS),
    ...resultOptions("two rows per cell"),
  ],
  help: `
The law's last break is at d. Data on a log grid end at x = s·d and are fitted with as many breaks as the law has, and with
one less. A cell is one s, one sharpness f of that break, one noise and one number of runs at each x.

Examples:
  $ bnsl predictability --stop 0.5,1,2 --noise 0.01 --simulations 50
  $ bnsl predictability --law "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2" --sharpness 0.05,0.2,0.5 --repeats 1,4 -o table.arrow
  $ bnsl predictability fits.arrow --stop 0.3..3:5 --simulations 100`,
};

/** What is asked for: a law that was not made up has a sharpness, and its fit has left noise. InputError where a value cannot be. */
export function predictabilityRequest(flags: PredictabilityFlags, source: LawSource): PredictabilityRequest {
  const own = {
    sharpness: source === "made up" ? undefined : ("own" as const),
    noise: source === "fits" ? ("own" as const) : undefined,
  };
  return resolvePredictability({ ...given(own), ...optionsFrom(PREDICTABILITY_OPTIONS, flags) });
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
