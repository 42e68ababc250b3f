import { describeUncertainty, type UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import type { CurveSet, FitResult } from "../core/types.js";
import type { FitRun, TakenEngine } from "./fitRun.js";
import { packageVersion } from "../node/package.js";

/** A run that resamples curves from their fits, and what its tables say of it. */
export interface Resampling {
  readonly run: FitRun;
  /** a line for the person and for the metadata */
  readonly note: (line: string) => void;
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
  const began = performance.now();
  const notes: string[] = [];
  let taken: TakenEngine | null = null;
  const note = (line: string): void => {
    notes.push(line);
    asked.onNote?.(line);
  };
  return {
    run: { ...asked, onNote: note, onEngine: (engine) => (taken = engine) },
    note,
    describe: (set, fits, options, timed = true) =>
      describeUncertainty(set, fits, {
        version: packageVersion(),
        command: asked.command ?? null,
        options,
        engine: taken?.engine ?? null,
        adapter: taken?.adapter ?? null,
        notes: [...notes],
        ...(timed ? { seconds: (performance.now() - began) / 1000 } : {}),
      }),
  };
}
