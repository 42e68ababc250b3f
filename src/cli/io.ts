import type { LockTimes } from "../node/checkpoint/lock.js";
import type { checkAdapter, probeAdapters } from "../node/adapters.js";
import type {
  auditFits,
  backtestSet,
  bootstrapFits,
  fitFormSet,
  fitStore,
  forecastSet,
  studyPredictability,
  testBreaks,
} from "../node/run.js";

/** The part of a terminal or pipe that a command writes to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** "drain": a full stream takes more; "close": it never will */
  once?(event: "drain" | "close", listener: () => void): unknown;
}

/** Everything outside that a command touches, so that it can be run without a process, a driver or an engine. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly interrupts: Interrupts;
  /** other waits for the holder of a checkpoint than a run has; tests have no half minutes */
  readonly lockTimes?: LockTimes;
  readonly fit: typeof fitStore;
  readonly fitForms: typeof fitFormSet;
  readonly bootstrap: typeof bootstrapFits;
  readonly testBreaks: typeof testBreaks;
  readonly audit: typeof auditFits;
  readonly predictability: typeof studyPredictability;
  readonly forecast: typeof forecastSet;
  readonly backtest: typeof backtestSet;
  readonly probe: typeof probeAdapters;
  readonly checkAdapter: typeof checkAdapter;
}

export type { CurveCounts, FitProgress, FitRun, FitSink, TakenEngine, WindowProgress } from "../run/fitRun.js";

/** The signals that ask a process to end; both can be heard and answered with an end in order. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** How the process is asked to end from outside. */
export interface Interrupts {
  /** hears signals until what it returns is called; without listeners a signal ends the process at once */
  listen(heard: (signal: EndSignal) => void): () => void;
  /** ends the process at once */
  quit(exitCode: number): void;
}

export function colorWanted({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/**
 * Columns to fill: the terminal's, or as many as terminals usually have.
 * @param elsewhere for a table that cannot be made as narrow, where it is not printed to a terminal
 */
export function widthOf(stream: TextStream, elsewhere = 80): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : elsewhere;
}
