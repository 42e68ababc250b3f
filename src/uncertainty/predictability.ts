import { chunkRanges } from "../core/engine/dispatches.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { internalParameters, reportParameters } from "../core/forms/bnsl/report.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { logGrid } from "../core/optionText.js";
import { resolveOptions } from "../core/options.js";
import { type CurvePlan, freeParameters, hashKey, planCurve, planProblem } from "../core/plan.js";
import { type Problem, Resample, type ResamplePlan } from "../core/problem/problem.js";
import { informationCriteria } from "../core/select.js";
import { freshState } from "../core/solver/polish.js";
import { median, quantile } from "../core/statistics/quantile.js";
import { matchBreaks } from "./breakMatching.js";
import { byShape } from "./matchFits.js";
import { firstX, pointsTo, type PredictabilityRequest, type Truth } from "./predictabilityRequest.js";
import { effortFor, refit } from "./refit.js";
import type { RefitContext, RefitProblem, RefitRun, Refits } from "./refitBlocks.js";

/** data sets of all cells of a window */
const WINDOW_SIMULATIONS = 1 << 16;

/**
 * Simulates data that stop at x = s·d and fits them with and without the last break: how far extrapolation, and the
 * break's location, are off. Rows by truth, sharpness, noise, repeats, stop, knowledge. What a cell's data are depends on
 * the seed and the cell alone.
 *
 * Every fit also starts from the law itself, which nobody has who fits data: where the search from elsewhere would miss
 * the lowest minimum, the study does not.
 *
 * @param truths checked by `checkTruth`
 * @throws EngineError when the engine is lost
 */
export async function predictabilityRows(
  truths: readonly Truth[],
  request: PredictabilityRequest,
  context: RefitRun,
): Promise<PredictabilityRow[]> {
  const cells = truths.flatMap((truth) => cellsOf(truth, request));
  const rows: PredictabilityRow[] = [];
  const size = Math.max(1, Math.floor(WINDOW_SIMULATIONS / request.simulations));
  for (const [first, end] of chunkRanges(cells.length, size)) {
    rows.push(...(await studyWindow(cells.slice(first, end), request, context)));
    context.onProgress?.({ done: end, total: cells.length, fits: 2 * end * request.simulations });
  }
  return rows;
}

async function studyWindow(
  cells: readonly Cell[],
  request: PredictabilityRequest,
  { engine }: RefitRun,
): Promise<PredictabilityRow[]> {
  const rows = new Map<Cell, PredictabilityRow[]>();
  const context: RefitContext = { engine, form: bnslForm, seed: request.seed };
  for (const group of byShape(cells, ({ full }) => full)) {
    const breaks = group[0].full.breaks;
    const fits = (of: (cell: Cell) => RefitProblem, n: number) => refit(context, group.map(of), effortFor(n, "auto"));
    const full = await fits((cell) => simulatedFull(cell, request), breaks);
    const simpler = await fits((cell) => simulatedSimpler(cell, request), breaks - 1);
    group.forEach((cell, i) => rows.set(cell, rowsOf(cell, full[i], simpler[i], request)));
  }
  return cells.flatMap((cell) => rows.get(cell)!);
}

/** One place to stop at, of one law with one noise. */
interface Cell {
  readonly truth: Truth;
  readonly law: BnslParameters;
  readonly stop: number;
  readonly sharpness: number;
  readonly noise: number;
  readonly repeats: number;
  readonly points: number;
  readonly plan: CurvePlan;
  /** with as many breaks as the law, and with one less */
  readonly full: Problem;
  readonly simpler: Problem;
}

/** The cells of a law: sharpness, noise, repeats, stop, the last the fastest. */
function cellsOf(truth: Truth, request: PredictabilityRequest): Cell[] {
  const { stops, repeats } = request;
  const last = lastBreak(truth.law);
  const sharpness = request.sharpness === "own" ? [truth.law.f[last]] : request.sharpness;
  const noise = request.noise === "own" ? [truth.sigma!] : request.noise;
  return sharpness.flatMap((f) =>
    noise.flatMap((sigma) =>
      repeats.flatMap((count) => stops.map((stop) => cellOf(truth, [f, sigma, count, stop], request))),
    ),
  );
}

