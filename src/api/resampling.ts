import type { Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { checkRun, type FitRun } from "../run/fitRun.js";
import { type EngineCall, type FitInput, type FittedCall, splitCall, toFittedSet } from "./input.js";
import { startResampling } from "../node/resampling.js";
import { auditToArrow } from "../tables/audit.js";
import { breakTestsToArrow } from "../tables/breakTests.js";
import { intervalsToArrow } from "../tables/intervals.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import type { CurveSet, FitResult } from "../core/types.js";
import { checkClusters, checkSigma, pairFits, type PairedFit } from "../uncertainty/matchFits.js";
import { holmNote, resolveBreakTest } from "../uncertainty/breakTestRequest.js";
import { resolveAudit, resolveBootstrap } from "../uncertainty/request.js";
import type {
  AuditRequest,
  AuditRow,
  BootstrapRequest,
  BreakTestRequest,
  BreakTestRow,
  CurveDraws,
  IntervalRow,
} from "../uncertainty/types.js";

/** What resampling takes besides what decides its numbers. */
export interface RunCall extends EngineCall, FittedCall {}

export interface BootstrapCall extends Partial<BootstrapRequest>, RunCall {
  /** the refits of each curve as they come; they are not kept */
  readonly onDraws?: (draws: CurveDraws) => void;
}
export type BreakTestCall = Partial<BreakTestRequest> & RunCall;
export type AuditCall = Partial<AuditRequest> & RunCall;

/** Typed rows with the same as an Arrow table. */
export interface RowsAndTable<Row> {
  readonly rows: readonly Row[];
  readonly table: Table;
}

/**
 * Intervals of the breaks, parameters, slopes and predictions of fits, from refits of resampled curves.
 *
 *     const fits = await fit("curves.csv");
 *     const { rows } = await bootstrap("curves.csv", fits, { resamples: 1000, at: [1e10] });
 *
 * @param input the curves that were fitted, as `fit` takes them
 * @param fits what `fit` gave, or the path of a table that `bnsl fit` wrote
 * @throws InputError for bad options, or fits of other curves; EngineError when no engine can be used
 */
export async function bootstrap(
  input: FitInput,
  fits: FitResult | string,
  call: BootstrapCall = {},
): Promise<RowsAndTable<IntervalRow>> {
  const { onDraws, ...asked } = call;
  const request = resolveBootstrap(splitCall(asked).rest);
  const session = await openSession(input, fits, call, request.breaks);
  checkClusters(session.pairs, request.cluster);
  checkSigma(session.set, request.absoluteSigma);
  const { bootstrapFits } = await import("../node/run.js");
  const rows: IntervalRow[] = [];
  for await (const curve of bootstrapFits(session.set, session.fits, request, session.run)) {
    rows.push(...curve.rows);
    if (curve.draws !== null) onDraws?.(curve.draws);
  }
  return { rows, table: intervalsToArrow(rows, session.describe(request)) };
}

/**
 * Whether each curve has one more break than its fit, by simulation from the fit; `input` and `fits` as in `bootstrap`.
 *
 * @throws InputError for bad options, or fits of other curves; EngineError when no engine can be used
 */
export async function testBreaks(
  input: FitInput,
  fits: FitResult | string,
  call: BreakTestCall = {},
): Promise<RowsAndTable<BreakTestRow>> {
  const request = resolveBreakTest(splitCall(call).rest);
  const session = await openSession(input, fits, call, request.breaks);
  const holm = holmNote(request, session.pairs.filter(({ row }) => row !== null).length);
  if (holm !== null) session.run.onNote?.(holm);
  const engine = await import("../node/run.js");
  const rows = await engine.testBreaks(session.set, session.fits, request, session.run);
  return { rows, table: breakTestsToArrow(rows, session.describe(request)) };
}

/**
 * How often the intervals of each curve hold the truth where the truth is its fit; `input` and `fits` as in `bootstrap`.
 *
 * @throws InputError for bad options, or fits of other curves; EngineError when no engine can be used
 */
export async function audit(
  input: FitInput,
  fits: FitResult | string,
  call: AuditCall = {},
): Promise<RowsAndTable<AuditRow>> {
  const request = resolveAudit(splitCall(call).rest);
  const session = await openSession(input, fits, call, request.breaks);
  checkClusters(session.pairs, request.cluster);
  checkSigma(session.set, request.absoluteSigma);
  const { auditFits } = await import("../node/run.js");
  const rows = await auditFits(session.set, session.fits, request, session.run);
  return { rows, table: auditToArrow(rows, session.describe(request)) };
}

interface Session {
  readonly set: CurveSet;
  readonly fits: FitResult;
  readonly pairs: readonly PairedFit[];
  readonly run: FitRun;
  readonly describe: (options: UncertaintyMeta["options"]) => UncertaintyMeta;
}

async function openSession(
  input: FitInput,
  fitsOrPath: FitResult | string,
  call: RunCall,
  breaks: "selected" | number,
): Promise<Session> {
  const asked = splitCall(call);
  checkRun(asked.run);
  const fits = await fitsOf(fitsOrPath);
  const set = await toFittedSet(input, fits, asked.reading);
  const pairs = pairFits(set, fits, breaks, typeof fitsOrPath === "string" ? fitsOrPath : undefined);
  const { run, note, describe } = startResampling(asked.run);
  for (const line of set.notes) note(line);
  return { set, fits, pairs, run, describe: (options) => describe(set, fits, options) };
}

async function fitsOf(fits: FitResult | string): Promise<FitResult> {
  if (typeof fits === "string") {
    // Only who names a file needs what checks it.
    const { readFits } = await import("../tables/read.js");
    return readFits(fits);
  }
  if (typeof fits === "object" && fits !== null && "rows" in fits && "meta" in fits) return fits;
  throw new InputError(`fits is ${String(fits)}: give what fit() returned, or the path of a table that bnsl fit wrote`);
}
