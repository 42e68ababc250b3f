import { DeviceLostError } from "../errors.js";
import { predictabilityRows, type PredictabilityRow } from "../uncertainty/predictability.js";
import type { PredictabilityRequest, Truth } from "../uncertainty/predictabilityRequest.js";
import { openEngine } from "./engines.js";
import type { FitRun } from "./fit.js";

/**
 * A study of predictability on an engine of this machine; once more from the beginning where the device is lost.
 *
 * @param truths checked by `checkTruth`
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export async function studyPredictability(
  truths: readonly Truth[],
  request: PredictabilityRequest,
  run: FitRun,
): Promise<PredictabilityRow[]> {
  for (let first = true; ; first = false) {
    const open = await openEngine(run.engine, run.adapter, run.threads);
    if (first) run.onNote?.(open.line);
    run.onEngine?.({ engine: open.engine.name, adapter: open.engine.adapter });
    try {
      return await predictabilityRows(truths, request, {
        engine: open.engine,
        onProgress: (done, total, fits) => run.onProgress?.({ done, total, fits, label: "simulating" }),
      });
    } catch (error) {
      if (!(error instanceof DeviceLostError) || !first) throw error;
      run.onNote?.(`${error.message}: once more with a new device`);
    } finally {
      await open.close();
    }
  }
}
