import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import { given } from "../../core/given.js";
import { parseWhole } from "../../core/optionText.js";
import { FIT_OPTIONS } from "../../core/options.js";
import type { FitOptions } from "../../core/types.js";
import { DEFAULT_FORMS, FORM_NAMES } from "../../suite/forms.js";
import { DEFAULT_RESAMPLES } from "../../suite/plan.js";
import type { SuiteRequest } from "../../suite/suiteResult.js";
import { type ColumnFlags, columnFlags } from "../columnFlags.js";
import { type CommandParts, engineOptions, type OnlyFlags, onlyOption, type ResultFlags } from "../flags.js";
import { flagOf, parseColumns } from "../optionFlags.js";

/** The flags of `bnsl suite` as Commander hands them over. */
export interface SuiteFlags extends ColumnFlags, ResultFlags, OnlyFlags {
  readonly forms: readonly string[];
  readonly protocol: FitOptions["protocol"];
  readonly breaks?: number[];
  readonly seed: number;
  readonly starts: FitOptions["starts"];
  readonly domain?: string;
  readonly group: Record<string, string[]>;
  readonly compare?: [string, string][];
  readonly resamples: number;
  readonly markdown?: true;
  readonly demo?: true;
}

/** `bnsl suite`: forms against each other on the held-out rows of a table of curves. */
export const suite: CommandParts = {
  argument: "CSV, JSON lines, Arrow or Parquet, or folders of them; all are one table, - is standard input",
  options: [
    ...columnFlags(),
    onlyOption(),
    new Option(
      "--forms <list>",
      `functional forms to fit, of ${FORM_NAMES.join(", ")}; the last is compared with the others`,
    )
      .argParser((text: string) => parseForms(text, "--forms"))
      .default(DEFAULT_FORMS, DEFAULT_FORMS.join(",")),
    flagOf(FIT_OPTIONS.protocol),
    flagOf(FIT_OPTIONS.domain),
    flagOf({ ...FIT_OPTIONS.breaks, help: "numbers of breaks that bnsl chooses among (default: 0..2)", shown: null }),
    flagOf({ ...FIT_OPTIONS.starts, help: "starts per curve and form, or auto" }),
    flagOf({ ...FIT_OPTIONS.seed, help: "of the starts and of the bootstrap" }),
    new Option("--group <name=domains>", "domains joined under a name, such as language=NMT,LM; repeatable")
      .argParser(parseGroup)
      .default({}, "none"),
    new Option("--compare <A,B>", "compare these two forms instead of the last with each other; repeatable").argParser(
      parsePair,
    ),
    new Option("--resamples <count>", "of the paired bootstrap over curves")
      .argParser((text: string) => parseWhole(text, "--resamples", 1))
      .default(DEFAULT_RESAMPLES),
    new Option("--markdown", "print Markdown instead of text").conflicts("json"),
    new Option("--json", "print summary, comparison and caveats as one JSON object instead of text"),
    new Option("-o, --output <file>", "a row per curve and form: .arrow .arrows .csv .parquet .jsonl, or - for CSV"),
    ...engineOptions(),
    new Option("--quiet", "no notes, no progress, no table"),
    new Option("--demo", "the made-up curves that come with bnsl"),
  ],
  help: `
Errors are RMSLE, sqrt(mean((ln ŷ − ln y)²)), on the rows that the train column holds out. Columns that are not named are
guessed; the guess is printed.

Examples:
  $ bnsl suite --demo
  $ bnsl suite curves.csv --forms m2,m4,bnsl --group vision=IC --group language=NMT,LM,BB -o suite.arrow
  $ bnsl suite tables/ --markdown`,
};

/** What is asked of the scores. */
export function suiteRequest({ forms, domain, group, compare, resamples, seed }: SuiteFlags): SuiteRequest {
  return { forms, groups: group, resamples, seed, ...given({ domain, compare }) };
}

function parseForms(text: string, flag: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InputError(`${flag} ${text}: give names of forms separated by commas, such as m2,m4,bnsl`);
  }
  return names;
}

function parsePair(text: string, earlier: [string, string][] = []): [string, string][] {
  const names = parseForms(text, "--compare").map((name) => name.toLowerCase());
  if (names.length !== 2) throw new InputError(`--compare ${text}: give two forms, such as bnsl,m4`);
  return [...earlier, [names[0], names[1]]];
}

/** `language=NMT,LM`, added to the groups of earlier uses of the option; a domain with a comma stands in quotes. */
function parseGroup(text: string, earlier: Record<string, string[]> = {}): Record<string, string[]> {
  const [, name, values] = /^\s*([^=]*?)\s*=(.*)$/s.exec(text) ?? ["", "", ""];
  const domains = name === "" ? null : domainList(values);
  if (domains === null) {
    throw new InputError(
      `--group ${text}: write NAME=DOMAIN,DOMAIN…, each domain once, for example language=NMT,LM; "a,b" in quotes is one`,
    );
  }
  if (Object.hasOwn(earlier, name)) throw new InputError(`--group names ${name} twice: give it once`);
  return { ...earlier, [name]: domains };
}

/** Null where the text is no list of names. */
function domainList(text: string): string[] | null {
  try {
    return parseColumns(text, "--group");
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
