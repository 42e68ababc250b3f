import type { ProbeReport } from "../node/adapters.js";
import type { CurveStore } from "../curves/curveStore.js";
import type { LockTimes } from "../node/checkpoint/lock.js";
import type { FitOutcome, FitRun, FitSink } from "../run/fitRun.js";
import type { FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/forms.js";
import type { CurveSet, FitOptions, FitResult } from "../core/types.js";
import type { PredictabilityRow } from "../uncertainty/predictability.js";
import type { PredictabilityRequest, Truth } from "../uncertainty/predictabilityRequest.js";
import type {
  AuditRequest,
  AuditRow,
  BootstrapRequest,
  BreakTestRequest,
  BreakTestRow,
  CurveBootstrap,
} from "../uncertainty/types.js";

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
  readonly fit: FitStore;
  readonly fitForms: FitForms;
  readonly bootstrap: BootstrapFits;
  readonly testBreaks: TestBreaks;
  readonly audit: AuditFits;
  readonly predictability: StudyPredictability;
  readonly probe: () => Promise<ProbeReport>;
  /** why an adapter is not to be used, by its name; null where it passes its check */
  readonly checkAdapter: (name: string) => Promise<string | null>;
}

export type { CurveCounts, FitProgress, FitRun, FitSink, TakenEngine, WindowProgress } from "../run/fitRun.js";

export type FitStore = (store: CurveStore, options: FitOptions, run: FitRun, sink: FitSink) => Promise<FitOutcome>;

/** The signals that ask a process to end; both can be heard and answered with an end in order. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** How the process is asked to end from outside. */
export interface Interrupts {
  /** hears signals until what it returns is called; without listeners a signal ends the process at once */
  listen(heard: (signal: EndSignal) => void): () => void;
  /** ends the process at once */
  quit(exitCode: number): void;
}

export type FitForms = (set: CurveSet, request: FormsRequest, run: FitRun) => Promise<FormFits>;

/** Yields one result a curve of the fits, in their order. */
export type BootstrapFits = (
  set: CurveSet,
  fits: FitResult,
  request: BootstrapRequest,
  run: FitRun,
) => AsyncGenerator<CurveBootstrap>;

export type TestBreaks = (
  set: CurveSet,
  fits: FitResult,
  request: BreakTestRequest,
  run: FitRun,
) => Promise<BreakTestRow[]>;

export type AuditFits = (set: CurveSet, fits: FitResult, request: AuditRequest, run: FitRun) => Promise<AuditRow[]>;

export type StudyPredictability = (
  truths: readonly Truth[],
  request: PredictabilityRequest,
  run: FitRun,
) => Promise<PredictabilityRow[]>;

/** A command reports its exit code through this, since Commander's actions return nothing. */
export type Finish = (exitCode: number) => void;

export function colorWanted({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** Columns to fill: the terminal's, or enough for a file to be read. */
export function widthOf(stream: TextStream): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : 160;
}
