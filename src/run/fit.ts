import { sum } from "d3-array";
import { type CurveWindow, curveWindows } from "../core/engine/dispatches.js";
import { DeviceMemoryError, EngineError } from "../core/errors.js";
import { domainColumn, groupsOf } from "../core/extrapolate/domains.js";
import { areOneWindow, type FitContext, fitWindow, mostStarts } from "../core/fit.js";
import { given } from "../core/given.js";
import type { Curve, CurveSet, FitOptions, FitResult, FitRow, Progress } from "../core/types.js";
import { type CurveStore, setOf, storeOf } from "../curves/curveStore.js";
import { fitForms, type FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/forms.js";
import {
  describeFits,
  type FitOutcome,
  type FitRun,
  type FitSink,
  type TakenEngine,
  type WindowProgress,
} from "./fitRun.js";
import { type Machine, type OpenEngine, RunEngine, RunError, twice } from "./runEngine.js";

/**
 * Fits a set of curves on an engine of the machine.
 *
 * @throws EngineError when no engine is to be had, or when the engine is lost for good: its
 *   `partial` then holds the rows that were done
 */
export async function fitCurveSet(
  machine: Machine,
  set: CurveSet,
  options: FitOptions,
  run: FitRun,
): Promise<FitResult> {
  const rows: FitRow[] = [];
  const sink: FitSink = {
    has: () => false,
    add: (window) => {
      // no spread: a window of all curves may have more rows than a call can have arguments
      for (const row of window.rows) rows.push(row);
      return Promise.resolve();
    },
  };
  try {
    return { meta: (await fitStore(machine, storeOf(set), options, run, sink)).meta, rows };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new EngineError(error.message, { cause: error.cause, partial: { meta: error.meta, rows } });
  }
}

/**
 * Fits the curves of a store window by window, and hands the rows of each to the sink as they are done. Stops after the
 * window in hand where `run.stop` says so.
 *
 * Fits a window again where the device is lost (`RunEngine`), and its halves where the device has no room for all of it.
 *
 * @throws EngineError when no engine is to be had, RunError when it is lost for good: what is in the sink stays
 */
export async function fitStore(
  machine: Machine,
  store: CurveStore,
  options: FitOptions,
  run: FitRun,
  sink: FitSink,
): Promise<FitOutcome> {
  const began = performance.now();
  const groups = await groupsOfStore(store, options, run);
  const passed = { curves: 0, points: 0, starts: 0 };
  const engine = new RunEngine(machine, run, store.points);
  let taken = takenOf(await engine.open());
  const meta = () => describeFits(machine.version, store, options, run, taken, (performance.now() - began) / 1000);
  const windows = windowsOf(store, options);
  try {
    for await (const window of windows) {
      if (run.stop?.aborted === true) break;
      const { first, curves } = window;
      const report = progressOf(window);
      if (sink.has(first, curves.length)) report({ done: 1, total: 1, fits: 0 }, { part: 0, parts: 1 });
      else {
        const onProgress = (fitted: Progress) =>
          report(fitted, {
            part: Math.round(fitted.done / curves.length),
            parts: Math.round(fitted.total / curves.length),
          });
        const rows = await engine.work((open) => {
          taken = takenOf(open);
          const context = { engine: open.engine, executor: open.executor, ...given({ groups }) };
          return fitInParts(window, options, { ...context, onProgress }, run);
        });
        await sink.add({ first, curves: curves.length, rows });
        passed.starts += sum(rows, (row) => row.starts);
      }
      passed.points += pointsOf(curves);
      passed.curves = first + curves.length;
    }
    return { meta: meta(), done: passed.curves };
  } catch (error) {
    throw error instanceof EngineError ? new RunError(error, meta()) : error;
  } finally {
    await engine.close();
  }

  function progressOf({ first, curves }: CurveWindow) {
    const own = { curves: curves.length, points: pointsOf(curves) };
    const { starts: startsBefore, ...before } = passed;
    const after = {
      curves: store.count - before.curves - own.curves,
      points: store.points - before.points - own.points,
    };
    return ({ done, total, fits }: Progress, parts: Pick<WindowProgress, "part" | "parts">) =>
      run.onProgress?.({
        done: options.breaks.length * (first + own.curves * (done / total)),
        total: options.breaks.length * store.count,
        fits: startsBefore + fits,
        label: "fitting",
        window: { ...parts, own, before, after },
      });
  }
}

function takenOf({ engine }: OpenEngine): TakenEngine {
  return { engine: engine.name, adapter: engine.adapter };
}

function pointsOf(curves: readonly Curve[]): number {
  return sum(curves, ({ x }) => x.length);
}

/** The rows of a window; those of its halves, one after the other, where the device has no room for the whole. */
async function fitInParts(
  window: CurveWindow,
  options: FitOptions,
  context: FitContext,
  run: FitRun,
): Promise<FitRow[]> {
  const { first, curves } = window;
  try {
    return await fitWindow(window, options, context);
  } catch (error) {
    const halves = error instanceof DeviceMemoryError && curves.length > 1 && !areOneWindow(options);
    if (!halves) throw error;
    const half = Math.ceil(curves.length / 2);
    run.onNote?.(`${error.message}: ${half} curves at once instead of ${curves.length}`);
    const rows: FitRow[] = [];
    for (const from of [0, half]) {
      const part = { first: first + from, curves: curves.slice(from, from === 0 ? half : curves.length) };
      const onProgress = partProgress(context, rows, part.curves.length, curves.length);
      rows.push(...(await fitInParts(part, options, { ...context, onProgress }, run)));
    }
    return rows;
  }
}

/** Progress of a part of a window, told as the window's own. */
function partProgress(context: FitContext, before: readonly FitRow[], part: number, whole: number) {
  const starts = sum(before, (row) => row.starts);
  const share = before.length === 0 ? 0 : 1 - part / whole;
  return ({ done, total, fits }: Progress) => {
    const all = Math.round((total * whole) / part);
    context.onProgress?.({ done: Math.round(share * all) + done, total: all, fits: starts + fits });
  };
}

/** The windows of a store: one where its curves depend on each other. */
async function* windowsOf(store: CurveStore, options: FitOptions): AsyncGenerator<CurveWindow> {
  if (areOneWindow(options)) yield { first: 0, curves: (await setOf(store)).curves };
  else yield* curveWindows(store.curves(), mostStarts(options));
}

/** The group of each curve, where curves of a group depend on each other. */
async function groupsOfStore(
  store: CurveStore,
  options: FitOptions,
  run: FitRun,
): Promise<readonly string[] | undefined> {
  if (!areOneWindow(options)) {
    // a domain that is no column is an error all the same
    domainColumn({ keyNames: store.facts.keyNames, curves: [] }, options.domain);
    return undefined;
  }
  const set = await setOf(store);
  const domain = domainColumn(set, options.domain);
  if (domain.note !== null) run.onNote?.(domain.note);
  return groupsOf(set, domain);
}

/**
 * Fits forms to a set of curves on an engine of the machine; once more from the beginning where the device is lost, and
 * where `auto` took an adapter that cannot be trusted, on the next.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost twice
 */
export function fitFormSet(machine: Machine, set: CurveSet, request: FormsRequest, run: FitRun): Promise<FormFits> {
  const work = async ({ engine, executor }: OpenEngine): Promise<FormFits> => {
    const fits = await fitForms(set.curves, request, {
      groups: groupsOf(set, domainColumn(set, request.options.domain)),
      engine,
      executor,
      onProgress: (progress) => run.onProgress?.({ ...progress, label: "fitting" }),
    });
    return { fits, engine: engine.name, adapter: engine.adapter };
  };
  return twice(machine, run, work, pointsOf(set.curves));
}
