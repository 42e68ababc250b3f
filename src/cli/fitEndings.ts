import { setOf, type CurveStore } from "../load/curveStore.js";
import type { Checkpoint } from "../node/checkpoint.js";
import { RunError } from "../node/runError.js";
import type { FitMeta, FitOptions, FitRow } from "../types.js";
import { share } from "./fitCheckpoint.js";
import { deliverFits } from "./fitDelivery.js";
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
  const { flags, io, progress, intervals, command, checkpoint, stop } = job;
  let exitCode: number = await deliverFits({ meta, windows: () => kept.windows() }, flags, io, progress);
  if (intervals !== null) {
    stop.end();
    const fits = { meta, rows: await rowsOf(kept) };
    const added = await addIntervals(await setOf(store), fits, intervals, flags, io, command);
    exitCode = Math.max(exitCode, added);
  }
  await checkpoint?.remove();
  return exitCode;
}

/** The exit code of a run that a signal has stopped, after the words that tell how to go on. */
export async function stopped(
  store: CurveStore,
  meta: FitMeta,
  kept: KeptRows,
  job: FitJob,
): Promise<number> {
  const { flags, io, progress, stop, tell } = job;
  const exitCode = stop.exitCode ?? 130;
  const done = `stopped after ${share(kept.done, store.count)}`;
  if (kept.place !== null) {
    tell(`${done}, kept in ${kept.place}; the same command goes on from there`);
    return exitCode;
  }
  if (kept.done > 0) await deliverFits({ meta, windows: () => kept.windows() }, flags, io, progress);
  tell(`${done}; with -o FILE or --checkpoint FOLDER what is done is kept, and the same command goes on`);
  return exitCode;
}

/** What was done before an error: kept in the checkpoint, or delivered. */
export async function tellKept(
  error: unknown,
  store: CurveStore,
  kept: KeptRows,
  job: FitJob,
): Promise<void> {
  const { flags, io, progress, tell } = job;
  const done = share(kept.done, store.count);
  if (kept.place !== null)
    return tell(`${done} are kept in ${kept.place}; the same command goes on from there`);
  if (!(error instanceof RunError) || kept.done === store.count) return;
  await deliverFits({ meta: error.meta, windows: () => kept.windows() }, flags, io, progress);
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
}

async function rowsOf(kept: KeptRows): Promise<FitRow[]> {
  const all: FitRow[] = [];
  for await (const rows of kept.windows()) all.push(...rows);
  return all;
}
