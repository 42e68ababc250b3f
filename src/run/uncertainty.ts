import { DeviceLostError } from "../core/errors.js";
import type { CurveSet, FitResult, Progress } from "../core/types.js";
import { auditCurves } from "../uncertainty/audit.js";
import { bootstrapCurves } from "../uncertainty/bootstrap.js";
import { breakTests } from "../uncertainty/breakTest.js";
import { pairFits } from "../uncertainty/matchFits.js";
import { type PredictabilityRow, predictabilityRows } from "../uncertainty/predictability.js";
import type { PredictabilityRequest, Truth } from "../uncertainty/predictabilityRequest.js";
import type { RefitRun } from "../uncertainty/refitBlocks.js";
import { clusterNote } from "../uncertainty/resamplePlan.js";
import type {
  AuditRequest,
  AuditRow,
  BootstrapRequest,
  BreakTestRequest,
  BreakTestRow,
  CurveBootstrap,
} from "../uncertainty/types.js";
import type { FitRun } from "./fitRun.js";
import { enginesOf, EngineTurns, type Machine, twice } from "./runEngine.js";

/**
 * Intervals of the fits of a set of curves, by curve in the order of the fits, on an engine of the machine. Where the
 * device is lost, those that are not done go on with a new one; where `auto` took an adapter that cannot be trusted, on the
 * next.
 *
 * @throws InputError where the fits are not of these curves, EngineError when no engine is to be had or it is lost twice
 *   over the same curves
 */
export async function* bootstrapFits(
  machine: Machine,
  set: CurveSet,
  fits: FitResult,
  request: BootstrapRequest,
  run: FitRun,
): AsyncGenerator<CurveBootstrap> {
  const pairs = pairFits(set, fits, request.breaks);
  const few = clusterNote(pairs, request);
  if (few !== null) run.onNote?.(few);
  let done = 0;
  let lostAt = -1;
  const turns = new EngineTurns(machine, run);
  while (done < pairs.length) {
    const open = await turns.open(undefined, { resampled: true });
    const before = done;
    const onProgress = (part: Progress) =>
      run.onProgress?.({
        done: before + part.done,
        total: pairs.length,
        fits: before * request.resamples + part.fits,
        unit: "refits",
        label: "bootstrapping",
      });
    try {
      const context = { ...enginesOf(open, run), onProgress };
      for await (const curve of bootstrapCurves(pairs.slice(before), fits.meta.options, request, context)) {
        done++;
        yield curve;
      }
    } catch (error) {
      if (turns.leaves(error, "what is not done")) continue;
      if (!(error instanceof DeviceLostError) || lostAt === done) throw error;
      lostAt = done;
      run.onNote?.(`${error.message}: going on with a new device`);
    } finally {
      await open.close();
    }
  }
}

/**
 * A test for one more break of each fit; once more from the beginning where the device is lost.
 *
 * @throws as `bootstrapFits`
 */
export function testBreaks(
  machine: Machine,
  set: CurveSet,
  fits: FitResult,
  request: BreakTestRequest,
  run: FitRun,
): Promise<BreakTestRow[]> {
  const pairs = pairFits(set, fits, request.breaks);
  return resampled(machine, run, "testing", (context) => breakTests(pairs, fits.meta.options, request, context));
}

/**
 * The coverage of each fit's intervals; once more from the beginning where the device is lost.
 *
 * @throws as `bootstrapFits`
 */
export function auditFits(
  machine: Machine,
  set: CurveSet,
  fits: FitResult,
  request: AuditRequest,
  run: FitRun,
): Promise<AuditRow[]> {
  const pairs = pairFits(set, fits, request.breaks);
  return resampled(machine, run, "auditing", (context) => auditCurves(pairs, fits.meta.options, request, context));
}

/**
 * A study of predictability on an engine of the machine; once more from the beginning where the device is lost.
 *
 * @param truths checked by `checkTruth`
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export function studyPredictability(
  machine: Machine,
  truths: readonly Truth[],
  request: PredictabilityRequest,
  run: FitRun,
): Promise<PredictabilityRow[]> {
  return resampled(machine, run, "simulating", (context) => predictabilityRows(truths, request, context));
}

/** Resamples from the beginning to the end. @param label what the person is told that is done */
function resampled<T>(
  machine: Machine,
  run: FitRun,
  label: string,
  work: (context: RefitRun) => Promise<T>,
): Promise<T> {
  const onProgress = (progress: Progress) => run.onProgress?.({ ...progress, unit: "refits", label });
  return twice(machine, run, (open) => work({ ...enginesOf(open, run), onProgress }));
}
