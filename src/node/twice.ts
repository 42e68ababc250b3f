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
      return await work({
        engine: open.engine,
        onProgress: (done, total, fits) => run.onProgress?.({ done, total, fits, unit: "refits", label }),
      });
    } catch (error) {
      if (!(error instanceof DeviceLostError) || !first) throw error;
      run.onNote?.(`${error.message}: once more with a new device`);
    } finally {
      await open.close();
    }
  }
}

/** Opens the run's engine and tells the run which one it is, the person once only. */
export async function openTold(run: FitRun, first: boolean): Promise<OpenEngine> {
  const open = await openEngine(run.engine, run.adapter, run.threads);
  if (first) run.onNote?.(open.line);
  run.onEngine?.({ engine: open.engine.name, adapter: open.engine.adapter });
  return open;
}
