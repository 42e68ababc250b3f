import { Option } from "commander";
import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import { parseShownBreaks, parseWhole } from "../core/optionText.js";
import { hasFit } from "../core/status.js";
import type { EngineChoice, FitRow } from "../core/types.js";
import type { LoadOptions } from "../curves/load.js";
import type { OptionTable } from "../core/optionTable.js";
import { sortOrders } from "../text/sortCurves.js";
import type { ClusterFlag } from "../uncertainty/request.js";
import { columnFlags, dialectOf, type FittedColumnFlags, namedColumns } from "./columnFlags.js";
import type { FitRun } from "./io.js";
import type { FlagsOf } from "./optionFlags.js";
import type { Delivery } from "./output.js";
import type { ProgressDisplay } from "./progress.js";

/** A command besides its name and what it does: what `bnsl COMMAND --help` says. */
export interface CommandParts {
  /** what its argument is; left out: it takes none */
  readonly argument?: string;
  /** in the order of the help */
  readonly options: readonly Option[];
  /** what the help says after the options */
  readonly help: string;
}

/** The argument of commands that read fits. */
export const FITS_ARGUMENT = "table of fits, in any format; - is standard input";

/** The flags that say where a run is made, as Commander hands them over. */
export interface EngineFlags {
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
}

/** The same with where the rows of the run go. */
export interface ResultFlags extends EngineFlags, Delivery {}

/** Which curves are meant, as Commander hands it over; none named: all. */
export interface OnlyFlags {
  readonly only: readonly string[];
}

/** `--only`, alike in all commands that read curves or their fits. */
export function onlyOption(): Option {
  return new Option(
    "--only <name>",
    "only these curves: a name, a part of it, Column=value, or a pattern with *; may be repeated",
  )
    .argParser(oneMore)
    .default([], "all");
}

/** The flags that commands share which resample curves from their fits. */
export interface FittedFlags extends FittedColumnFlags, ResultFlags, OnlyFlags {
  readonly fits: string;
  readonly breaks: ShownBreaks;
}

/** The fits, and how the table that they are of is read: as the fit did, but for what is given here. */
export function inputOptions(): Option[] {
  const fits = new Option("--fits <file>", "the fits that bnsl fit made of these curves; - is standard input");
  return [fits.makeOptionMandatory(), onlyOption(), ...columnFlags("as the fit did")];
}

/** The same where `--cluster` is an option of resampling, too, which names the column. */
export function resampledInputOptions(): Option[] {
  return inputOptions().filter((option) => option.attributeName() !== "cluster");
}

/** What these commands are given; `table`: the options of resampling. */
export type ResampledFlags<Table extends OptionTable> = Omit<FittedFlags & FlagsOf<Table>, "cluster"> & {
  readonly cluster?: ClusterFlag;
};

/** @param rows what a row of the table is */
export function resultOptions(rows: string): Option[] {
  return [
    ...engineOptions(),
    new Option("-o, --output <file>", `${rows}: where to write (.arrow .arrows .csv .parquet .jsonl), or - for CSV`),
    new Option("--quiet", "no notes, no progress, no table"),
    new Option("--json", "print the rows as JSON lines instead of the table"),
  ];
}

/** The flags that commands share which show fits. */
export interface PicturedFlags extends Omit<FittedColumnFlags, "curve">, OnlyFlags {
  readonly data: string[];
  /** curves asked for by name; none: all */
  readonly curve: string[];
}

/** Where the points come from and which curves are meant: shared by all commands that show fits. */
export function picturedOptions(): Option[] {
  return [
    new Option(
      "--data <file>",
      "the curves that were fitted; may be repeated; where left out, the files that the fits name",
    )
      .argParser(oneMore)
      .default([], "as recorded"),
    onlyOption(),
    new Option("--curve <name>", "the same as --only; may be repeated").argParser(oneMore).default([], "all"),
    ...columnFlags("as the fit did").filter((option) => option.attributeName() !== "curve"),
  ];
}

function oneMore(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

/** How the tables are read where not as the fit did. */
export function picturedColumns(flags: Omit<PicturedFlags, "curve" | "data" | "only">): LoadOptions {
  return { ...namedColumns(flags), ...dialectOf(flags), ...given({ badRows: flags.badRows }) };
}

/** The table that a command writes. */
export function outputOption(): Option {
  return new Option("-o, --output <file>", "where to write: .arrow .arrows .csv .parquet .jsonl, or - for CSV");
}

export function engineOptions(): Option[] {
  return [
    new Option("--engine <name>", "auto: a hardware adapter, else a software one, else the CPU engine")
      .choices(["auto", "gpu", "cpu"])
      .default("auto"),
    new Option("--adapter <name>", "part of an adapter's name, or software, or hardware; see bnsl devices"),
    new Option("--threads <count>", "worker threads").argParser((text: string) => parseWhole(text, "--threads", 1)),
  ];
}

/** InputError where the flags of the engine exclude each other. */
export function checkEngine({ engine, adapter }: EngineFlags): void {
  if (engine === "cpu" && adapter !== undefined) {
    throw new InputError("--adapter chooses among GPU adapters: leave it out, or leave --engine cpu out");
  }
}

/** A run on the engine that the flags name, shown as it goes. */
export function shownRun(
  { engine, adapter, threads }: EngineFlags,
  command: string,
  progress: ProgressDisplay,
): FitRun {
  return {
    engine,
    ...given({ adapter, threads }),
    command,
    onNote: (line) => progress.note(line),
    onProgress: (state) => progress.update(state),
  };
}

/** The made-up curves of `--demo`, by their place in the package. */
export const DEMO_SUITE = "bench/suites/default.csv";

/** Which fit of a curve is shown: the selected one, or the one with so many breaks. */
export type ShownBreaks = "selected" | number;

export function shownBreaksOption(): Option {
  return new Option("--breaks <which>", "which fit of a curve: selected, or a number of breaks")
    .argParser(parseShownBreaks)
    .default("selected");
}

/** InputError where no curve has such a fit. That all of them failed is shown, and no error. */
export function checkShownBreaks(rows: readonly FitRow[], breaks: ShownBreaks): void {
  const present = [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q);
  if (breaks !== "selected" && !present.includes(breaks)) {
    throw new InputError(`--breaks ${breaks}: no curve was fitted with so many; there are ${present.join(", ")}`);
  }
  const unchosen = rows.some(({ status }) => hasFit(status)) && !rows.some(({ selected }) => selected);
  if (breaks === "selected" && present.length > 1 && unchosen) {
    throw new InputError(
      `no number of breaks was selected in these fits: name one of those fitted (${present.join(", ")}) with --breaks`,
    );
  }
}

/** `--sort`, alike in all commands that list curves. @param list what is put in order */
export function sortOption(list: string): Option {
  return new Option("--sort [order]", `order of the ${list}; alone: worst`)
    .choices(sortOrders)
    .preset("worst")
    .default("input");
}
