import { InputError } from "../../core/errors.js";
import type { CurveStore } from "../../curves/curveStore.js";
import { otherSignLines } from "../../curves/notes.js";
import { risingLines } from "../../core/extrapolate/rising.js";
import { openCurves } from "../../node/spool/curveSpool.js";
import { describeFits } from "../../node/run.js";
import { openSource } from "../../node/files.js";
import { packageFile } from "../../node/packageFiles.js";
import { given } from "../../core/given.js";
import { checkSigma } from "../../uncertainty/matchFits.js";
import type { FitOptions } from "../../core/types.js";
import { checkDestination, checkStreams } from "../output.js";
import { checkpointOf, RowsInCheckpoint, RowsInMemory, takeUp, tellOtherEngine } from "../fit/kept.js";
import { finished, stopped, tellKept, whileFitting, whileReading, type FitJob } from "../fit/endings.js";
import { fitOptions, loadOptions, type FitFlags } from "../commands/fit.js";
import { planIntervals } from "../fit/intervals.js";
import { usualCosts } from "../forecast.js";
import type { Io, TakenEngine } from "../io.js";
import { refuseLoneRows } from "../inputs.js";
import { startProgress } from "../progress.js";
import { checkEngine, DEMO_SUITE, shownRun } from "../flags.js";
import { Stop } from "../fit/stop.js";

/** What `bnsl fit` does; the exit code. */
export async function runFit(files: string[], flags: FitFlags, io: Io, command: string): Promise<number> {
  checkUsage(files, flags);
  const options = fitOptions(flags);
  const inputs = flags.demo ? [packageFile(DEMO_SUITE)] : files;
  if (flags.output !== undefined) checkDestination(flags.output, inputs);
  checkShard(flags, options);
  const intervals = planIntervals(flags, options, inputs);
  const sources = inputs.map((file) => openSource(file));
  const progress = startProgress(io.stderr, flags.quiet === true);
  const tell = (line: string) => (flags.quiet ? void io.stderr.write(`${line}\n`) : progress.note(line));
  const checkpoint = await checkpointOf(flags, (line) => progress.note(line), io.lockTimes);
  const stop = new Stop(io.interrupts, tell);
  try {
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

async function fitAll(store: CurveStore, job: FitJob): Promise<number> {
  const { flags, options, checkpoint, progress, command, stop } = job;
  await refuseLoneRows(store, flags.curve);
  checkSigma(store.facts, flags.absoluteSigma === true);
  const note = (line: string) => progress.note(line);
  for (const line of [...store.facts.notes, ...(await signLines(store, options))]) note(line);
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

/** What is said where the sign of b that is fitted does not suit the curves. */
async function signLines(store: CurveStore, { protocol, signB, objective }: FitOptions): Promise<string[]> {
  if (signB !== "+") return [];
  if (protocol === "extrapolate") return risingLines(store);
  if (store.rising === 0 && objective !== "linear") return [];
  return otherSignLines(store, objective);
}

function checkUsage(files: readonly string[], flags: FitFlags): void {
  if (flags.demo && files.length > 0) throw new InputError("--demo fits its own table: leave the files out");
  if (!flags.demo && files.length === 0) {
    throw new InputError("name at least one file to fit (- is standard input), or give --demo");
  }
  checkStreams(files, flags);
  checkEngine(flags);
}

function checkShard({ shard, bootstrap }: FitFlags, { protocol }: FitOptions): void {
  if (shard === undefined) return;
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
