import type { RecordBatch } from "apache-arrow";
import { EngineError, InputError } from "../../core/errors.js";
import { curveNamer, groupBy, groupByKey, type Keyed } from "../../core/rows/curveRows.js";
import type { CurveSet, FitResult } from "../../core/types.js";
import { asFitted } from "../../curves/asFitted.js";
import { loadCurves } from "../../curves/load.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { inputFiles } from "../../node/inputFiles.js";
import { type Resampling, startResampling } from "../../node/resampling.js";
import { auditToArrow } from "../../tables/audit.js";
import { breakTestsToArrow } from "../../tables/breakTests.js";
import { drawsBatch, drawsSchema } from "../../tables/draws.js";
import { intervalsToArrow } from "../../tables/intervals.js";
import type { UncertaintyMeta } from "../../tables/uncertaintyMeta.js";
import { writeBatches } from "../../tables/write.js";
import { auditText } from "../../text/auditText.js";
import { breakTestText, intervalText } from "../../text/intervalText.js";
import { checkClusters, checkSigma, type PairedFit, pairFits } from "../../uncertainty/matchFits.js";
import { BREAK_TEST_OPTIONS, holmNote, resolveBreakTest } from "../../uncertainty/breakTestRequest.js";
import { AUDIT_OPTIONS, BOOTSTRAP_OPTIONS, resolveAudit, resolveBootstrap } from "../../uncertainty/request.js";
import type {
  AuditRow,
  BootstrapRequest,
  BreakTestRow,
  CurveBootstrap,
  CurveDraws,
  IntervalRow,
} from "../../uncertainty/types.js";
import { clusterApart, columnRequest } from "../columnFlags.js";
import type { AuditFlags } from "../commands/audit.js";
import type { BootstrapFlags } from "../commands/bootstrap.js";
import type { TestBreaksFlags } from "../commands/testBreaks.js";
import { onlyFits, onlyFitted } from "../curveChoice.js";
import { checkEngine, type EngineFlags, type FittedFlags, shownRun } from "../flags.js";
import { readSomeFits, sourceName } from "../inputs.js";
import { type Io, widthOf } from "../io.js";
import { optionsFrom } from "../optionFlags.js";
import { checkDestination, checkStreams, deliverTable, type Delivery } from "../output.js";
import { type ProgressDisplay, startProgress } from "../progress.js";

/** What `bnsl bootstrap` does; the exit code. */
export async function runBootstrap(
  files: readonly string[],
  flags: BootstrapFlags,
  io: Io,
  command: string,
): Promise<number> {
  const { asked, read } = clusterApart(flags);
  const request = resolveBootstrap(optionsFrom(BOOTSTRAP_OPTIONS, asked));
  checkDraws(files, flags);
  const { set, fits, pairs } = await readFitted(files, read);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  return resample(flags, command, io, set.notes, async (told) =>
    listWithoutResult(await makeIntervals(set, fits, request, flags, told, io), "intervals", io),
  );
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
  const request = resolveBreakTest(optionsFrom(BREAK_TEST_OPTIONS, flags));
  const { set, fits, pairs } = await readFitted(files, flags);
  const holm = holmNote(request, pairs.filter(({ row }) => row !== null).length);
  const notes = holm === null ? set.notes : [...set.notes, holm];
  return resample(flags, command, io, notes, async ({ run, progress, describe }) => {
    const rows = await io.testBreaks(set, fits, request, run);
    const table = breakTestsToArrow(rows, describe(set, fits, request));
    const text = (): string => breakTestText(rows, request.alpha, widthOf(io.stdout));
    await deliverTable(table, text, flags, io, progress);
    return listWithoutResult(rows, "p-value", io);
  });
}

/** What `bnsl audit` does; the exit code. */
export async function runAudit(files: readonly string[], flags: AuditFlags, io: Io, command: string): Promise<number> {
  const { asked, read } = clusterApart(flags);
  const request = resolveAudit(optionsFrom(AUDIT_OPTIONS, asked));
  const { set, fits, pairs } = await readFitted(files, read);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  return resample(flags, command, io, set.notes, async ({ run, progress, describe }) => {
    const rows = await io.audit(set, fits, request, run);
    const table = auditToArrow(rows, describe(set, fits, request));
    await deliverTable(table, () => auditText(rows, widthOf(io.stdout)), flags, io, progress);
    return listWithoutResult(unaudited(rows, request.resamples), "audit", io);
  });
}

/** One row of each curve that has none to audit, its failures those of the simulations. */
function unaudited(rows: readonly AuditRow[], resamples: number) {
  return groupByKey(rows).map(([{ key, status, simulations, failed }]) => ({
    key,
    status,
    failed,
    resamples: simulations > 0 ? simulations : resamples,
  }));
}

/**
 * Reads the curves as the fit of them did and puts them together with their fits.
 *
 * @throws InputError for flags that exclude each other, for what cannot be read or written, for fits of other curves
 */
async function readFitted(inputs: readonly string[], flags: FittedFlags) {
  const { files, notes } = inputFiles(inputs);
  if (flags.fits === "-" && files.includes("-")) {
    throw new InputError("both the curves and --fits are -: standard input holds one of them, name a file");
  }
  checkStreams(files, flags);
  checkEngine(flags);
  if (flags.output !== undefined) checkDestination(flags.output, [...files, flags.fits]);
  const sources = files.map((file) => openSource(file));
  const all = await readSomeFits(flags.fits);
  const fits = onlyFits(all, flags.only);
  const set = onlyFitted(await loadCurves(sources, asFitted(all, columnRequest(flags))), fits, flags.only);
  const pairs = pairFits(set, fits, flags.breaks, sourceName(flags.fits));
  return { set: { ...set, notes: [...notes, ...set.notes, ...asideNotes(pairs)] }, fits, pairs };
}

