import type { TakenEngine } from "../node/fit.js";
import { packageVersion } from "../node/package.js";
import { given } from "../problem/given.js";
import { describeUncertainty, type UncertaintyMeta } from "../output/uncertaintyMeta.js";
import type { CurveSet, EngineChoice, FitResult } from "../types.js";
import type { FitRun, Io } from "./io.js";
import { startProgress, type Progress } from "./progress.js";

/** A run that resamples curves from their fits: what it tells, and what its tables say of it. */
export interface Resampling {
  readonly run: FitRun;
  readonly progress: Progress;
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

interface RunFlags {
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly quiet?: true;
}

export function startResampling(flags: RunFlags, command: string, io: Io): Resampling {
  const began = performance.now();
  const notes: string[] = [];
  const progress = startProgress(io.stderr, flags.quiet === true);
  let taken: TakenEngine | null = null;
  const note = (line: string): void => {
    notes.push(line);
    progress.note(line);
  };
  const run: FitRun = {
    engine: flags.engine,
    ...given({ adapter: flags.adapter, threads: flags.threads }),
    command,
    onNote: note,
    onProgress: (state) => progress.update(state),
    onEngine: (engine) => (taken = engine),
  };
  return {
    run,
    progress,
    note,
    describe: (set, fits, options, timed = true) =>
      describeUncertainty(set, fits, {
        version: packageVersion(),
        command,
        options,
        engine: taken?.engine ?? null,
        adapter: taken?.adapter ?? null,
        notes: [...notes],
        ...(timed ? { seconds: (performance.now() - began) / 1000 } : {}),
      }),
  };
}
