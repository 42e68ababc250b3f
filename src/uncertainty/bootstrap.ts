import type { Engine } from "../engine/engine.js";
import { bnslForm } from "../models/bnsl/form.js";
import { internalNames } from "../models/bnsl/bounds.js";
import { reportParameters } from "../models/bnsl/report.js";
import type { BnslParameters } from "../models/evaluate.js";
import { chunkRanges } from "../plan/chunks.js";
import { namesAtBound } from "../report/ending.js";
import { freshState } from "../solver/polish.js";
import { applyTies } from "../solver/ties.js";
import type { FitOptions } from "../types.js";
import { breakOrder, identifiedBreaks, renumberBreak, reorderBreaks } from "./breakMatching.js";
import { byShape } from "./byShape.js";
import { fittedCurve, trainingRange, type FittedCurve } from "./fittedCurve.js";
import { intervalRows, resolveMethods } from "./intervalRows.js";
import type { PairedFit } from "./pairing.js";
import { profileRows } from "./profile.js";
import { directionOf, quantitiesOf, type QuantitySpec } from "./quantities.js";
import { effortFor, refit, type RefitProblem, type Refits } from "./refit.js";
import { chooseKind } from "./resampleKind.js";
import { clustersOf, jackknifePlan, resamplePlan } from "./resamplePlan.js";
import type {
  BootstrapRequest,
  BootstrapStatus,
  CurveBootstrap,
  CurveDraws,
  IntervalMethod,
  IntervalRow,
  ResampleKind,
} from "./types.js";

/** What a bootstrap runs on. */
export interface BootstrapContext {
  readonly engine: Engine;
  /** told after each window of curves */
  onProgress?(done: number, total: number, refits: number): void;
}

/** resamples of all curves of a window */
const WINDOW_RESAMPLES = 1 << 17;
/** A jackknife of more points leaves out runs of neighbours: its refits would outnumber the resamples. */
const MOST_LEFT_OUT = 256;
/** Fewer finite refits than this share of the resamples say more of the fit's failure than of its uncertainty. */
const LEAST_REFITTED = 0.5;

/**
 * Intervals of every curve, in order: resample → refit → match → intervals. Which resamples a curve has depends on the
 * request's seed, its key and their numbers alone.
 *
 * @param options those of the fits
 * @throws EngineError when the engine is lost; the curves yielded before stay valid
 */
export async function* bootstrapCurves(
  pairs: readonly PairedFit[],
  options: FitOptions,
  request: BootstrapRequest,
  context: BootstrapContext,
): AsyncGenerator<CurveBootstrap> {
  const size = Math.max(1, Math.floor(WINDOW_RESAMPLES / request.resamples));
  for (const [first, end] of chunkRanges(pairs.length, size)) {
    const window = pairs.slice(first, end).map((pair, i) => prepare(pair, first + i, options, request));
    yield* await bootstrapWindow(window, request, context);
    context.onProgress?.(end, pairs.length, end * request.resamples);
  }
}

/** A curve that can be resampled, or why it cannot. */
type Prepared = Resampled | { readonly pair: PairedFit; readonly status: BootstrapStatus };

interface Resampled {
  readonly pair: PairedFit;
  readonly fit: FittedCurve;
  readonly kind: ResampleKind;
  readonly methods: readonly IntervalMethod[];
}

function prepare(
  pair: PairedFit,
  index: number,
  options: FitOptions,
  { kind, cluster, methods }: BootstrapRequest,
): Prepared {
  const fit = pair.row && fittedCurve(pair.curve, index, pair.row, options);
  if (!fit) return { pair, status: "no-fit" };
  const { problem, linearisation } = fit;
  if (linearisation.freedom <= 0) return { pair, status: "no-freedom" };
  return {
    pair,
    fit,
    kind: kind === "auto" ? chooseKind(problem, linearisation, cluster) : kind,
    methods: resolveMethods(methods),
  };
}

