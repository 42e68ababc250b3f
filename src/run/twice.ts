import { CpuEngine } from "../core/engine/cpuEngine.js";
import { DeviceLostError } from "../core/errors.js";
import type { RefitRun } from "../uncertainty/refitProblem.js";
import type { OpenEngine } from "../node/engines.js";
import { EngineTurns } from "./engineTurns.js";
import type { FitRun } from "./fitRun.js";

/**
 * Does work on an engine of this machine; once more from the beginning where the device is lost, and where `auto` took an
 * adapter that cannot be trusted, on the next.
 *
 * @param label what the person is told that is done
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export async function twice<T>(run: FitRun, label: string, work: (on: RefitRun) => Promise<T>): Promise<T> {
  const turns = new EngineTurns(run);
  for (let lost = 0; ;) {
    const open = await turns.open(undefined, { resampled: true });
    try {
      const onProgress = (done: number, total: number, fits: number) =>
        run.onProgress?.({ done, total, fits, unit: "refits", label });
      return await work({ ...enginesOf(open, run), onProgress });
    } catch (error) {
      if (turns.leaves(error, "all")) continue;
      if (!(error instanceof DeviceLostError) || lost++ > 0) throw error;
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
