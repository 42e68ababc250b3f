import { chunkRanges } from "../core/engine/dispatches.js";
import type { Engine } from "../core/engine/engine.js";
import { internalNames } from "../core/forms/bnsl/bounds.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { seedKey } from "../core/random/philox.js";
import { drawnSigmaFactor } from "../core/random/sigmaFactor.js";
import { namesAtBound } from "../core/rows/fitRow.js";
import { hasErrors } from "../core/solver/linearisation.js";
import { freshState } from "../core/solver/polish.js";
import { applyTies } from "../core/solver/ties.js";
import type { FitOptions } from "../core/types.js";
import { breakOrder, identifiedBreaks, renumberBreak, reorderBreaks } from "./breakMatching.js";
import { intervalRows, resolveMethods } from "./intervalRows.js";
import type { PairedFit } from "./matchFits.js";
import { profileRows } from "./profile.js";
import { directionOf, limitsOf, quantitiesOf, type QuantitySpec } from "./quantities.js";
import { byEngine, effortFor, refit, tellFine } from "./refit.js";
import type { RefitProblem, RefitRun, Refits } from "./refitBlocks.js";
import { chooseKind, clustersOf, jackknifePlan, resamplePlan, sigmaFreedom } from "./resamplePlan.js";
import { errorsFor } from "./request.js";
import { type DrawnSigma, errorsUsed, type FittedCurve, fittedCurve, isExact, trainingRange } from "./sample.js";
import type {
  BootstrapRequest,
  BootstrapStatus,
  CurveBootstrap,
  CurveDraws,
  IntervalMethod,
  IntervalRow,
  ResampleKind,
} from "./types.js";

/** resamples of all curves of a window */
const WINDOW_RESAMPLES = 1 << 17;
/** A jackknife of more points leaves out runs of neighbours: its refits would outnumber the resamples. */
const MOST_LEFT_OUT = 256;
/** Fewer finite refits than this share of the resamples say more of the fit's failure than of its uncertainty. */
export const LEAST_REFITTED = 0.5;

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
  context: RefitRun,
): AsyncGenerator<CurveBootstrap> {
  const size = Math.max(1, Math.floor(WINDOW_RESAMPLES / request.resamples));
  for (const [first, end] of chunkRanges(pairs.length, size)) {
    const window = pairs.slice(first, end).map((pair, i) => prepare(pair, first + i, options, request));
    const onDone = (done: number) =>
      context.onProgress?.({
        done: first + done,
        total: pairs.length,
        fits: (first + done) * request.resamples,
      });
    yield* await bootstrapWindow(window, request, context, onDone);
  }
}

/** A curve that can be resampled, or why it cannot. */
type Prepared = Resampled | { readonly pair: PairedFit; readonly status: BootstrapStatus };

interface Resampled {
  readonly pair: PairedFit;
  readonly fit: FittedCurve;
  readonly kind: ResampleKind;
  readonly methods: readonly IntervalMethod[];
  readonly options: FitOptions;
}

function prepare(pair: PairedFit, index: number, options: FitOptions, request: BootstrapRequest): Prepared {
  const { kind, cluster, methods, absoluteSigma } = request;
  const fit = pair.row && fittedCurve(pair.curve, index, pair.row, options, absoluteSigma, errorsFor(request));
  if (!fit) return { pair, status: "no-fit" };
  const { problem, linearisation } = fit;
  if (!hasErrors(linearisation)) return { pair, status: "no-freedom" };
  return {
    pair,
    fit,
    kind: kind === "auto" ? chooseKind(problem, linearisation, cluster, fit.serial !== null) : kind,
    methods: resolveMethods(methods),
    options,
  };
}

async function bootstrapWindow(
  window: readonly Prepared[],
  request: BootstrapRequest,
  context: RefitRun,
  onDone: (curves: number) => void,
): Promise<CurveBootstrap[]> {
  const answers: CurveBootstrap[] = window.map(({ pair, ...rest }) =>
    noIntervals(pair, "status" in rest ? rest.status : "no-fit", request),
  );
  const ready = window.flatMap((entry, at) => ("fit" in entry ? [{ ...entry, at }] : []));
  let done = window.length - ready.length;
  if (done > 0) onDone(done);
  tellFine(ready, context);
  for (const { group, engine } of byEngine(ready, context)) {
    const draws = await refitAll(group, request, engine);
    const left = await refitWithout(group, draws, request, engine);
    const profiles = await profileRows(group, request, { engine });
    group.forEach((entry, i) => {
      answers[entry.at] = curveBootstrap(entry, draws[i], left[i], profiles[i], request);
    });
    onDone((done += group.length));
  }
  return answers;
}

