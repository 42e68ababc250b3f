import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { InputError } from "../../core/errors.js";
import { given } from "../../core/given.js";
import type { FitMeta, FitOptions, FitRow } from "../../core/types.js";
import { type CurveStore, setOf } from "../../curves/curveStore.js";
import { withSign } from "../../curves/notes.js";
import type { Checkpoint } from "../../node/checkpoint/checkpoint.js";
import { openSource } from "../../node/files.js";
import { inputFiles } from "../../node/inputFiles.js";
import { packageFile } from "../../node/packageFiles.js";
import { describeFits } from "../../node/run.js";
import { openCurves } from "../../node/spool/curveSpool.js";
import { RunError } from "../../run/runEngine.js";
import { checkSigma } from "../../uncertainty/matchFits.js";
import { type FitFlags, fitOptions, loadOptions } from "../commands/fit.js";
import { deliverFits, type FitTable, writeFitTable } from "../fit/delivery.js";
import { addIntervals, type IntervalPlan, planIntervals } from "../fit/intervals.js";
import {
  checkpointOf,
  type KeptRows,
  RowsInCheckpoint,
  RowsInMemory,
  share,
  takeUp,
  tellOtherEngine,
} from "../fit/kept.js";
import { type Answer, SECOND_QUITS, Stop } from "../fit/stop.js";
import { checkEngine, DEMO_SUITE, shownRun } from "../flags.js";
import { usualCosts } from "../forecast.js";
import { onlyStored } from "../curveChoice.js";
import { refuseLoneRows } from "../inputs.js";
import type { EndSignal, Io, TakenEngine } from "../io.js";
import { checkDestination, checkStreams } from "../output.js";
import { type ProgressDisplay, startProgress } from "../progress.js";

/** What `bnsl fit` does; the exit code. */
export async function runFit(files: string[], flags: FitFlags, io: Io, command: string): Promise<number> {
  checkUsage(files, flags);
  const options = fitOptions(flags);
  const { files: inputs, notes } = inputFiles(flags.demo ? [packageFile(DEMO_SUITE)] : files);
  if (flags.output !== undefined) checkDestination(flags.output, inputs);
  checkShard(flags, options);
  const intervals = planIntervals(flags, options, inputs);
  const sources = inputs.map((file) => openSource(file));
  const progress = startProgress(io.stderr, flags.quiet === true);
  const tell = (line: string) => (flags.quiet ? void io.stderr.write(`${line}\n`) : progress.note(line));
  const checkpoint = await checkpointOf(flags, (line) => progress.note(line), io.lockTimes);
  const stop = new Stop(io.interrupts, tell);
  try {
    for (const line of notes) progress.note(line);
    const folder = checkpoint?.inputFolder();
    const loading = loadOptions(flags, options);
    const store = await stop.during(
      () => openCurves(sources, loading, given({ shard: flags.shard, folder })),
      whileReading,
    );
    const job = { flags, options, intervals, command, io, progress, checkpoint, stop, tell };
    return await fitAll(store, job).finally(() => store.close());
  } finally {
    progress.stop();
    stop.end();
    checkpoint?.leave();
  }
}

