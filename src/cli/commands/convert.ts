import { Option } from "commander";
import { columnFlags, type ColumnFlags } from "../columnFlags.js";
import { type CommandParts, type OnlyFlags, onlyOption, outputOption } from "../flags.js";

export interface ConvertFlags extends ColumnFlags, OnlyFlags {
  readonly output: string;
  readonly quiet?: true;
}

/** `bnsl convert`: a table of curves from one format to another, several into one. */
export const convert: CommandParts = {
  argument: "CSV, JSON lines, Arrow or Parquet; - is standard input",
  options: [outputOption().makeOptionMandatory(), onlyOption(), new Option("--quiet", "no notes"), ...columnFlags()],
  help: `
The table keeps its key columns as text, x and y (weight or sigma, train) as numbers; the columns are guessed as in bnsl fit.
A result of bnsl (Arrow or Parquet) is written with all of its columns.

Examples:
  $ bnsl convert curves.csv -o curves.arrow
  $ bnsl convert fits.arrow -o fits.csv`,
};
