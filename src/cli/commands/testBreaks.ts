import { Command } from "commander";
import { breakTestText } from "../../text/breakTestText.js";
import { breakTestsToArrow } from "../../tables/breakTests.js";
import { holmNote } from "../../uncertainty/breakTest.js";
import { deliverTable } from "../deliverTable.js";
import { readFitted } from "../fittedInputs.js";
import { widthOf, type Finish, type Io } from "../io.js";
import { tellResampling } from "../resampling.js";
import { breakTestRequest, testBreaksFlags, type TestBreaksFlags } from "./testBreaksFlags.js";
import { listWithoutResult } from "../withoutResult.js";

/** `bnsl test-breaks`: curves and their fits in, a p-value for one more break of each out. */
export function testBreaksCommand(io: Io, finish: Finish, command: string): Command {
  const test = new Command("test-breaks")
    .description("Tests whether every curve has one more break than its fit, by simulation from the fit.")
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action(async (files: string[], flags: TestBreaksFlags) => finish(await runTest(files, flags, io, command)))
    .addHelpText("after", help);
  for (const option of testBreaksFlags()) test.addOption(option);
  return test;
}

async function runTest(files: readonly string[], flags: TestBreaksFlags, io: Io, command: string): Promise<number> {
  const request = breakTestRequest(flags);
  const { set, fits, pairs } = await readFitted(files, flags);
  const { run, progress, note, describe } = tellResampling(flags, command, io);
  const holm = holmNote(request, pairs.filter(({ row }) => row !== null).length);
  for (const line of [...set.notes, ...(holm === null ? [] : [holm])]) note(line);
  try {
    const rows = await io.testBreaks(set, fits, request, run);
    progress.stop();
    const table = breakTestsToArrow(rows, describe(set, fits, request));
    const text = (): string => breakTestText(rows, request.alpha, widthOf(io.stdout));
    await deliverTable(table, text, flags, io, progress);
    return listWithoutResult(rows, "p-value", io);
  } finally {
    progress.stop();
  }
}

const help = `
The break of the alternative is not there under the null, so that no textbook distribution holds: both are refitted to
data simulated from the null (docs/STATISTICS.md). The null is the selected n; with --breaks 0 it is no break at all.

Examples:
  $ bnsl test-breaks curves.csv --fits fits.arrow -o breaks.arrow
  $ bnsl test-breaks curves.csv --fits fits.arrow --breaks 0 --resamples 2000`;
