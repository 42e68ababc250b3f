import type { CurveSet, FitResult } from "../core/types.js";
import { type FitRun, type Listened, listenTo } from "../run/fitRun.js";
import { describeUncertainty, type UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import { packageVersion } from "./packageFiles.js";

/** A run that resamples curves from their fits, and what its tables say of it. */
export interface Resampling extends Omit<Listened, "told"> {
  /** how a table was made; `timed`: with the seconds since the start */
  readonly describe: (
    set: CurveSet,
    fits: FitResult,
    options: UncertaintyMeta["options"],
    timed?: boolean,
  ) => UncertaintyMeta;
}

/** Listens to a run, so that its notes and the engine it took end up in the metadata. */
export function startResampling(asked: FitRun): Resampling {
  const { run, note, told } = listenTo(packageVersion(), asked);
  return {
    run,
    note,
    describe(set, fits, options, timed = true) {
      const { version, command, seconds, ...rest } = told();
      return describeUncertainty(set, fits, { version, command, options, ...rest, ...(timed ? { seconds } : {}) });
    },
  };
}
