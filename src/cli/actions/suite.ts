import { InputError } from "../../core/errors.js";
import { given } from "../../core/given.js";
import { curveName } from "../../core/rows/curveRows.js";
import { storeOf } from "../../curves/curveStore.js";
import { loadCurves } from "../../curves/load.js";
import { escapeControls } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { inputFiles } from "../../node/inputFiles.js";
import { packageFile, packageVersion } from "../../node/packageFiles.js";
import { resolveForms } from "../../suite/forms.js";
import { planSuite } from "../../suite/plan.js";
import { cellsWithoutFit, scoreSuite } from "../../suite/suite.js";
import type { Suite } from "../../suite/suiteResult.js";
import { suiteToArrow } from "../../tables/suite.js";
import { describeSuite, type SuiteMeta } from "../../tables/suiteMeta.js";
import { failureReason, suiteJson, suiteMarkdown, suiteText } from "../../text/suiteText.js";
import { columnRequest } from "../columnFlags.js";
import { type SuiteFlags, suiteRequest } from "../commands/suite.js";
import { checkEngine, DEMO_SUITE, shownRun } from "../flags.js";
import { onlyRows } from "../curveChoice.js";
import { refuseLoneRows } from "../inputs.js";
import { type Io, widthOf } from "../io.js";
import { checkDestination, checkStreams, writeOutput } from "../output.js";
import { type ProgressDisplay, startProgress } from "../progress.js";

const MADE_UP = "these curves are made up: who wins on them says nothing of real ones";

/** What `bnsl suite` does; the exit code. */
export async function runSuite(inputs: string[], asked: SuiteFlags, io: Io, command: string): Promise<number> {
  checkUsage(inputs, asked);
  const flags = { ...asked, forms: resolveForms(asked.forms) };
  const { files, notes } = inputFiles(flags.demo ? [packageFile(DEMO_SUITE)] : inputs);
  if (flags.output !== undefined) checkDestination(flags.output, files);
  const request = suiteRequest(flags);
  const sources = files.map((file) => openSource(file));
  const all = await loadCurves(sources, columnRequest(flags)); // y has to be above 0: errors are of ln y
  await refuseLoneRows(storeOf(all), flags.curve);
  const set = { ...all, curves: onlyRows(all.curves, all.keyNames, flags.only) };
  const plan = planSuite(set, request);
  const progress = startProgress(io.stderr, flags.quiet === true);
  const told = [...(flags.demo ? [MADE_UP] : []), ...notes, ...set.notes, ...plan.notes];
  for (const note of told) progress.note(note);
  try {
    const began = performance.now();
    const { forms, seed, starts, protocol } = flags;
    const onNote = (line: string) => {
      told.push(line);
      progress.note(line);
    };
    const { fits, ...taken } = await io.fitForms(
      set,
      {
        forms,
        options: { seed, starts, domain: flags.domain ?? null, ...given({ breaks: flags.breaks }) },
        protocol,
      },
      { ...shownRun(flags, command, progress), onNote },
    );
    progress.stop();
    const suite = scoreSuite(set, fits, request);
    const meta = describeSuite(set, suite, {
      version: packageVersion(),
      command,
      protocol,
      seed,
      starts,
      resamples: flags.resamples,
      breaks: flags.breaks ?? null,
      groups: flags.group,
      ...taken,
      notes: told,
      seconds: (performance.now() - began) / 1000,
    });
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
  checkStreams(inputs, flags);
  checkEngine(flags);
}

/** Writes the file first: a closed pipe must not cost the results. */
async function deliver(
  suite: Suite,
  meta: SuiteMeta,
  flags: SuiteFlags,
  io: Io,
  progress: ProgressDisplay,
): Promise<void> {
  const { output } = flags;
  if (output !== undefined) await writeOutput(suiteToArrow(suite, meta), output, io, progress);
  if (flags.json) io.stdout.write(suiteJson(suite, meta));
  else if (flags.markdown) io.stdout.write(suiteMarkdown(suite, meta));
  else if (!flags.quiet && output !== "-") io.stdout.write(suiteText(suite, meta, widthOf(io.stdout, 160)));
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
