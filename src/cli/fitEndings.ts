import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setOf, type CurveStore } from "../load/curveStore.js";
import type { Checkpoint } from "../node/checkpoint.js";
import { RunError } from "../node/runError.js";
import type { FitMeta, FitOptions, FitRow } from "../types.js";
import { share } from "./fitCheckpoint.js";
import { deliverFits, writeFitTable, type FitTable } from "./fitDelivery.js";
import type { FitFlags } from "./fitFlags.js";
import { addIntervals, type IntervalPlan } from "./fitIntervals.js";
import type { Io } from "./io.js";
import type { KeptRows } from "./keptRows.js";
import type { Progress } from "./progress.js";
import type { Stop } from "./stop.js";

/** What the steps of one command share. */
export interface FitJob {
  readonly flags: FitFlags;
  readonly options: FitOptions;
  readonly intervals: IntervalPlan | null;
  readonly command: string;
  readonly io: Io;
  readonly progress: Progress;
  readonly checkpoint: Checkpoint | null;
  readonly stop: Stop;
  /** writes a line even where notes are not wanted */
  readonly tell: (line: string) => void;
}

/** Delivers all fits, and what was asked for beside them; the exit code. */
export async function finished(
  store: CurveStore,
  meta: FitMeta,
  kept: KeptRows,
  job: FitJob,
): Promise<number> {
  const { flags, io, intervals, command, checkpoint, stop, tell } = job;
  const print = await deliver(meta, kept, job);
  if (intervals === null || stop.exitCode !== null) {
    // before anything is printed: a reader that goes must not leave the checkpoint of a table that is whole
    await checkpoint?.remove();
    const exitCode = print();
    if (intervals === null) return exitCode;
    tell(
      `stopped before the intervals${flags.output ? `; bnsl bootstrap makes them from ${flags.output}` : ""}`,
    );
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
export async function stopped(
  store: CurveStore,
  meta: FitMeta,
  kept: KeptRows,
  job: FitJob,
): Promise<number> {
  const { checkpoint, stop, tell } = job;
  const exitCode = stop.exitCode ?? 130;
  const done = `stopped after ${share(kept.done, store.count)}`;
  if (kept.place !== null) {
    tell(`${done}, kept in ${kept.place}; the same command goes on from there`);
    return exitCode;
  }
  if (kept.done > 0) (await deliver(meta, kept, job))();
  tell(
    checkpoint
      ? done
      : `${done}; with -o FILE or --checkpoint FOLDER what is done is kept, and the same command goes on`,
  );
  return exitCode;
}

/** What was done before an error: kept in the checkpoint, or delivered. */
export async function tellKept(
  error: unknown,
  store: CurveStore,
  kept: KeptRows,
  job: FitJob,
): Promise<void> {
  const { io, tell } = job;
  const done = share(kept.done, store.count);
  if (kept.place !== null)
    return tell(`${done} are kept in ${kept.place}; the same command goes on from there`);
  if (!(error instanceof RunError) || kept.done === 0 || kept.done === store.count) return;
  (await deliver(error.meta, kept, job))();
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
}

async function deliver(meta: FitMeta, kept: KeptRows, job: FitJob): Promise<() => 0 | 1> {
  const perCurve = meta.options.protocol === "extrapolate" ? 1 : meta.options.breaks.length;
  const table: FitTable = { meta, rowCount: kept.done * perCurve, windows: () => kept.windows() };
  try {
    return await deliverFits(table, job.flags, job.io, job.progress);
  } catch (error) {
    if (kept.place === null && kept.done > 0) await saveElsewhere(table, job);
    throw error;
  }
}

/** Fits that their file does not take, and no checkpoint has, go to a folder for temporary files. */
async function saveElsewhere(table: FitTable, { flags, tell }: FitJob): Promise<void> {
  if (flags.output === undefined || flags.output === "-") return;
  try {
    const folder = await mkdtemp(join(tmpdir(), "bnsl-fits-"));
    const path = join(folder, basename(flags.output));
    await writeFitTable(table, path);
    tell(`the fits are in ${path} instead: move them to where you want them`);
  } catch {
    return; // what is wrong with their own place is told
  }
}

async function rowsOf(kept: KeptRows): Promise<FitRow[]> {
  const all: FitRow[] = [];
  // no spread: a window may have more rows than a call can have arguments
  for await (const rows of kept.windows()) for (const row of rows) all.push(row);
  return all;
}
