import type { FitMeta, FitOptions } from "../core/types.js";
import type { CurveStore } from "../curves/curveStore.js";
import { packageVersion } from "../node/package.js";
import type { FitRun, TakenEngine } from "./fitRun.js";

/** How the fits of a store are made, as their table tells it. */
export function describeFits(
  { facts, digest, shard }: CurveStore,
  options: FitOptions,
  { command = null }: Pick<FitRun, "command">,
  { engine, adapter }: TakenEngine,
  seconds: number,
): FitMeta {
  return {
    version: packageVersion(),
    command,
    options,
    engine,
    adapter,
    keyNames: facts.keyNames,
    xName: facts.xName,
    yName: facts.yName,
    weightName: facts.weightName,
    weightKind: facts.weightKind ?? "weight",
    trainName: facts.trainName,
    sources: facts.sources,
    digest,
    shard,
    seconds,
  };
}