function asideNotes(pairs: readonly PairedFit[]): string[] {
  const counts = pairs.map(({ rows }) => rows[0].setAside.length).filter((count) => count > 0);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return rows === 0 ? [] : [`left out as the fit did: ${counted(rows, "row")} of ${counted(counts.length, "curve")}`];
}

/** A run that resamples curves from their fits, told to the person as it goes. */
interface ToldResampling extends Resampling {
  readonly progress: ProgressDisplay;
}

/** Has work done that resamples curves from their fits, its notes and progress shown. @param notes what is said before it */
export async function resample<T>(
  flags: EngineFlags & Pick<Delivery, "quiet">,
  command: string,
  io: Io,
  notes: readonly string[],
  work: (told: ToldResampling) => Promise<T>,
): Promise<T> {
  const progress = startProgress(io.stderr, flags.quiet === true);
  const resampling = startResampling(shownRun(flags, command, progress));
  for (const line of notes) resampling.note(line);
  try {
    return await work({ ...resampling, progress });
  } finally {
    progress.stop();
  }
}

/** Curves without a result that are named for one reason; of more, the rest is counted: the table has their status. */
const MOST_NAMED = 10;

type ResultRow = Keyed & Pick<BreakTestRow | IntervalRow, "status" | "resamples" | "failed">;

/** The exit code, after naming every curve that has no result, and why. `what`: "intervals", "p-value". */
export function listWithoutResult(rows: readonly ResultRow[], what: string, io: Io): 0 | 1 {
  const nameOf = curveNamer(rows);
  const failed = rows.filter(({ status }) => status !== "ok");
  if (failed.length === 0) return 0;
  io.stderr.write(`no ${what} for ${counted(failed.length, "curve")}:\n`);
  for (const alike of groupBy(failed, reason)) {
    const named = alike.slice(0, MOST_NAMED).map((row) => `  ${escapeControls(`${nameOf(row)}: ${reason(row)}`)}\n`);
    const more = alike.length - named.length;
    io.stderr.write(named.join("") + (more > 0 ? `  and ${more} more: ${reason(alike[0])}\n` : ""));
  }
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

/** Where intervals go, and the draws behind them. */
interface IntervalDelivery extends Delivery {
  readonly draws?: string;
}

/**
 * Bootstraps fits and delivers the intervals; draws are written as they come and never held together.
 *
 * @returns the rows of all curves
 * @throws EngineError where the engine is lost, after what was done before has been delivered
 */
export async function makeIntervals(
  set: CurveSet,
  fits: FitResult,
  request: BootstrapRequest,
  to: IntervalDelivery,
  { run, progress, describe }: ToldResampling,
  io: Io,
): Promise<readonly IntervalRow[]> {
  const harvest = new Harvest(io.bootstrap(set, fits, request, run));
  const drawn = await writeDraws(harvest, to.draws, () => describe(set, fits, request, false));
  progress.stop();
  const { rows, lost } = harvest;
  if (lost !== null && rows.length === 0) throw lost;
  if (drawn !== null) progress.note(`wrote ${counted(drawn, "draw")} to ${to.draws}`);
  const table = intervalsToArrow(rows, describe(set, fits, request));
  await deliverTable(table, () => intervalText(rows, widthOf(io.stdout), request.absoluteSigma), to, io, progress);
  if (lost === null) return rows;
  const done = `${groupByKey(rows).length} of ${counted(groupByKey(fits.rows).length, "curve")}`;
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
  throw lost;
}

/** Keeps the rows of a bootstrap and hands its draws on; a lost engine ends the draws. */
class Harvest {
  readonly rows: IntervalRow[] = [];
  lost: EngineError | null = null;

  constructor(private readonly results: AsyncGenerator<CurveBootstrap>) {}

  async *draws(): AsyncGenerator<CurveDraws, void> {
    try {
      for await (const { rows, draws } of this.results) {
        this.rows.push(...rows);
        if (draws !== null) yield draws;
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.lost = error;
    }
  }
}

/** The number of draws written; null where none were to be written, or the engine was lost before the first curve. */
async function writeDraws(
  harvest: Harvest,
  path: string | undefined,
  describe: () => UncertaintyMeta,
): Promise<number | null> {
  const draws = harvest.draws();
  // which engine was taken, and so the metadata, is known once there is a first curve
  const first = await draws.next();
  if (path === undefined || (harvest.lost !== null && harvest.rows.length === 0)) {
    for (let next = first; !next.done;) next = await draws.next();
    return null;
  }
  const meta = describe();
  const schema = drawsSchema(meta);
  async function* batches(): AsyncGenerator<RecordBatch> {
    for (let next = first; !next.done; next = await draws.next()) {
      yield drawsBatch(next.value, schema, meta.keyNames);
    }
  }
  try {
    return await writeBatches(batches(), path, { schema });
  } finally {
    // a file that cannot be opened asks for no batch, and the engine has to be let go all the same
    await draws.return();
  }
}
