import type { EngineChoice, FitMeta, FitRow } from "../core/types.js";

/** How a run of fits is made, apart from what decides its numbers. */
export interface FitRun {
  readonly engine: EngineChoice;
  /** a part of an adapter's name, "software" or "hardware" */
  readonly adapter?: string;
  readonly threads?: number;
  readonly command?: string | null;
  /** once aborted, the run ends after the window in hand */
  readonly stop?: AbortSignal;
  onNote?(line: string): void;
  onProgress?(progress: FitProgress): void;
  /** what was taken, told once it is open: commands whose results carry no metadata of their own keep it */
  onEngine?(taken: TakenEngine): void;
}

export interface TakenEngine {
  /** "gpu" or "cpu" */
  readonly engine: string;
  /** the adapter's own words, or null on the CPU */
  readonly adapter: string | null;
}

export interface FitProgress {
  /** (curve, n) pairs done, of `total` */
  readonly done: number;
  readonly total: number;
  /** starts run so far */
  readonly fits: number;
  /** what those are called where they are no starts: "refits" */
  readonly unit?: string;
  readonly label: string;
  /** where a run goes window by window: what its time left is told from */
  readonly window?: WindowProgress;
}

/** A part of a window that was just done: one n for all of its curves. */
export interface WindowProgress {
  /** 1 … parts; 0: an earlier run has fitted the window */
  readonly part: number;
  readonly parts: number;
  readonly own: CurveCounts;
  /** the curves before the window, and behind it */
  readonly before: CurveCounts;
  readonly after: CurveCounts;
}

/** Curves and all of their rows. */
export interface CurveCounts {
  readonly curves: number;
  readonly points: number;
}

/** Where the rows of a run go, window by window. */
export interface FitSink {
  /** whether it has the rows of the curves from place `first` on already: an earlier run made them */
  has(first: number, curves: number): boolean;
  /** takes rows in; what is done when this settles is kept */
  add(window: FittedWindow): Promise<void>;
}

/** The rows of `curves` curves from place `first` on. */
export interface FittedWindow {
  readonly first: number;
  readonly curves: number;
  readonly rows: readonly FitRow[];
}

export interface FitOutcome {
  readonly meta: FitMeta;
  /** curves whose rows are in the sink: all, unless the run was told to stop */
  readonly done: number;
}
