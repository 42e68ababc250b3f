import { DeviceLostError, EngineError } from "../errors.js";
import { fitCurves } from "../fit.js";
import type { CurveSet, EngineChoice, FitMeta, FitOptions, FitResult, FitRow } from "../types.js";
import { domainColumn, groupsOf } from "../plan/domains.js";
import { openEngine, type OpenEngine } from "./engines.js";
import { packageVersion } from "./package.js";

/** How a run of fits is made, apart from what decides its numbers. */
export interface FitRun {
  readonly engine: EngineChoice;
  /** a part of an adapter's name, "software" or "hardware" */
  readonly adapter?: string;
  readonly threads?: number;
  readonly command?: string | null;
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
}

/**
 * Fits a set of curves on an engine of this machine.
 *
 * @throws EngineError when no engine is to be had, or when the engine is lost twice over the same curves: its
 *   `partial` then holds the rows that were done
 */
export async function fitCurveSet(set: CurveSet, options: FitOptions, run: FitRun): Promise<FitResult> {
  const began = performance.now();
  const rows: FitRow[] = [];
  const points = set.curves.reduce((sum, curve) => sum + curve.x.length, 0);
  const result = (open: OpenEngine): FitResult => ({
    meta: describeRun(set, options, run, open, began),
    rows,
  });
  const { note } = domainColumn(set, options.domain);
  if (options.protocol === "extrapolate" && note !== null) run.onNote?.(note);
  let last = null as { readonly open: OpenEngine; readonly rows: number } | null;
  for (;;) {
    const open = await openEngine(run.engine, run.adapter, run.threads, points).catch((error: unknown) => {
      throw last ? withPartial(error, result(last.open)) : error;
    });
    if (open.line !== last?.open.line) run.onNote?.(open.line);
    try {
      await fitRest(set, options, open, run, rows);
      return result(open);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const again = error instanceof DeviceLostError && last?.rows !== rows.length;
      if (!again) throw withPartial(error, result(open));
      last = { open, rows: rows.length };
      run.onNote?.(`${error.message}: going on with a new device`);
    } finally {
      await open.close();
    }
  }
}

function withPartial(error: unknown, partial: FitResult): EngineError {
  return new EngineError(error instanceof Error ? error.message : String(error), { cause: error, partial });
}

/** Fits the curves that have no rows yet, and adds theirs. */
async function fitRest(
  set: CurveSet,
  options: FitOptions,
  open: OpenEngine,
  run: FitRun,
  rows: FitRow[],
): Promise<void> {
  const done = rows.length;
  const all = set.curves.length * options.breaks.length;
  const rest = set.curves.slice(done / options.breaks.length);
  const onProgress = (part: number, partTotal: number, fits: number) =>
    run.onProgress?.({ done: done + ((all - done) * part) / partTotal, total: all, fits, label: "fitting" });
  const groups = groupsOf(set, domainColumn(set, options.domain)).slice(set.curves.length - rest.length);
  const context = { engine: open.engine, executor: open.executor, onProgress, groups };
  for await (const window of fitCurves(rest, options, context)) rows.push(...window);
}

function describeRun(
  set: CurveSet,
  options: FitOptions,
  run: FitRun,
  open: OpenEngine,
  began: number,
): FitMeta {
  return {
    version: packageVersion(),
    command: run.command ?? null,
    options,
    engine: open.engine.name,
    adapter: open.engine.adapter,
    keyNames: set.keyNames,
    xName: set.xName,
    yName: set.yName,
    weightName: set.weightName,
    weightIsSigma: set.weightIsSigma === true,
    trainName: set.trainName,
    sources: set.sources,
    seconds: (performance.now() - began) / 1000,
  };
}
