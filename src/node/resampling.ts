import type { FitRun } from "../run/fitRun.js";
import { type Resampling, startResampling as start } from "../run/uncertainty.js";
import { describeUncertainty } from "../tables/uncertaintyMeta.js";
import { packageVersion } from "./packageFiles.js";

/** Listens to a run, so that its notes and the engine it took end up in the metadata. */
export function startResampling(asked: FitRun): Resampling {
  return start(packageVersion(), asked, describeUncertainty);
}
