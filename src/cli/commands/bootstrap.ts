import { Option } from "commander";
import { BOOTSTRAP_OPTIONS } from "../../uncertainty/request.js";
import { type CommandParts, type ResampledFlags, resampledInputOptions, resultOptions } from "../flags.js";
import { flagsOf } from "../optionFlags.js";

/** The flags of `bnsl bootstrap` as Commander hands them over. */
export type BootstrapFlags = ResampledFlags<typeof BOOTSTRAP_OPTIONS> & { readonly draws?: string };

/** `bnsl bootstrap`: curves and their fits in, intervals out. */
export const bootstrap: CommandParts = {
  argument: "the curves: CSV, JSON lines, Arrow or Parquet; - is standard input",
  options: [
    ...resampledInputOptions(),
    ...flagsOf(BOOTSTRAP_OPTIONS),
    ...resultOptions("a row per interval"),
    new Option("--draws <file>", "a row per refit; .arrow and .arrows are written as the refits come"),
  ],
  help: `
Columns are those that the fit used, where the fits tell them (.arrow, .arrows and .parquet do); flags go first.
What is resampled, how intervals are made and what they can be believed for: docs/STATISTICS.md.

Examples:
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow --resamples 2000 --at 1e10,1e11 --target 0.3 --draws draws.arrow`,
};
