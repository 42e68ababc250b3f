import type { Command } from "commander";
import { columnFlags, type ColumnFlags } from "../columnFlags.js";

export interface ConvertFlags extends ColumnFlags {
  readonly output: string;
  readonly quiet?: true;
}

/** `bnsl convert`: a table of curves from one format to another, several into one. */
export function convertCommand(convert: Command, run: (files: string[], flags: ConvertFlags) => Promise<void>): void {
  convert
    .argument("<files...>", "CSV, Arrow or Parquet; - is standard input")
    .requiredOption("-o, --output <file>", "where to write: .arrow .arrows .csv .parquet .jsonl, or - for CSV")
    .option("--quiet", "no notes")
    .addHelpText("after", help)
    .action((files: string[], flags: ConvertFlags) => run(files, flags));
  for (const option of columnFlags()) convert.addOption(option);
}

const help = `
The table keeps its key columns as text, x and y (weight or sigma, train) as numbers; the columns are guessed as in bnsl fit.
A result of bnsl (Arrow or Parquet) is written with all of its columns.

Examples:
  $ bnsl convert curves.csv -o curves.arrow
  $ bnsl convert fits.arrow -o fits.csv`;
