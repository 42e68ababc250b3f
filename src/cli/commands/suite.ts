import type { Command } from "commander";
import type { Finish, Io } from "../io.js";
import { suiteFlags, type SuiteFlags } from "./suiteFlags.js";

/** `bnsl suite`: forms against each other on the held-out rows of a table of curves. */
export function suiteCommand(suite: Command, io: Io, finish: Finish, command: string): void {
  suite
    .argument("[inputs...]", "CSV, Arrow or Parquet, or folders of them; all are one table, - is standard input")
    .action(async (inputs: string[], flags: SuiteFlags) => {
      const { runSuite } = await import("../actions/suite.js");
      finish(await runSuite(inputs, flags, io, command));
    })
    .addHelpText("after", help);
  for (const option of suiteFlags()) suite.addOption(option);
}

const help = `
Errors are RMSLE, sqrt(mean((ln ŷ − ln y)²)), on the rows that the train column holds out. Columns that are not named are
guessed; the guess is printed.

Examples:
  $ bnsl suite --demo
  $ bnsl suite curves.csv --forms m2,m4,bnsl --group vision=IC --group language=NMT,LM,BB -o suite.arrow
  $ bnsl suite tables/ --markdown`;