async function fitAll(all: CurveStore, asked: FitJob): Promise<number> {
  await refuseLoneRows(all, asked.flags.curve);
  const store = await onlyStored(all, asked.flags.only);
  const sign = await withSign(store, asked.options, asked.flags.signB !== undefined || asked.flags.rising === true);
  const job = { ...asked, options: sign.options };
  const { flags, options, checkpoint, progress, command, stop } = job;
  checkSigma(store.facts, flags.absoluteSigma === true);
  const note = (line: string) => progress.note(line);
  for (const line of [...store.facts.notes, ...sign.notes]) note(line);
  const earlier = checkpoint && (await takeUp(checkpoint, store, options, command, flags, note));
  let taken: TakenEngine = { engine: "unknown", adapter: null };
  const onEngine = (engine: TakenEngine) => {
    taken = engine;
    if (earlier) tellOtherEngine(earlier, engine, note);
  };
  const describe = (seconds: number) => describeFits(store, options, { command }, taken, seconds);
  const kept = checkpoint
    ? new RowsInCheckpoint(checkpoint, store.count, flags.checkpoint !== undefined, describe)
    : new RowsInMemory();
  try {
    progress.begin(usualCosts(options.breaks, options.select === "holdout"));
    const outcome = await stop.during(
      (stop) => job.io.fit(store, options, { ...shownRun(flags, command, progress), onEngine, stop }, kept),
      (signal) => whileFitting(signal, kept),
    );
    progress.stop();
    // of all runs that had a part in the table
    const seconds = outcome.meta.seconds + (earlier?.seconds ?? 0);
    const end = outcome.done < store.count ? stopped : finished;
    return await end(store, { ...outcome.meta, seconds }, kept, job);
  } catch (error) {
    progress.stop();
    await tellKept(error, store, kept, job);
    throw error;
  }
}

function checkUsage(files: readonly string[], flags: FitFlags): void {
  if (flags.demo && files.length > 0) throw new InputError("--demo fits its own table: leave the files out");
  if (!flags.demo && files.length === 0) {
    throw new InputError("name at least one file to fit (- is standard input), or give --demo");
  }
  checkStreams(files, flags);
  checkEngine(flags);
}

function checkShard({ shard, bootstrap, only }: FitFlags, { protocol }: FitOptions): void {
  if (shard === undefined) return;
  if (only.length > 0) {
    throw new InputError(
      "--shard and --only exclude each other: a shard is a share of all curves; leave one of them out",
    );
  }
  if (bootstrap !== undefined) {
    throw new InputError(
      "--shard and --bootstrap exclude each other: bnsl merge the fits of all shards, then bnsl bootstrap them",
    );
  }
  if (protocol === "extrapolate") {
    throw new InputError(
      "--shard and --protocol extrapolate exclude each other: its fits depend on all curves of a domain; leave --shard out",
    );
  }
}

/** What the steps of one command share. */
interface FitJob {
  readonly flags: FitFlags;
  readonly options: FitOptions;
  readonly intervals: IntervalPlan | null;
  readonly command: string;
  readonly io: Io;
  readonly progress: ProgressDisplay;
  readonly checkpoint: Checkpoint | null;
  readonly stop: Stop;
  /** writes a line even where notes are not wanted */
  readonly tell: (line: string) => void;
}

/**
 * Delivers all fits, and what was asked for beside them; the exit code. It is the signal's where one came, even if all was done
 * by then: a script that runs one fit after the other has to stop.
 */
async function finished(store: CurveStore, meta: FitMeta, kept: KeptRows, job: FitJob): Promise<number> {
  const { flags, io, intervals, command, checkpoint, stop, tell } = job;
  const print = await deliver(store, meta, kept, job);
  if (intervals === null || stop.exitCode !== null) {
    // before anything is printed: a reader that goes must not leave the checkpoint of a table that is whole
    await stop.during(async () => checkpoint?.remove(), onceWritten);
    const exitCode = print();
    if (intervals === null) return stop.exitCode ?? exitCode;
    tell(`stopped before the intervals${flags.output ? `; bnsl bootstrap makes them from ${flags.output}` : ""}`);
    return stop.exitCode!;
  }
  const exitCode = print();
  stop.end();
  const fits = { meta, rows: await rowsOf(kept) };
  const added = await addIntervals(await setOf(store), fits, intervals, flags, io, command);
  await checkpoint?.remove();
  return Math.max(exitCode, added);
}

