import { given } from "../core/given.js";
import type { EngineChoice } from "../core/types.js";
import { startResampling, type Resampling } from "../run/uncertainty.js";
import type { Io } from "./io.js";
import { startProgress, type Progress } from "./progress.js";

/** A run that resamples curves from their fits, told to the person as it goes. */
export interface ToldResampling extends Resampling {
  readonly progress: Progress;
}

interface RunFlags {
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly quiet?: true;
}

export function tellResampling(flags: RunFlags, command: string, io: Io): ToldResampling {
  const { engine, adapter, threads } = flags;
  const progress = startProgress(io.stderr, flags.quiet === true);
  const resampling = startResampling({
    engine,
    ...given({ adapter, threads }),
    command,
    onNote: (line) => progress.note(line),
    onProgress: (state) => progress.update(state),
  });
  return { ...resampling, progress };
}
