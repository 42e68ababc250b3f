import { BREAK_TEST_OPTIONS } from "../../uncertainty/breakTestRequest.js";
import { type CommandParts, type FittedFlags, inputOptions, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf } from "../optionFlags.js";

/** The flags of `bnsl test-breaks` as Commander hands them over. */
export type TestBreaksFlags = FittedFlags & FlagsOf<typeof BREAK_TEST_OPTIONS>;

/** `bnsl test-breaks`: curves and their fits in, a p-value for one more break of each out. */
export const testBreaks: CommandParts = {
  argument: "the curves: CSV, JSON lines, Arrow or Parquet; - is standard input",
  options: [...inputOptions(), ...flagsOf(BREAK_TEST_OPTIONS), ...resultOptions("a row per curve")],
  help: `
The break of the alternative is not there under the null, so that no textbook distribution holds: both are refitted to
data simulated from the null (docs/STATISTICS.md). The null is the selected n; with --breaks 0 it is no break at all.

Examples:
  $ bnsl test-breaks curves.csv --fits fits.arrow -o breaks.arrow
  $ bnsl test-breaks curves.csv --fits fits.arrow --breaks 0 --resamples 2000`,
};
