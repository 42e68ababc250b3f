import { EngineError } from "../../src/core/errors.js";
import type { CurveSet, FitRow } from "../../src/core/types.js";
import { storeOf } from "../../src/curves/curveStore.js";
import { fitCurveSet, fitStore } from "../../src/node/run.js";
import type { FitSink, FittedWindow } from "../../src/run/fitRun.js";
import type { Draws } from "../suites/draws.js";
import type { GpuWatch } from "./gpuWatch.js";
import type { Spec } from "./madeTables.js";
import type { Tally } from "./tally.js";
import type { ThreadWatch } from "./threadWatch.js";

const THREADS = 2;
/** attempts that are disturbed; after them a run is left in peace, so that it ends */
const DISTURBED = 6;

/** The rows of a run that nothing disturbs. */
export async function undisturbed(set: CurveSet, { options, engine }: Spec): Promise<readonly FitRow[]> {
  return (await fitCurveSet(set, options, { engine, threads: THREADS })).rows;
}

/**
 * The rows of a run that is disturbed every second or so and goes on, as a command with a checkpoint does, with the
 * windows that it has. Whatever is thrown that is no EngineError comes out.
 */
export async function disturbed(
  set: CurveSet,
  spec: Spec,
  draws: Draws,
  watches: { readonly gpu: GpuWatch; readonly threads: ThreadWatch },
  tally: Tally,
): Promise<readonly FitRow[]> {
  const kept = new RowsByCurve(tally);
  for (let attempt = 0; ; attempt++) {
    const stop = new AbortController();
    const saboteur = attempt < DISTURBED ? disturb(spec, draws, watches, tally, stop) : null;
    try {
      const run = { engine: spec.engine, threads: THREADS, stop: stop.signal };
      const { done } = await fitStore(storeOf(set), spec.options, run, kept);
      if (done === set.curves.length) break;
      tally.count("runs stopped and gone on with");
    } catch (error) {
      if (!(error instanceof EngineError) || saboteur === null) throw error;
      tally.count("runs ended by an engine and gone on with");
    } finally {
      saboteur?.end();
    }
  }
  return kept.rows();
}

/** What is kept of a run; windows may be cut otherwise when it goes on. */
class RowsByCurve implements FitSink {
  readonly #rows = new Map<number, readonly FitRow[]>();

  constructor(private readonly tally: Tally) {}

  has(first: number, curves: number): boolean {
    return Array.from({ length: curves }, (_, i) => first + i).every((place) => this.#rows.has(place));
  }

  add({ first, curves, rows }: FittedWindow): Promise<void> {
    const each = rows.length / curves;
    for (let i = 0; i < curves; i++) {
      if (this.#rows.has(first + i)) this.tally.count("curves fitted again");
      this.#rows.set(first + i, rows.slice(i * each, (i + 1) * each));
    }
    return Promise.resolve();
  }

  rows(): FitRow[] {
    return [...this.#rows].sort(([p], [q]) => p - q).flatMap(([, rows]) => rows);
  }
}

/** A fault after a while, and another, until it is ended. */
function disturb(
  { engine }: Spec,
  draws: Draws,
  { gpu, threads }: { readonly gpu: GpuWatch; readonly threads: ThreadWatch },
  tally: Tally,
  stop: AbortController,
): { end(): void } {
  const onGpu: [string, () => boolean][] = [
    ["device destroyed", () => gpu.destroyDevice()],
    ["no memory for a buffer", () => (gpu.failNextBuffer(), true)],
    ["device hangs", () => gpu.hangNextMap()],
  ];
  const faults: [string, () => boolean][] = [
    ...(engine === "gpu" ? onGpu : []),
    ["thread ended", () => threads.endOne()],
    ["told to stop", () => (stop.abort(), true)],
  ];
  let timer = setTimeout(strike, 1000 * draws.logBetween(0.1, 4));
  return {
    end: () => {
      clearTimeout(timer);
      gpu.disarm();
    },
  };

  function strike(): void {
    const [name, act] = faults[Math.floor(draws.between(0, faults.length))];
    if (act()) tally.count(name);
    timer = setTimeout(strike, 1000 * draws.logBetween(0.3, 6));
  }
}
