import type { ProbeReport } from "../node/adapterProbe.js";
import type { CurveSet, EngineChoice, FitOptions, FitResult } from "../types.js";

/** The part of a terminal or pipe that a command writes to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Everything outside that a command touches, so that it can be run without a process, a driver or an engine. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly fit: FitCurveSet;
  readonly probe: () => Promise<ProbeReport>;
}

/** How a run of fits is made, apart from what decides its numbers. */
export interface FitRun {
  readonly engine: EngineChoice;
  /** a part of an adapter's name, "software" or "hardware" */
  readonly adapter?: string;
  readonly threads?: number;
  readonly command?: string | null;
  onNote?(line: string): void;
  onProgress?(progress: FitProgress): void;
}

export interface FitProgress {
  /** units of work done, of `total` */
  readonly done: number;
  readonly total: number;
  /** starts run so far */
  readonly fits: number;
  readonly label: string;
}

export type FitCurveSet = (set: CurveSet, options: FitOptions, run: FitRun) => Promise<FitResult>;

/** A command reports its exit code through this, since Commander's actions return nothing. */
export type Finish = (exitCode: number) => void;

export function colorWanted({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** Columns to fill: the terminal's, or enough for a file to be read. */
export function widthOf(stream: TextStream): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : 160;
}