/** The exit code of a run that a signal has stopped, after the words that tell how to go on. */
async function stopped(store: CurveStore, meta: FitMeta, kept: KeptRows, job: FitJob): Promise<number> {
  const { checkpoint, stop, tell } = job;
  const exitCode = stop.exitCode ?? 130;
  const done = `stopped after ${share(kept.done, store.count)}`;
  if (kept.place !== null) {
    tell(`${done}, kept in ${kept.place}; ${GOES_ON}`);
    return exitCode;
  }
  if (kept.done > 0) (await deliver(store, meta, kept, job))();
  tell(checkpoint ? done : `${done}; ${HOW_TO_KEEP}`);
  return exitCode;
}

/** What was done before an error: kept in the checkpoint, or delivered. */
async function tellKept(error: unknown, store: CurveStore, kept: KeptRows, job: FitJob): Promise<void> {
  const { io, tell } = job;
  if (kept.place !== null) return tell(keptLine(store, kept));
  if (!(error instanceof RunError) || kept.done === 0 || kept.done === store.count) return;
  (await deliver(store, error.meta, kept, job))();
  const done = share(kept.done, store.count);
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
}

const GOES_ON = "the same command goes on from there";
const HOW_TO_KEEP = "with -o FILE or --checkpoint FOLDER what is done is kept, and the same command goes on";

function keptLine(store: CurveStore, { done, place }: KeptRows): string {
  return `${share(done, store.count)} are kept in ${place}; ${GOES_ON}`;
}

async function deliver(store: CurveStore, meta: FitMeta, kept: KeptRows, job: FitJob): Promise<() => 0 | 1> {
  const perCurve = meta.options.protocol === "extrapolate" ? 1 : meta.options.breaks.length;
  const table: FitTable = { meta, store, rowCount: kept.done * perCurve, windows: () => kept.windows() };
  try {
    return await job.stop.during(
      () => deliverFits(table, job.flags, job.io, job.progress),
      (signal) => whileWriting(signal, store, kept, job),
    );
  } catch (error) {
    if (kept.place === null && kept.done > 0) await saveElsewhere(table, job);
    throw error;
  }
}

/** What a signal does while a table is read. */
function whileReading(signal: EndSignal): Answer {
  return { line: `${signal}: stopped while the table was read; nothing was fitted`, quits: true };
}

/** What it does while curves are fitted. */
function whileFitting(signal: EndSignal, { place }: KeptRows): Answer {
  const kept = place === null ? "" : "; the same command goes on either way";
  return { line: `${signal}: finishing the window in hand; ${SECOND_QUITS}${kept}`, quits: false };
}

/** Rows that are kept are written by the next run; a file that alone will hold them is not given up at the first signal. */
function whileWriting(signal: EndSignal, store: CurveStore, kept: KeptRows, { flags }: FitJob): Answer {
  const { output } = flags;
  if (kept.place === null && output !== undefined && output !== "-")
    return { line: `${signal}: finishing ${output}; ${SECOND_QUITS}`, quits: false };
  const then = kept.place === null ? HOW_TO_KEEP : keptLine(store, kept);
  return { line: `stopped while the table was written; ${then}`, quits: true };
}

/** A checkpoint of which a part was removed would have the next run fit again what the table has. */
function onceWritten(signal: EndSignal): Answer {
  return {
    line: `${signal}: the table is whole, and its checkpoint is being removed; ${SECOND_QUITS}`,
    quits: false,
  };
}

/** Fits that their file does not take, and no checkpoint has, go to a folder for temporary files. */
async function saveElsewhere(table: FitTable, { flags, tell }: FitJob): Promise<void> {
  if (flags.output === undefined || flags.output === "-") return;
  // what is wrong with their own place is told
  const folder = await mkdtemp(join(tmpdir(), "bnsl-fits-")).catch(() => null);
  if (folder === null) return;
  const path = join(folder, basename(flags.output));
  try {
    await writeFitTable(table, path);
    tell(`the fits are in ${path} instead: move them to where you want them`);
  } catch {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf(kept: KeptRows): Promise<FitRow[]> {
  const all: FitRow[] = [];
  // no spread: a window may have more rows than a call can have arguments
  for await (const rows of kept.windows()) for (const row of rows) all.push(row);
  return all;
}
