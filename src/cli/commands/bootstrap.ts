import { type Command, Option } from "commander";
import { BOOTSTRAP_OPTIONS, type BootstrapRequest, resolveBootstrap } from "../../uncertainty/request.js";
import { type FittedFlags, inputOptions, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf, optionsFrom } from "../optionFlags.js";

/** `bnsl bootstrap`: curves and their fits in, intervals out. */
export function bootstrapCommand(
  bootstrap: Command,
  run: (files: string[], flags: BootstrapFlags) => Promise<void>,
): void {
  bootstrap
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action((files: string[], flags: BootstrapFlags) => run(files, flags))
    .addHelpText("after", help);
  for (const option of bootstrapFlags()) bootstrap.addOption(option);
}

const help = `
Columns are those that the fit used, where the fits tell them (.arrow, .arrows and .parquet do); flags go first.
What is resampled, how intervals are made and what they can be believed for: docs/STATISTICS.md.

Examples:
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow --resamples 2000 --at 1e10,1e11 --target 0.3 --draws draws.arrow`;

/** The flags of `bnsl bootstrap` as Commander hands them over. */
export type BootstrapFlags = FittedFlags & FlagsOf<typeof BOOTSTRAP_OPTIONS> & { readonly draws?: string };

/** The options that `bnsl bootstrap` knows, in the order of its help. */
function bootstrapFlags(): Option[] {
  return [
    ...inputOptions(),
    ...flagsOf(BOOTSTRAP_OPTIONS),
    ...resultOptions("a row per interval"),
    new Option("--draws <file>", "a row per refit; .arrow and .arrows are written as the refits come"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function bootstrapRequest(flags: BootstrapFlags): BootstrapRequest {
  return resolveBootstrap(optionsFrom(BOOTSTRAP_OPTIONS, flags));
}
