import { given } from "../core/given.js";
import { InputError } from "../core/errors.js";
import type { EngineChoice, FitMeta, FitOptions, FitRow, Progress } from "../core/types.js";
import type { CurveStore } from "../curves/curveStore.js";

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

/** How far a run is; its parts are (curve, n) pairs. */
export interface FitProgress extends Progress {
  /** what `fits` are called where they are not starts: "refits" */
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

/** A run that is listened to, so that its notes and the engine it took end up in the metadata. */
export interface Listened {
  readonly run: FitRun;
  /** a line for the person and for the metadata */
  readonly note: (line: string) => void;
  /** what metadata say of the run so far, with the seconds since its start */
  readonly told: () => RunFacts;
}

/** What metadata say of a run. */
interface RunFacts {
  readonly version: string;
  readonly command: string | null;
  /** null where the run ended before one was taken */
  readonly engine: string | null;
  readonly adapter: string | null;
  readonly notes: readonly string[];
  readonly seconds: number;
}

export function listenTo(version: string, asked: FitRun): Listened {
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
    told: () => ({
      version,
      command: asked.command ?? null,
      engine: taken?.engine ?? null,
      adapter: taken?.adapter ?? null,
      notes: [...notes],
      seconds: (performance.now() - began) / 1000,
    }),
  };
}

/** How the fits of a store are made, as their table tells it. */
export function describeFits(
  version: string,
  { facts, digest, shard }: CurveStore,
  options: FitOptions,
  { command = null }: Pick<FitRun, "command">,
  { engine, adapter }: TakenEngine,
  seconds: number,
): FitMeta {
  return {
    version,
    command,
    options,
    engine,
    adapter,
    keyNames: facts.keyNames,
    xName: facts.xName,
    yName: facts.yName,
    ...given({ xColumn: facts.xColumn, xOffset: facts.xOffset, yColumns: facts.yColumns }),
    weightName: facts.weightName,
    weightKind: facts.weightKind ?? "weight",
    trainName: facts.trainName,
    ...(facts.clusterName ? { clusterName: facts.clusterName } : {}),
    ...(facts.dialect === undefined ? {} : { dialect: facts.dialect }),
    sources: facts.sources,
    digest,
    shard,
    seconds,
  };
}

/** @throws InputError for an engine or a number of threads that there cannot be */
export function checkRun({ engine, threads }: Pick<FitRun, "engine" | "threads">): void {
  if (!["auto", "gpu", "cpu"].includes(engine)) {
    throw new InputError(`engine is "${String(engine)}": it is "auto", "gpu" or "cpu"`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new InputError(`threads is ${threads}: it is a whole number from 1`);
  }
}
