import { Option } from "commander";
import type { EngineChoice } from "../core/types.js";
import { columnFlags, type ColumnFlags } from "./columnFlags.js";
import { engineOptions } from "./runFlags.js";
import type { ShownBreaks } from "./shownBreaks.js";

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
