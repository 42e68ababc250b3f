import { Option } from "commander";
import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import { parseWhole } from "../core/optionText.js";
import { FIT_OPTIONS } from "../core/options.js";
import { hasFit } from "../core/status.js";
import type { EngineChoice, FitRow } from "../core/types.js";
import type { LoadOptions } from "../curves/load.js";
import { sortOrders } from "../text/sortCurves.js";
import { type ColumnFlags, columnFlags, namedColumns } from "./columnFlags.js";
import { flagOf } from "./optionFlags.js";

/** The flags that commands share which resample curves from their fits, as Commander hands them over. */
export interface FittedFlags extends Omit<ColumnFlags, "badRows"> {
  /** left out: as the fit did */
  readonly badRows?: "error" | "skip";
  readonly fits: string;
  readonly breaks: ShownBreaks;
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** The fits, and how the table that they are of is read: as the fit did, but for what is given here. */
export function inputOptions(): Option[] {
  const columns = columnFlags();
  const badRows = columns.find((option) => option.attributeName() === "badRows")!;
  badRows.default(undefined);
  badRows.description += "; as the fit did where left out";
  const fits = new Option("--fits <file>", "the fits that bnsl fit made of these curves; - is standard input");
  return [fits.makeOptionMandatory(), ...columns];
}

/** @param rows what a row of the table is */
export function resultOptions(rows: string): Option[] {
  return [
    ...engineOptions(),
    new Option("-o, --output <file>", `${rows}: where to write (.arrow .arrows .csv .parquet .jsonl), or - for CSV`),
    new Option("--quiet", "no notes, no progress, no table"),
    new Option("--json", "print the rows as JSON lines instead of the table"),
  ];
}

/** The flags that commands share which show fits, as Commander hands them over. */
export interface PicturedFlags extends Omit<ColumnFlags, "badRows" | "curve"> {
  /** left out: as the fit did */
  readonly badRows?: "error" | "skip";
  readonly data: string[];
  /** curves asked for by name; none: all */
  readonly curve: string[];
}

/** Where the points come from and which curves are meant: shared by all commands that show fits. */
export function picturedOptions(): Option[] {
  const columns = columnFlags().filter((option) => option.attributeName() !== "curve");
  const badRows = columns.find((option) => option.attributeName() === "badRows")!;
  badRows.default(undefined);
  badRows.description += "; as the fit did where left out";
  return [
    dataOption(),
    new Option("--curve <name>", "only this curve: its name, a part of it, or Column=value; may be repeated")
      .argParser((text: string, earlier: string[]) => [...earlier, text])
      .default([], "all"),
    ...columns,
  ];
}

function dataOption(): Option {
  return new Option(
    "--data <file>",
    "the curves that were fitted; may be repeated; where left out, the files that the fits name",
  )
    .argParser((text: string, earlier: string[]) => [...earlier, text])
    .default([], "as recorded");
}

/** How the tables are read where not as the fit did. */
export function picturedColumns(flags: Omit<PicturedFlags, "curve" | "data">): LoadOptions {
  return { ...namedColumns(flags), ...given({ badRows: flags.badRows }) };
}

/** Options that `bnsl fit` and `bnsl suite` share: how laws are chosen. */
export function protocolOptions(): Option[] {
  return [flagOf(FIT_OPTIONS.protocol), flagOf(FIT_OPTIONS.domain)];
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
export function checkEngine(flags: { readonly engine: EngineChoice; readonly adapter?: string }): void {
  if (flags.engine === "cpu" && flags.adapter !== undefined) {
    throw new InputError("--adapter chooses among GPU adapters: leave it out, or leave --engine cpu out");
  }
}

/** The made-up curves of `--demo`, by their place in the package. */
export const DEMO_SUITE = "bench/suites/default.csv";

/** Which fit of a curve is shown: the selected one, or the one with so many breaks. */
export type ShownBreaks = "selected" | number;

export { parseShownBreaks } from "../core/optionText.js";

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
