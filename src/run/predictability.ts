import { predictabilityRows } from "../uncertainty/predictability.js";
import type { PredictabilityRow } from "../uncertainty/predictabilityRows.js";
import type { PredictabilityRequest, Truth } from "../uncertainty/predictabilityRequest.js";
import type { FitRun } from "./fitRun.js";
import { twice } from "./twice.js";

/**
 * A study of predictability on an engine of this machine; once more from the beginning where the device is lost.
 *
 * @param truths checked by `checkTruth`
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export function studyPredictability(
  truths: readonly Truth[],
  request: PredictabilityRequest,
  run: FitRun,
): Promise<PredictabilityRow[]> {
  return twice(run, "simulating", (context) => predictabilityRows(truths, request, context));
}
