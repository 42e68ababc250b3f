import { CpuEngine } from "../engine/cpuEngine.js";
import { DeviceLostError } from "../errors.js";
import type { RefitRun } from "../uncertainty/refitProblem.js";
import { openEngine, type OpenEngine } from "./engines.js";
import type { FitRun } from "./fitRun.js";

/**
 * Does work on an engine of this machine; once more from the beginning where the device is lost.
 *
 * @param label what the person is told that is done
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export async function twice<T>(run: FitRun, label: string, work: (on: RefitRun) => Promise<T>): Promise<T> {
  for (let first = true; ; first = false) {
    const open = await openTold(run, first);
    try {
      const onProgress = (done: number, total: number, fits: number) =>
        run.onProgress?.({ done, total, fits, unit: "refits", label });
      return await work({ ...enginesOf(open, run), onProgress });
    } catch (error) {
      if (!(error instanceof DeviceLostError) || !first) throw error;
      run.onNote?.(`${error.message}: once more with a new device`);
    } finally {
      await open.close();
    }
  }
}

/** An open engine as a resampling takes it. */
export function enginesOf({ engine, executor }: OpenEngine, run: FitRun): RefitRun {
  return { engine, fine: new CpuEngine(executor, "fine"), onNote: (line) => run.onNote?.(line) };
}

/** Opens the run's engine and tells the run which one it is, the person once only. */
export async function openTold(run: FitRun, first: boolean): Promise<OpenEngine> {
  const open = await openEngine(run.engine, run.adapter, run.threads);
  if (first) run.onNote?.(open.line);
  run.onEngine?.({ engine: open.engine.name, adapter: open.engine.adapter });
  return open;
}
