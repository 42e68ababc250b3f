import type { Command } from "commander";
import { fitFlags, type FitFlags } from "../fit/flags.js";
import type { Finish, Io } from "../io.js";

/** `bnsl fit`: a table of curves in, a table of fits out. */
export function fitCommand(fit: Command, io: Io, finish: Finish, command: string): void {
  fit
    .argument(
      "[files...]",
      "CSV, Arrow or Parquet; several are one table (a curve each where no column tells curves apart), - is standard input",
    )
    .action(async (files: string[], flags: FitFlags) => {
      const { runFit } = await import("../actions/fit.js");
      finish(await runFit(files, flags, io, command));
    })
    .addHelpText("after", help);
  for (const option of fitFlags()) fit.addOption(option);
}

const help = `
Columns that are not named are guessed; the guess is printed.
A run that was stopped or killed goes on where it was with the same command; SIGINT and SIGTERM finish the window in
hand and exit with 130 and 143.

Examples:
  $ bnsl fit --demo --sort
  $ bnsl fit curves.csv --curve Domain,Task,Model --x "Seen Examples" --y Loss --train Training -o fits.arrow
  $ bnsl fit curves.csv --breaks 1 --fix c0=0 --bound f=0.01..1 --json
  $ bnsl fit curves.csv --bootstrap 1000 -o fits.arrow --intervals intervals.arrow
  $ bnsl fit curves.csv --shard 1/8 -o shard-1.arrow`;
