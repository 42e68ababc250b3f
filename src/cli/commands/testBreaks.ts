import type { Command, Option } from "commander";
import { BREAK_TEST_OPTIONS, type BreakTestRequest, resolveBreakTest } from "../../uncertainty/breakTestRequest.js";
import { type FittedFlags, inputOptions, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf, optionsFrom } from "../optionFlags.js";

/** `bnsl test-breaks`: curves and their fits in, a p-value for one more break of each out. */
export function testBreaksCommand(
  test: Command,
  run: (files: string[], flags: TestBreaksFlags) => Promise<void>,
): void {
  test
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action((files: string[], flags: TestBreaksFlags) => run(files, flags))
    .addHelpText("after", help);
  for (const option of testBreaksFlags()) test.addOption(option);
}

const help = `
The break of the alternative is not there under the null, so that no textbook distribution holds: both are refitted to
data simulated from the null (docs/STATISTICS.md). The null is the selected n; with --breaks 0 it is no break at all.

Examples:
  $ bnsl test-breaks curves.csv --fits fits.arrow -o breaks.arrow
  $ bnsl test-breaks curves.csv --fits fits.arrow --breaks 0 --resamples 2000`;

/** The flags of `bnsl test-breaks` as Commander hands them over. */
export type TestBreaksFlags = FittedFlags & FlagsOf<typeof BREAK_TEST_OPTIONS>;

/** The options that `bnsl test-breaks` knows, in the order of its help. */
function testBreaksFlags(): Option[] {
  return [...inputOptions(), ...flagsOf(BREAK_TEST_OPTIONS), ...resultOptions("a row per curve")];
}

/** What is asked for. InputError where a value cannot be. */
export function breakTestRequest(flags: TestBreaksFlags): BreakTestRequest {
  return resolveBreakTest(optionsFrom(BREAK_TEST_OPTIONS, flags));
}
