import { InputError } from "../../core/errors.js";
import { given } from "../../core/given.js";
import { curveNamer, groupByKey, type Keyed } from "../../core/rows/curveRows.js";
import type { CurveSet, EngineChoice, FitResult } from "../../core/types.js";
import { asFitted } from "../../curves/asFitted.js";
import { loadCurves } from "../../curves/load.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { type Resampling, startResampling } from "../../run/uncertainty.js";
import { auditToArrow } from "../../tables/audit.js";
import { breakTestsToArrow } from "../../tables/breakTests.js";
import { auditText } from "../../text/auditText.js";
import { breakTestText } from "../../text/breakTestText.js";
import { holmNote } from "../../uncertainty/request.js";
import { checkClusters, checkSigma, type PairedFit, pairFits } from "../../uncertainty/matchFits.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../../uncertainty/types.js";
import { namedColumns } from "../columnFlags.js";
import { type AuditFlags, auditRequest } from "../commands/auditFlags.js";
import { type BootstrapFlags, bootstrapRequest } from "../commands/bootstrapFlags.js";
import { breakTestRequest, type TestBreaksFlags } from "../commands/testBreaksFlags.js";
import type { FittedFlags } from "../fittedFlags.js";
import { readSomeFits } from "../inputs.js";
import { makeIntervals } from "../intervals.js";
import { type Io, widthOf } from "../io.js";
import { checkDestination, checkStreams, deliverTable } from "../output.js";
import { type Progress, startProgress } from "../progress.js";
import { checkEngine } from "../runFlags.js";

/** What `bnsl bootstrap` does; the exit code. */
export async function runBootstrap(
  files: readonly string[],
  flags: BootstrapFlags,
  io: Io,
  command: string,
): Promise<number> {
  const request = bootstrapRequest(flags);
  checkDraws(files, flags);
  const { set, fits, pairs } = await readFitted(files, flags);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  const resampling = tellResampling(flags, command, io);
  for (const note of set.notes) resampling.note(note);
  try {
    return listWithoutResult(await makeIntervals(set, fits, request, flags, resampling, io), "intervals", io);
  } finally {
    resampling.progress.stop();
  }
}

function checkDraws(files: readonly string[], { draws, output, fits }: BootstrapFlags): void {
  if (draws === undefined) return;
  if (draws === "-") throw new InputError("--draws -: draws are many, name a file such as draws.arrow");
  if (draws === output) throw new InputError(`-o and --draws both name ${draws}: name two files`);
  checkDestination(draws, [...files, fits]);
}

/** What `bnsl test-breaks` does; the exit code. */
export async function runTest(
  files: readonly string[],
  flags: TestBreaksFlags,
  io: Io,
  command: string,
): Promise<number> {
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

/** What `bnsl audit` does; the exit code. */
export async function runAudit(files: readonly string[], flags: AuditFlags, io: Io, command: string): Promise<number> {
  const request = auditRequest(flags);
  const { set, fits, pairs } = await readFitted(files, flags);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  const { run, progress, note, describe } = tellResampling(flags, command, io);
  for (const line of set.notes) note(line);
  try {
    const rows = await io.audit(set, fits, request, run);
    progress.stop();
    const table = auditToArrow(rows, describe(set, fits, request));
    await deliverTable(table, () => auditText(rows, widthOf(io.stdout)), flags, io, progress);
    return listWithoutResult(unaudited(rows, request.resamples), "audit", io);
  } finally {
    progress.stop();
  }
}

/** One row of each curve that has none to audit, its failures those of the simulations. */
function unaudited(rows: readonly AuditRow[], resamples: number) {
  return groupByKey(rows).map(([{ key, status, simulations, failed }]) => ({
    ...{ key, status, failed },
    resamples: simulations > 0 ? simulations : resamples,
  }));
}

/** Curves with the fits that were made of them. */
interface FittedInputs {
  readonly set: CurveSet;
  readonly fits: FitResult;
  readonly pairs: readonly PairedFit[];
}

/**
 * Reads the curves as the fit of them did and puts them together with their fits.
 *
 * @throws InputError for flags that exclude each other, for what cannot be read or written, for fits of other curves
 */
async function readFitted(files: readonly string[], flags: FittedFlags): Promise<FittedInputs> {
  checkUsage(files, flags);
  if (flags.output !== undefined) checkDestination(flags.output, [...files, flags.fits]);
  const sources = files.map((file) => openSource(file));
  const fits = await readSomeFits(flags.fits);
  const { curve, badRows } = flags;
  const asked = { ...namedColumns(flags), ...given({ curve, badRows }) };
  const set = await loadCurves(sources, asFitted(fits, asked));
  return { set, fits, pairs: pairFits(set, fits, flags.breaks, flags.fits === "-" ? "stdin" : flags.fits) };
}

function checkUsage(files: readonly string[], flags: FittedFlags): void {
  if (flags.fits === "-" && files.includes("-")) {
    throw new InputError("both the curves and --fits are -: standard input holds one of them, name a file");
  }
  checkStreams({ inputs: files, output: flags.output, printing: flags.json ? ["--json"] : [] });
  checkEngine(flags);
}

/** A run that resamples curves from their fits, told to the person as it goes. */
export interface ToldResampling extends Resampling {
  readonly progress: Progress;
}

interface RunFlags {
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly quiet?: true;
}

export function tellResampling(flags: RunFlags, command: string, io: Io): ToldResampling {
  const { engine, adapter, threads } = flags;
  const progress = startProgress(io.stderr, flags.quiet === true);
  const resampling = startResampling({
    engine,
    ...given({ adapter, threads }),
    command,
    onNote: (line) => progress.note(line),
    onProgress: (state) => progress.update(state),
  });
  return { ...resampling, progress };
}

type ResultRow = Keyed & Pick<BreakTestRow | IntervalRow, "status" | "resamples" | "failed">;

/** The exit code, after naming every curve that has no result, and why. `what`: "intervals", "p-value". */
export function listWithoutResult(rows: readonly ResultRow[], what: string, io: Io): 0 | 1 {
  const nameOf = curveNamer(rows);
  const failed = rows.filter(({ status }) => status !== "ok");
  if (failed.length === 0) return 0;
  io.stderr.write(`no ${what} for ${counted(failed.length, "curve")}:\n`);
  for (const row of failed) io.stderr.write(`  ${escapeControls(`${nameOf(row)}: ${reason(row)}`)}\n`);
  return 1;
}

function reason({ status, resamples, failed }: ResultRow): string {
  switch (status) {
    case "no-fit":
      return "no fit with the breaks asked for";
    case "no-freedom":
      return "as many parameters as points: nothing is left to tell the noise by";
    case "most-breaks":
      return "it has as many breaks as can be fitted: there is no alternative with one more";
    case "too-few-points":
      return "too few points for one more break";
    case "too-few-refits":
      return failed > 0
        ? `too few refits are finite (${failed} of ${resamples} failed)`
        : "the refits of the data themselves are not finite, or fit them exactly";
    default:
      return status;
  }
}
