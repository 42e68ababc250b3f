import { Command } from "commander";
import { InputError } from "../../core/errors.js";
import { storeOf } from "../../curves/curveStore.js";
import { loadCurves } from "../../curves/load.js";
import { openSource } from "../../node/files.js";
import { packageFile, packageVersion } from "../../node/packageFiles.js";
import { curveName } from "../../core/rows/curveRows.js";
import { suiteToArrow } from "../../tables/suite.js";
import { failureReason, suiteJson, suiteMarkdown, suiteText } from "../../text/suiteText.js";
import { describeSuite, type SuiteMeta, type SuiteRun } from "../../tables/suiteMeta.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { tableBytes, writeTable } from "../../tables/write.js";
import { planSuite } from "../../suite/plan.js";
import { cellsWithoutFit, scoreSuite } from "../../suite/suite.js";
import type { Suite } from "../../suite/suiteResult.js";
import { columnRequest } from "../columnFlags.js";
import { given } from "../../core/given.js";
import { checkDestination } from "../destination.js";
import { widthOf, type Finish, type FitRun, type Io } from "../io.js";
import { checkEngine, DEMO_SUITE } from "../runFlags.js";
import { refuseLoneRows } from "../loneRows.js";
import { startProgress, type Progress } from "../progress.js";
import { checkStreams } from "../standardStreams.js";
import { suiteFlags, suiteRequest, type SuiteFlags } from "./suiteFlags.js";
import { suiteInputs } from "./suiteInputs.js";

const MADE_UP = "these curves are made up: who wins on them says nothing of real ones";

/** `bnsl suite`: forms against each other on the held-out rows of a table of curves. */
export function suiteCommand(io: Io, finish: Finish, command: string): Command {
  const suite = new Command("suite")
    .description("Fits functional forms to the training rows of every curve and scores them on its test rows.")
    .argument("[inputs...]", "CSV, Arrow or Parquet, or folders of them; all are one table, - is standard input")
    .action(async (inputs: string[], flags: SuiteFlags) => finish(await runSuite(inputs, flags, io, command)))
    .addHelpText("after", help);
  for (const option of suiteFlags()) suite.addOption(option);
  return suite;
}

async function runSuite(inputs: string[], asked: SuiteFlags, io: Io, command: string): Promise<number> {
  checkUsage(inputs, asked);
  // Only this command knows of forms: the others need not wait for them.
  const { resolveForms } = await import("../../suite/forms.js");
  const flags = { ...asked, forms: resolveForms(asked.forms) };
  const { files, notes } = suiteInputs(flags.demo ? [packageFile(DEMO_SUITE)] : inputs);
  if (flags.output !== undefined) checkDestination(flags.output, files);
  const request = suiteRequest(flags);
  const sources = files.map((file) => openSource(file));
  const set = await loadCurves(sources, columnRequest(flags)); // y has to be above 0: errors are of ln y
  await refuseLoneRows(storeOf(set), flags.curve);
  const plan = planSuite(set, request);
  const progress = startProgress(io.stderr, flags.quiet === true);
  const told = [...(flags.demo ? [MADE_UP] : []), ...notes, ...set.notes, ...plan.notes];
  for (const note of told) progress.note(note);
  try {
    const began = performance.now();
    const { forms, seed, starts, protocol } = flags;
    const run = fitRun(flags, command, progress, told);
    const { fits, ...taken } = await io.fitForms(
      set,
      {
        forms,
        options: { seed, starts, domain: flags.domain ?? null, ...given({ breaks: flags.breaks }) },
        protocol,
      },
      run,
    );
    progress.stop();
    const suite = scoreSuite(set, fits, request);
    const seconds = (performance.now() - began) / 1000;
    const meta = describeSuite(set, suite, suiteRun(flags, command, taken, told, seconds));
    await deliver(suite, meta, flags, io, progress);
    return listWithoutFit(suite, io);
  } finally {
    progress.stop();
  }
}

function checkUsage(inputs: readonly string[], flags: SuiteFlags): void {
  if (flags.demo && inputs.length > 0) {
    throw new InputError("--demo scores its own table: leave the inputs out");
  }
  if (!flags.demo && inputs.length === 0) {
    throw new InputError("name at least one file or folder (- is standard input), or give --demo");
  }
  const printing = [...(flags.json ? ["--json"] : []), ...(flags.markdown ? ["--markdown"] : [])];
  checkStreams({ inputs, output: flags.output, printing });
  checkEngine(flags);
}

/** `told` collects the notes of the run for the metadata. */
function fitRun(flags: SuiteFlags, command: string, progress: Progress, told: string[]): FitRun {
  const { engine, adapter, threads } = flags;
  return {
    engine,
    ...given({ adapter, threads }),
    command,
    onNote: (line) => {
      told.push(line);
      progress.note(line);
    },
    onProgress: (state) => progress.update(state),
  };
}

/** Writes the file first: a closed pipe must not cost the results. */
async function deliver(suite: Suite, meta: SuiteMeta, flags: SuiteFlags, io: Io, progress: Progress): Promise<void> {
  const { output } = flags;
  if (output !== undefined) {
    const table = suiteToArrow(suite, meta);
    if (output === "-") io.stdout.write(new TextDecoder().decode(await tableBytes(table, "csv")));
    else {
      await writeTable(table, output);
      progress.note(`wrote ${counted(table.numRows, "row")} to ${output}`);
    }
  }
  if (flags.json) io.stdout.write(suiteJson(suite, meta));
  else if (flags.markdown) io.stdout.write(suiteMarkdown(suite, meta));
  else if (!flags.quiet && output !== "-") io.stdout.write(suiteText(suite, meta, widthOf(io.stdout)));
}

function suiteRun(
  flags: SuiteFlags,
  command: string,
  taken: Pick<SuiteMeta, "engine" | "adapter">,
  notes: readonly string[],
  seconds: number,
): SuiteRun {
  const { protocol, seed, starts, resamples, breaks = null, group: groups } = flags;
  return {
    version: packageVersion(),
    command,
    ...{ protocol, seed, starts, resamples, breaks, groups, ...taken, notes, seconds },
  };
}

/** The exit code, after naming every curve and form without a fit. */
function listWithoutFit(suite: Suite, io: Io): 0 | 1 {
  const failed = cellsWithoutFit(suite);
  if (failed.length === 0) return 0;
  io.stderr.write(`no fit for ${failed.length} of ${suite.cells.flat().length} curves and forms:\n`);
  for (const cell of failed) {
    io.stderr.write(`  ${escapeControls(`${curveName(cell)}, ${cell.form}: ${failureReason(cell)}`)}\n`);
  }
  return 1;
}

const help = `
Errors are RMSLE, sqrt(mean((ln ŷ − ln y)²)), on the rows that the train column holds out. Columns that are not named are
guessed; the guess is printed.

Examples:
  $ bnsl suite --demo
  $ bnsl suite curves.csv --forms m2,m4,bnsl --group vision=IC --group language=NMT,LM,BB -o suite.arrow
  $ bnsl suite tables/ --markdown`;