function refitAll(group: readonly Resampled[], request: BootstrapRequest, engine: Engine): Promise<Refits[]> {
  const { seed, cluster, resamples, freshStarts } = request;
  const problems = group.map(({ fit, kind }): RefitProblem => {
    const freedom = drawsSigma(kind) ? sigmaFreedom(fit.problem, fit.linearisation, kind, cluster) : Infinity;
    const plan = resamplePlan(fit.problem, fit.linearisation, kind, cluster, freedom, fit.serial);
    return { problem: fit.problem, hash: fit.plan.hash, plan, origins: [fit.p], count: resamples };
  });
  return refit({ engine, form: bnslForm, seed }, problems, effortFor(group[0].fit.problem.breaks, freshStarts));
}

/** Errors that are drawn can be of a σ that is drawn, weights of points cannot. */
function drawsSigma(kind: ResampleKind): boolean {
  return kind !== "case";
}

/** Of the finite refits. */
function sigmaOf(
  { fit: { problem, linearisation, plan, serial }, kind }: Resampled,
  laws: readonly MatchedLaw[],
  { cluster, seed }: BootstrapRequest,
): DrawnSigma {
  const freedom = sigmaFreedom(problem, linearisation, kind, cluster);
  const key = seedKey(seed);
  const factorOf = ({ resample }: MatchedLaw) =>
    serial ? serial.size[resample % serial.size.length] : drawnSigmaFactor(freedom, plan.hash, resample, key);
  return { freedom, factors: drawsSigma(kind) ? laws.map(factorOf) : null };
}

/** The jackknife of the curves whose intervals ask for it; null for the others. */
async function refitWithout(
  group: readonly Resampled[],
  draws: readonly Refits[],
  { seed, cluster, freshStarts }: BootstrapRequest,
  engine: Engine,
): Promise<(Refits | null)[]> {
  // without residual freedom a point less leaves parameters open
  const wanted = group.filter(
    ({ methods, fit }) => (methods.includes("bca") || methods.includes("envelope")) && fit.linearisation.freedom > 0,
  );
  const problems = wanted.map((entry): RefitProblem => {
    const { fit } = entry;
    const { problem, linearisation } = fit;
    const { origins } = draws[group.indexOf(entry)];
    const together = fit.serial ? blocksFor(fit) : cluster;
    const clusters = clustersOf(problem, together).length;
    const plan = jackknifePlan(problem, linearisation, clusters > MOST_LEFT_OUT ? MOST_LEFT_OUT : together);
    return { problem, hash: fit.plan.hash, plan, origins, count: plan.clusters.length };
  });
  if (problems.length === 0) return group.map(() => null);
  const effort = effortFor(group[0].fit.problem.breaks, freshStarts);
  const refits = await refit({ engine, form: bnslForm, seed }, problems, { ...effort, pilots: 0 });
  return group.map((entry) => refits[wanted.indexOf(entry)] ?? null);
}

/** Runs of neighbouring rows about as long as errors stay correlated; more than there are parameters to fit without one. */
function blocksFor({ problem, linearisation, rho }: FittedCurve): number {
  const independent = Math.round((problem.u.length * (1 - rho!)) / (1 + rho!));
  return Math.max(independent, 2 * linearisation.free.length);
}

