import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import { parseWhole } from "../../core/optionText.js";
import { FIT_OPTIONS, resolveOptions } from "../../core/options.js";
import type { FitOptions } from "../../core/types.js";
import { Y_ABOVE } from "../../curves/asFitted.js";
import type { LoadOptions } from "../../curves/load.js";
import type { SortOrder } from "../../text/sortCurves.js";
import type { Place } from "../../core/optionText.js";
import { BOOTSTRAP_OPTIONS, type BootstrapRequest } from "../../uncertainty/request.js";
import { type ColumnFlags, columnFlags, columnRequest } from "../columnFlags.js";
import {
  type CommandParts,
  engineOptions,
  type OnlyFlags,
  onlyOption,
  outputOption,
  type ResultFlags,
  sortOption,
} from "../flags.js";
import { flagOf, type FlagsOf, flagsOf, optionsFrom, parseShard } from "../optionFlags.js";

/** The flags of `bnsl fit` as Commander hands them over. */
export interface FitFlags extends ColumnFlags, FlagsOf<typeof FIT_OPTIONS>, ResultFlags, OnlyFlags {
  readonly checkpoint?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly bootstrap?: number;
  readonly intervals?: string;
  readonly absoluteSigma?: true;
  readonly at: readonly Place[];
  readonly target: BootstrapRequest["target"];
  readonly sort: SortOrder;
  readonly demo?: true;
  readonly rising?: true;
}

/** `bnsl fit`: a table of curves in, a table of fits out. */
export const fit: CommandParts = {
  argument:
    "CSV, JSON lines, Arrow or Parquet, or a folder of them; several are one table (a curve each where no column tells curves apart), - is standard input",
  options: [
    ...columnFlags(),
    onlyOption(),
    ...flagsOf(FIT_OPTIONS),
    new Option("--rising", "y rises to a ceiling: short for --sign-b -"),
    ...engineOptions(),
    outputOption(),
    new Option(
      "--checkpoint <folder>",
      "keeps what is done, so that the same command goes on from there (default: FITS.arrow.checkpoint beside -o " +
        "FITS.arrow, for tables of many curves)",
    ),
    new Option("--shard <i/n>", "fit the i-th of n shares of the curves; bnsl merge joins them").argParser(parseShard),
    new Option("--bootstrap <resamples>", "intervals of the selected fits from so many resamples").argParser(
      (text: string) => parseWhole(text, "--bootstrap", 1),
    ),
    new Option("--intervals <file>", "where to write those (default: FITS.intervals.* beside -o FITS.*)"),
    flagOf(BOOTSTRAP_OPTIONS.at),
    flagOf(BOOTSTRAP_OPTIONS.target),
    flagOf(BOOTSTRAP_OPTIONS.absoluteSigma),
    sortOption("printed table"),
    new Option("--quiet", "no notes, no progress, no table"),
    new Option("--json", "print the rows as JSON lines instead of the table"),
    new Option("--demo", "fit the made-up curves that come with bnsl"),
  ],
  help: `
Columns that are not named are guessed; the guess is printed.
A run that was stopped or killed goes on where it was with the same command; SIGINT and SIGTERM finish the window in
hand and exit with 130 and 143.

Examples:
  $ bnsl fit --demo --sort
  $ bnsl fit curves.csv --curve Domain,Task,Model --x "Seen Examples" --y Loss --train Training -o fits.arrow
  $ bnsl fit curves.csv --breaks 1 --fix c0=0 --bound f=0.01..1 --json
  $ bnsl fit curves.csv --bootstrap 1000 --at 10x -o fits.arrow --intervals intervals.arrow
  $ bnsl fit curves.csv --shard 1/8 -o shard-1.arrow`,
};

/** What decides the fit's numbers. InputError where a value cannot be. */
export function fitOptions(flags: FitFlags): FitOptions {
  const { rising, signB } = flags;
  if (rising && signB !== undefined && signB !== "-") {
    throw new InputError(`--rising and --sign-b ${signB} exclude each other: leave one of them out`);
  }
  return resolveOptions({ ...optionsFrom(FIT_OPTIONS, flags), ...(rising ? { signB: "-" } : {}) });
}

/** How the table is read: what a y has to exceed follows from the objective. */
export function loadOptions(flags: FitFlags, { objective }: FitOptions): LoadOptions {
  return { ...columnRequest(flags), yAbove: Y_ABOVE[objective] };
}