async function bootstrapWindow(
  window: readonly Prepared[],
  request: BootstrapRequest,
  context: BootstrapContext,
): Promise<CurveBootstrap[]> {
  const answers: CurveBootstrap[] = window.map(({ pair, ...rest }) =>
    noIntervals(pair, "status" in rest ? rest.status : "no-fit", request),
  );
  const ready = window.flatMap((entry, at) => ("fit" in entry ? [{ ...entry, at }] : []));
  for (const group of byShape(ready, ({ fit }) => fit.problem)) {
    const draws = await refitAll(group, request, context);
    const left = await refitWithout(group, draws, request, context);
    const profiles = await profileRows(group, request, context);
    group.forEach((entry, i) => {
      answers[entry.at] = curveBootstrap(entry, draws[i], left[i], profiles[i], request);
    });
  }
  return answers;
}

function refitAll(
  group: readonly Resampled[],
  request: BootstrapRequest,
  { engine }: BootstrapContext,
): Promise<Refits[]> {
  const { seed, cluster, resamples, freshStarts } = request;
  const problems = group.map(({ fit, kind }): RefitProblem => {
    const plan = resamplePlan(fit.problem, fit.linearisation, kind, cluster);
    return { problem: fit.problem, hash: fit.plan.hash, plan, origins: [fit.p], count: resamples };
  });
  return refit(
    { engine, form: bnslForm, seed },
    problems,
    effortFor(group[0].fit.problem.breaks, freshStarts),
  );
}

/** The jackknife of the curves whose intervals ask for it; null for the others. */
async function refitWithout(
  group: readonly Resampled[],
  draws: readonly Refits[],
  { seed, cluster, freshStarts }: BootstrapRequest,
  { engine }: BootstrapContext,
): Promise<(Refits | null)[]> {
  const wanted = group.filter(({ methods }) => methods.includes("bca"));
  const problems = wanted.map((entry): RefitProblem => {
    const { fit } = entry;
    const { problem, linearisation } = fit;
    const { origins } = draws[group.indexOf(entry)];
    const clusters = clustersOf(problem, cluster).length;
    const plan = jackknifePlan(problem, linearisation, clusters > MOST_LEFT_OUT ? MOST_LEFT_OUT : cluster);
    return { problem, hash: fit.plan.hash, plan, origins, count: plan.clusters.length };
  });
  if (problems.length === 0) return group.map(() => null);
  const effort = effortFor(group[0].fit.problem.breaks, freshStarts);
  const refits = await refit({ engine, form: bnslForm, seed }, problems, { ...effort, pilots: 0 });
  return group.map((entry) => refits[wanted.indexOf(entry)] ?? null);
}

function curveBootstrap(
  { pair, fit, kind, methods }: Resampled,
  refits: Refits,
  without: Refits | null,
  profiles: readonly IntervalRow[],
  request: BootstrapRequest,
): CurveBootstrap {
  const { problem, law, linearisation } = fit;
  const laws = matchedLaws(fit, refits);
  const { level, resamples } = request;
  const draws = asDraws(pair, problem.breaks, kind, refits, laws);
  const failed = resamples - laws.length;
  if (laws.length < LEAST_REFITTED * resamples) {
    return { ...noIntervals(pair, "too-few-refits", request, failed), draws };
  }
  const range = trainingRange(fit);
  const direction = directionOf(law, range);
  const specs = quantitiesOf(problem.breaks, request, range, { positive: !problem.linear, direction });
  const rows = intervalRows({
    key: pair.curve.key,
    nBreaks: problem.breaks,
    ...{ level, kind, methods, law, range, specs, resamples, failed },
    freedom: linearisation.freedom,
    draws: laws.map((draw) => draw.law),
    identified: laws.map((draw) => identifiedBreaks(draw.law, range)),
    atBound: laws.map((draw) => draw.atBound),
    fitAtBound: pair.row?.atBound ?? [],
    jackknife: without && matchedLaws(fit, without).map((draw) => draw.law),
    standardError: (spec) => deltaError(fit, spec),
  });
  return { rows: [...rows, ...profiles], draws };
}