function cellOf(
  truth: Truth,
  [sharpness, noise, repeats, stop]: readonly [number, number, number, number],
  request: PredictabilityRequest,
): Cell {
  const last = lastBreak(truth.law);
  const law = { ...truth.law, f: truth.law.f.map((f, i) => (i === last ? sharpness : f)) };
  const first = firstX(law, request);
  const end = stop * law.d[last];
  const points = pointsTo(first, end, request.pointsPerDecade);
  const x = logGrid(first, end, points).flatMap((at) => new Array<number>(repeats).fill(at));
  const breaks = law.d.length;
  const options = resolveOptions({ breaks: [breaks - 1, breaks], select: "aicc", signB: "+" });
  const curve = {
    key: [...truth.key, "predictability", ...[sharpness, noise, repeats, stop].map(String)],
    x: Float64Array.from(x),
    y: Float64Array.from(x, (at) => bnsl(at, law)),
    weight: new Float64Array(x.length).fill(1),
    train: new Uint8Array(x.length).fill(1),
    skippedRows: 0,
  };
  const plan = planCurve(curve, 0, options);
  return {
    truth,
    law,
    stop,
    sharpness,
    noise,
    repeats,
    points,
    plan,
    full: planProblem(bnslForm, plan, breaks, 1, options),
    simpler: planProblem(bnslForm, plan, breaks - 1, 1, options),
  };
}

/** The data sets of a cell, to be fitted with as many breaks as the law has. */
function simulatedFull(cell: Cell, request: PredictabilityRequest): RefitProblem {
  return simulated(cell, cell.full, cell.law, request);
}

/** The same data sets, to be fitted with one break less. */
function simulatedSimpler(cell: Cell, request: PredictabilityRequest): RefitProblem {
  return simulated(cell, cell.simpler, withoutLast(cell.law), request);
}

function simulated(
  { plan: { scaling, curve }, noise }: Cell,
  problem: Problem,
  origin: BnslParameters,
  { simulations }: PredictabilityRequest,
): RefitProblem {
  const count = problem.u.length;
  const plan: ResamplePlan = {
    kind: Resample.Parametric,
    dataFirst: false,
    fitted: problem.y,
    errors: new Float64Array(count),
    unit: new Float64Array(count).fill(noise),
    freedom: Infinity,
    clusters: Uint32Array.from({ length: count }, (_, j) => j),
  };
  const { p } = freshState(problem, internalParameters(origin, scaling), 1);
  return { problem, hash: hashKey(curve.key), plan, origins: [p], count: simulations };
}

/** Index of the break that stands last, wherever the law lists it. */
function lastBreak({ d }: BnslParameters): number {
  return d.indexOf(Math.max(...d));
}

function withoutLast(law: BnslParameters): BnslParameters {
  const others = (values: readonly number[]) => values.filter((_, i) => i !== lastBreak(law));
  return { ...law, c: others(law.c), d: others(law.d), f: others(law.f) };
}

/**
 * Who fits: one who knows how many breaks the law has, or one who has AICc choose between that number and one less, as
 * one does who has not seen the last break.
 */
export type Knowledge = "known" | "aicc";

/** What data that end at x = stop·d tell: one row per cell and knowledge. */
export interface PredictabilityRow {
  readonly key: readonly string[];
  /** of the law */
  readonly nBreaks: number;
  readonly knowledge: Knowledge;
  /** last x of the data over that of the last break */
  readonly stop: number;
  readonly sharpness: number;
  /** deviation of ln y of one run */
  readonly noise: number;
  readonly repeats: number;
  /** different x; the rows of a data set are `repeats` times as many */
  readonly points: number;
  /** RMSLE of the extrapolation against the law without noise, from the last x to the horizon: median and 90th percentile */
  readonly medianError: number | null;
  readonly upperError: number | null;
  /** median |ln(d̂/d)| of the last break; Infinity where most data sets were given a law without it */
  readonly locationError: number | null;
  /** share of data sets with d̂ within a factor 2 of d */
  readonly located: number | null;
  /** share of data sets in which AICc takes the break */
  readonly taken: number | null;
  readonly simulations: number;
  /** data sets without a finite fit */
  readonly failed: number;
}

