import type { Engine } from "./engine/engine.js";
import type { Executor } from "./engine/tasks.js";
import { bnsl } from "./models/evaluate.js";
import { bnslForm } from "./models/bnsl/form.js";
import { windows } from "./plan/chunks.js";
import { freeParameters, planCurve, planProblem, signsOf, type CurvePlan } from "./plan/plan.js";
import type { Parent, Problem } from "./problem/problem.js";
import { emptyRow, fittedRow, isReportable, type SearchCounts } from "./report/fitRow.js";
import { scheduleFor } from "./search/schedule.js";
import { asParent, search, type SearchResult } from "./search/search.js";
import { selectRow } from "./select/criteria.js";
import { splitTail } from "./select/holdout.js";
import { Status } from "./status.js";
import type { Curve, FitOptions, FitRow } from "./types.js";

/** What the stages run on. */
export interface FitContext {
  readonly engine: Engine;
  /** where the f64 polish runs */
  readonly executor: Executor;
  /** told after each (window, n): curve-fits done of all, and starts run */
  onProgress?(done: number, total: number, starts: number): void;
}

/**
 * Fits every curve with each number of breaks: plan → dispatch → reduce → polish → select → rows. Yields the rows of
 * one window of curves at a time, in input order, n ascending within a curve.
 *
 * @throws EngineError when the engine is lost; the windows yielded before stay valid
 */
export async function* fitCurves(
  curves: readonly Curve[],
  options: FitOptions,
  context: FitContext,
): AsyncGenerator<FitRow[]> {
  const holdout = options.select === "holdout";
  const total = curves.length * options.breaks.length * (holdout ? 2 : 1);
  const schedules = options.breaks.map((breaks) => scheduleFor(breaks, options.starts));
  const mostStarts = Math.max(...schedules.map((schedule) => schedule.firstStarts)) * signsOf(options).length;
  let done = 0;
  let starts = 0;
  const report = (rows: readonly FitRow[]) => {
    done += rows.length;
    starts += rows.reduce((sum, row) => sum + row.starts, 0);
    context.onProgress?.(done, total, starts);
  };
  for (const [first, end] of windows(curves, mostStarts)) {
    const plans = curves.slice(first, end).map((curve, i) => planCurve(curve, first + i, options));
    const rows = await fitPlans(plans, options, context, report);
    const scores = holdout
      ? await holdoutScores(plans, options, context, report)
      : rows.map((row) => row.map(() => null));
    yield rows.flatMap((curveRows, i) => {
      const chosen = selectRow(curveRows, options.select, scores[i]);
      return curveRows.map((row, k) => ({ ...row, selected: k === chosen }));
    });
  }
}

/** Rows by curve, n ascending; each n may start from the minima of the n before it. */
async function fitPlans(
  plans: readonly CurvePlan[],
  options: FitOptions,
  context: FitContext,
  report: (rows: readonly FitRow[]) => void,
  share = 1,
): Promise<FitRow[][]> {
  const rows: FitRow[][] = plans.map(() => []);
  const parents = new Map<string, readonly Parent[]>();
  for (const breaks of options.breaks) {
    const candidates = await searchPlans(plans, breaks, options, context, parents, share);
    const fitted = plans.map((plan, i) => bestRow(plan, breaks, candidates[i], context.engine.name, options));
    fitted.forEach((row, i) => rows[i].push(row));
    report(fitted);
  }
  return rows;
}

/** A problem of a plan (one per sign of b) with what its search found. */
interface Candidate {
  readonly problem: Problem;
  readonly result: SearchResult;
}

async function searchPlans(
  plans: readonly CurvePlan[],
  breaks: number,
  options: FitOptions,
  context: FitContext,
  parents: Map<string, readonly Parent[]>,
  share: number,
): Promise<Candidate[][]> {
  const wanted = plans.flatMap((plan, i) =>
    plan.distinct === 0
      ? []
      : signsOf(options).map((sign) => ({ plan, i, problem: planProblem(plan, breaks, sign, options) })),
  );
  const entries = wanted.filter(({ plan, problem }) => plan.distinct > freeParameters(problem));
  const found: Candidate[][] = plans.map(() => []);
  if (entries.length === 0) return found;
  const address = ({ i, problem }: (typeof entries)[number]) => `${i} ${problem.sign}`;
  const results = await search(
    { engine: context.engine, executor: context.executor, form: bnslForm, seed: options.seed },
    entries.map((entry) => ({
      problem: entry.problem,
      hash: entry.plan.hash,
      parents: parents.get(address(entry)) ?? [],
    })),
    scheduleFor(breaks, options.starts, share),
  );
  entries.forEach((entry, k) => {
    found[entry.i].push({ problem: entry.problem, result: results[k] });
    const offspring = results[k].minima.map(({ state }) => asParent(bnslForm, entry.problem, state.p));
    parents.set(address(entry), offspring);
  });
  return found;
}

/** The lowest minimum over the signs of b as a row; none where it cannot be written down. */
function bestRow(
  plan: CurvePlan,
  breaks: number,
  candidates: readonly Candidate[],
  engine: string,
  options: FitOptions,
): FitRow {
  if (candidates.length === 0) return emptyRow(plan, breaks, Status.TooFewPoints, engine);
  const counts = countSearches(candidates.map(({ result }) => result));
  const lowest = candidates
    .flatMap(({ problem, result }) => result.minima.slice(0, 1).map((minimum) => ({ problem, minimum })))
    .sort((p, q) => p.minimum.state.objective - q.minimum.state.objective)[0];
  if (!lowest || !isReportable(plan, lowest.problem, lowest.minimum)) {
    return { ...emptyRow(plan, breaks, Status.NonFinite, engine), ...counts };
  }
  return fittedRow(plan, lowest.problem, counts, lowest.minimum, engine, options);
}

function countSearches(results: readonly SearchResult[]): SearchCounts {
  const sum = (count: (result: SearchResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    starts: sum((result) => result.starts),
    startsConverged: sum((result) => result.startsConverged),
    minima: sum((result) => result.distinct),
    iterations: sum((result) => result.iterations),
  };
}

/** share of the starts that a holdout's refits draw */
const HOLDOUT_STARTS = 0.5;

/** Mean squared error, on the objective's scale, of each n refitted without the tail of the training x. */
async function holdoutScores(
  plans: readonly CurvePlan[],
  options: FitOptions,
  context: FitContext,
  report: (rows: readonly FitRow[]) => void,
): Promise<(number | null)[][]> {
  const splits = plans.map((plan) => splitTail(plan.curve, plan.trainRows));
  const heads = plans.map((plan, i) => planCurve(plan.curve, plan.index, options, splits[i].head));
  const rows = await fitPlans(heads, options, context, report, HOLDOUT_STARTS);
  return rows.map((curveRows, i) =>
    curveRows.map((row) => tailError(plans[i].curve, splits[i].tail, row, options)),
  );
}

function tailError(curve: Curve, tail: readonly number[], row: FitRow, options: FitOptions): number | null {
  if (row.a === null || row.b === null || row.c0 === null) return null;
  const law = { a: row.a, b: row.b, c0: row.c0, c: row.c, d: row.d, f: row.f };
  const shift = options.objective === "log1p" ? 1 : 0;
  const errors = tail.map((i) => {
    const value = bnsl(curve.x[i], law);
    return options.objective === "linear"
      ? curve.y[i] - value
      : Math.log((curve.y[i] + shift) / (value + shift));
  });
  const mean = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  return Number.isFinite(mean) ? mean : Infinity;
}