interface MatchedLaw {
  readonly resample: number;
  readonly law: BnslParameters;
  readonly atBound: readonly string[];
}

/** The finite refits in the data's units, their breaks matched to the fit's. */
function matchedLaws(fit: FittedCurve, refits: Refits): MatchedLaw[] {
  const { problem, plan } = fit;
  const size = fit.p.length;
  const range = trainingRange(fit);
  const matched: MatchedLaw[] = [];
  for (let resample = 0; resample < refits.objective.length; resample++) {
    if (!Number.isFinite(refits.objective[resample])) continue;
    // what f32 rounded off a bound is put back on it
    const { p } = freshState(problem, refits.p.slice(resample * size, (resample + 1) * size), 1);
    const law = reportParameters(p, problem.breaks, problem.sign, plan.scaling);
    const order = breakOrder(fit.law, law, range);
    const names = namesAtBound(problem, p, internalNames(problem.breaks));
    const atBound = names.map((name) => renumberBreak(name, order));
    matched.push({ resample, law: reorderBreaks(law, order), atBound });
  }
  return matched;
}

/** relative step of the central differences: their error and rounding are some 1e-10 */
const DIFFERENCE = 1e-5;

/** √(gᵀ·Cov·g) of a quantity, its gradient by the internal parameters by central differences. */
function deltaError({ problem, plan, p, linearisation }: FittedCurve, spec: QuantitySpec): number | null {
  const gradient = new Float64Array(p.length);
  for (const k of linearisation.free) {
    const step = DIFFERENCE * Math.max(1, Math.abs(p[k]));
    const valueAt = (move: number) => {
      const moved = p.slice();
      moved[k] += move;
      applyTies(problem, moved);
      return spec.value(reportParameters(moved, problem.breaks, problem.sign, plan.scaling));
    };
    gradient[k] = (valueAt(step) - valueAt(-step)) / (2 * step);
  }
  return gradient.every(Number.isFinite) ? linearisation.standardError(gradient) : null;
}

function asDraws(
  { curve }: PairedFit,
  nBreaks: number,
  kind: string,
  refits: Refits,
  laws: readonly MatchedLaw[],
): CurveDraws {
  const count = refits.objective.length;
  const byResample = new Map(laws.map(({ resample, law }) => [resample, law]));
  const each = <T>(of: (law: BnslParameters) => T, none: T) =>
    Array.from({ length: count }, (_, i) => {
      const law = byResample.get(i);
      return law ? of(law) : none;
    });
  return {
    key: curve.key,
    nBreaks,
    kind,
    resample: Uint32Array.from({ length: count }, (_, i) => i),
    status: refits.status,
    objective: refits.objective,
    a: Float64Array.from(each((law) => law.a, NaN)),
    b: Float64Array.from(each((law) => law.b, NaN)),
    c0: Float64Array.from(each((law) => law.c0, NaN)),
    c: each((law) => law.c, []),
    d: each((law) => law.d, []),
    f: each((law) => law.f, []),
  };
}

/** The one row of a curve without intervals. */
function noIntervals(
  { curve, row }: PairedFit,
  status: BootstrapStatus,
  { level, resamples }: BootstrapRequest,
  failed = resamples,
): CurveBootstrap {
  const empty: IntervalRow = {
    key: curve.key,
    nBreaks: row?.nBreaks ?? null,
    status,
    quantity: null,
    index: null,
    x: null,
    estimate: null,
    se: null,
    lo: null,
    hi: null,
    level,
    kind: null,
    method: null,
    ends: null,
    shareIdentified: null,
    shareAtBound: null,
    resamples,
    failed,
  };
  return { rows: [empty], draws: null };
}