/** points of the log grid on which extrapolation is scored */
const SCORED_POINTS = 33;
/** d̂ within this factor of d counts as located */
const LOCATED = Math.log(2);

/** The rows of a cell: of one who knows the number of breaks, and of one who has AICc choose it. */
function rowsOf(
  cell: Cell,
  full: Refits,
  simpler: Refits,
  { simulations, horizon }: PredictabilityRequest,
): PredictabilityRow[] {
  const place = cell.law.d[lastBreak(cell.law)];
  const scored = logGrid(cell.stop * place, horizon * place, SCORED_POINTS);
  const known: Verdict[] = [];
  const chosen: Verdict[] = [];
  for (let i = 0; i < simulations; i++) {
    const withBreak = Number.isFinite(full.objective[i])
      ? verdict(cell, lawAt(cell, cell.full, full, i), scored)
      : null;
    if (withBreak) known.push(withBreak);
    const takes = withBreak !== null && criterion(cell.full, full, i) < criterion(cell.simpler, simpler, i);
    if (takes) chosen.push(withBreak);
    else if (Number.isFinite(simpler.objective[i])) {
      chosen.push(verdict(cell, lawAt(cell, cell.simpler, simpler, i), scored));
    }
  }
  return [row(cell, "known", known, simulations), row(cell, "aicc", chosen, simulations)];
}

/** What one fit of one data set says of the law. */
interface Verdict {
  readonly error: number;
  /** |ln(d̂/d)| of the last break; Infinity without one */
  readonly location: number;
  readonly taken: boolean;
}

/** AICc of one refit, as a fit of the data set would have it. */
function criterion(problem: Problem, { objective }: Refits, i: number): number {
  if (!Number.isFinite(objective[i])) return Infinity;
  const { aicc } = informationCriteria(objective[i], problem.u.length, freeParameters(problem));
  return aicc ?? Infinity;
}

function lawAt({ plan }: Cell, problem: Problem, refits: Refits, i: number): BnslParameters {
  const size = problem.lo.length;
  const { p } = freshState(problem, refits.p.slice(i * size, (i + 1) * size), 1);
  return reportParameters(p, problem.breaks, problem.sign, plan.scaling);
}

function verdict({ law, plan }: Cell, fitted: BnslParameters, scored: readonly number[]): Verdict {
  const squares = scored.map((x) => Math.log(bnsl(x, fitted) / bnsl(x, law)) ** 2);
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  const taken = fitted.d.length === law.d.length;
  const { x } = plan.curve;
  const last = lastBreak(law);
  const location = taken
    ? Math.abs(Math.log(matchBreaks(law, fitted, [x[0], x[x.length - 1]]).d[last] / law.d[last]))
    : Infinity;
  return { error, location, taken };
}

function row(
  { truth, stop, sharpness, noise, repeats, points, law }: Cell,
  knowledge: Knowledge,
  verdicts: readonly Verdict[],
  simulations: number,
): PredictabilityRow {
  const any = verdicts.length > 0;
  const errors = Float64Array.from(verdicts, ({ error }) => error).sort();
  const share = (holds: (one: Verdict) => boolean) => (any ? verdicts.filter(holds).length / verdicts.length : null);
  return {
    key: truth.key,
    nBreaks: law.d.length,
    knowledge,
    stop,
    sharpness,
    noise,
    repeats,
    points,
    medianError: any ? median([...errors]) : null,
    upperError: any ? quantile(errors, 0.9) : null,
    locationError: any ? median(verdicts.map(({ location }) => location)) : null,
    located: share(({ location }) => location <= LOCATED),
    taken: share(({ taken }) => taken),
    simulations,
    failed: simulations - verdicts.length,
  };
}