function curveBootstrap(
  entry: Resampled,
  refits: Refits,
  without: Refits | null,
  profiles: readonly IntervalRow[],
  request: BootstrapRequest,
): CurveBootstrap {
  const { pair, fit, kind, methods, options } = entry;
  const { problem, law, linearisation } = fit;
  const laws = matchedLaws(fit, refits);
  const { level, resamples } = request;
  const draws = asDraws(fit, kind, refits, laws);
  const failed = resamples - laws.length;
  if (laws.length < LEAST_REFITTED * resamples) {
    return { ...noIntervals(pair, "too-few-refits", request, failed), draws };
  }
  const range = trainingRange(fit);
  const direction = (target: number) => directionOf(law, range, target);
  const specs = quantitiesOf(problem.breaks, request, range, { positive: !problem.linear, direction });
  const rows = intervalRows({
    key: pair.curve.key,
    nBreaks: problem.breaks,
    level,
    kind,
    used: errorsUsed(fit),
    methods,
    law,
    range,
    specs,
    resamples,
    failed,
    freedom: linearisation.varianceFreedom,
    sigma: sigmaOf(entry, laws, request),
    fixed: (spec) => isFixed(fit, spec),
    limits: (spec) => limitsOf(spec, problem.sign, options),
    draws: laws.map((draw) => draw.law),
    identified: laws.map((draw) => identifiedBreaks(draw.law, range)),
    atBound: laws.map((draw) => draw.atBound),
    fitAtBound: pair.row?.atBound ?? [],
    unidentified: pair.row?.unidentified ?? [],
    exact: isExact(fit),
    farOut: FAR_OUT * largestY(fit),
    jackknife: without && matchedLaws(fit, without).map((draw) => draw.law),
    standardError: (spec) => deltaError(fit, spec),
  });
  return { rows: [...rows, ...profiles], draws };
}

/** An a or b this many times the largest |y| is the law's limit a + b·ln x. */
const FAR_OUT = 100;

function largestY({ plan: { curve, trainRows } }: FittedCurve): number {
  return trainRows.reduce((most, row) => Math.max(most, Math.abs(curve.y[row])), 0);
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
    timesLast: null,
    target: null,
    estimate: null,
    se: null,
    lo: null,
    hi: null,
    level,
    kind: null,
    method: null,
    ends: null,
    scale: null,
    intervalOf: null,
    shareIdentified: null,
    shareAtBound: null,
    resamples,
    failed,
    dof: null,
    errors: null,
    rho: null,
  };
  return { rows: [empty], draws: null };
}

/** A finite refit in the data's units. */
interface MatchedLaw {
  readonly resample: number;
  readonly law: BnslParameters;
  readonly atBound: readonly string[];
}

/** The finite refits in the data's units, their breaks matched to the fit's. */
export function matchedLaws(fit: FittedCurve, refits: Refits): MatchedLaw[] {
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

/** The refits of a curve as a table has them: those that failed are NaN. */
function asDraws(
  { plan: { curve }, problem }: FittedCurve,
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
    nBreaks: problem.breaks,
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

/** relative step of the central differences: their error and rounding are some 1e-10 */
const DIFFERENCE = 1e-5;

/** How far each parameter is moved to see whether a quantity moves, and by what share of itself it has to. */
const NUDGE = 1e-2;
const MOVED = 1e-12;

/**
 * Whether no parameter that may move moves a quantity: it is fixed, tied to what is, or made of such alone (c0 + c1 with
 * c1 tied to −c0). Not asked of reach, which has steps.
 */
function isFixed(fit: FittedCurve, spec: QuantitySpec): boolean {
  const { lo, hi } = fit.problem;
  const at = spec.reported(fit.law);
  if (spec.quantity === "reach" || !Number.isFinite(at)) return false;
  const stays = (k: number, step: number) => {
    const here = spec.reported(lawMoved(fit, k, 0));
    return Math.abs(spec.reported(lawMoved(fit, k, step)) - here) <= MOVED * Math.abs(here);
  };
  return [...fit.p.keys()].every((k) => {
    const step = NUDGE * Math.max(1, Math.abs(fit.p[k]));
    return !(lo[k] < hi[k]) || (stays(k, step) && stays(k, -step));
  });
}

/** √(gᵀ·Cov·g) of a quantity, its gradient by the internal parameters by central differences. */
function deltaError(fit: FittedCurve, spec: QuantitySpec): number | null {
  const { p, linearisation } = fit;
  const gradient = new Float64Array(p.length);
  for (const k of linearisation.free) {
    const step = DIFFERENCE * Math.max(1, Math.abs(p[k]));
    const valueAt = (move: number) => spec.value(lawMoved(fit, k, move));
    gradient[k] = (valueAt(step) - valueAt(-step)) / (2 * step);
  }
  return gradient.every(Number.isFinite) ? linearisation.standardError(gradient) : null;
}

/** The law with one internal parameter moved, and what is tied to it. */
function lawMoved({ problem, plan, p }: FittedCurve, k: number, move: number): BnslParameters {
  const moved = p.slice();
  moved[k] += move;
  applyTies(problem, moved);
  return reportParameters(moved, problem.breaks, problem.sign, plan.scaling);
}
