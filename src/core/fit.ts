import type { Engine } from "./engine/engine.js";
import type { Executor, IdentifyTask } from "./engine/tasks.js";
import { bnsl, type BnslParameters } from "./forms/evaluate.js";
import { bnslForm } from "./forms/bnsl/form.js";
import { windows, type CurveWindow } from "./engine/dispatches.js";
import { MEDIAN_SIZE, oddRows } from "./claim/choose.js";
import { planCurve, SET_ASIDE, signsOf, type CurvePlan, withoutRows } from "./plan.js";
import type { Parent } from "./problem/problem.js";
import { emptyRow, fittedRow, isReportable, withUnidentified } from "./rows/fitRow.js";
import { lawOf } from "./rows/law.js";
import { residualOf } from "./problem/weights.js";
import { type Draws, seedKey } from "./random/philox.js";
import { scheduleFor } from "./search/schedule.js";
import { extrapolate } from "./extrapolate/extrapolate.js";
import { countSearches, lowestMinimum, searchPlans, type Candidate } from "./search/candidates.js";
import { median } from "./statistics/quantile.js";
import { selectRow, splitTail } from "./select.js";
import { Status } from "./status.js";
import type { Curve, FitOptions, FitRow, Progress } from "./types.js";

/** What the stages run on. */
export interface FitContext {
  readonly engine: Engine;
  /** where the f64 polish runs */
  readonly executor: Executor;
  /** told after each (window, n); its parts are curve-fits */
  onProgress?(progress: Progress): void;
  /** the group of each curve, under the protocol `extrapolate`; left out: all are one */
  readonly groups?: readonly string[];
}

/**
 * Fits every curve with each number of breaks: plan → dispatch → reduce → polish → select → rows. Yields the rows of
 * one window of curves at a time, in input order, n ascending within a curve; under the protocol `extrapolate`, whose
 * curves depend on each other, those of all curves at the end.
 *
 * @throws EngineError when the engine is lost; the windows yielded before stay valid
 */
export async function* fitCurves(
  curves: readonly Curve[],
  options: FitOptions,
  context: FitContext,
): AsyncGenerator<FitRow[]> {
  const total = workOf(curves.length, options);
  let done = 0;
  let starts = 0;
  let windowStarts = 0;
  const onProgress = (window: Progress) => {
    windowStarts = window.fits;
    context.onProgress?.({ done: done + window.done, total, fits: starts + window.fits });
  };
  const cuts = areOneWindow(options) ? [[0, curves.length]] : windows(curves, mostStarts(options));
  for (const [first, end] of cuts) {
    const rows = await fitWindow({ first, curves: curves.slice(first, end) }, options, {
      ...context,
      onProgress,
    });
    yield rows;
    done += workOf(end - first, options);
    starts += windowStarts;
  }
}

/** The rows of curves that are planned, dispatched and polished together; `onProgress` counts theirs alone. */
export async function fitWindow(
  { first, curves }: CurveWindow,
  options: FitOptions,
  context: FitContext,
): Promise<FitRow[]> {
  if (areOneWindow(options)) return extrapolatedRows(curves, options, context);
  const { select } = options;
  const total = workOf(curves.length, options);
  let done = 0;
  let starts = 0;
  const report = (rows: readonly FitRow[]) => {
    done += rows.length;
    starts += rows.reduce((sum, row) => sum + row.starts, 0);
    context.onProgress?.({ done, total, fits: starts });
  };
  const squares = curves.map((curve, i) => planCurve(curve, first + i, options));
  const plans = options.huber === "auto" ? await withHuber(squares, options, context) : squares;
  const fits = await fitPlans(plans, options, context, report);
  if (select === "tests") return (await testedRows(plans, fits, options, context)).flat();
  const scores = select === "holdout" ? await holdoutScores(plans, options, context, report) : null;
  return fits.flatMap(({ rows }, i) => {
    const chosen = selectRow(rows, select, scores ? scores[i] : rows.map(() => null));
    return rows.map((row, k) => ({ ...row, selected: k === chosen }));
  });
}

/** Of normal errors, Huber's loss with this δ keeps 95 % of what squares tell (Huber 1964). */
const HUBER_SIGMAS = 1.345;
/** An exact fit has residuals of rounding; δ stays above. */
const LEAST_DELTA = 1e-12;

/** A fit by squares whose residuals are to tell of the errors has this number of rows for each of its parameters. */
const ROWS_PER_PARAMETER = 3;

/**
 * The plans with Huber's δ from the median residual of a fit by squares, of those with enough rows the one with the most breaks; without
 * a fit, that of rounding.
 */
async function withHuber(plans: readonly CurvePlan[], options: FitOptions, context: FitContext): Promise<CurvePlan[]> {
  const fits = await fitPlans(plans, options, context, () => undefined, { share: HOLDOUT_STARTS, identify: false });
  return plans.map((plan, i) => {
    const { curve, trainRows } = plan;
    const laws = fits[i].rows.flatMap((row) => lawOf(row) ?? []);
    const parameters = ({ d }: BnslParameters) => 3 + 3 * d.length;
    const law = laws.findLast((each) => trainRows.length >= ROWS_PER_PARAMETER * parameters(each)) ?? laws[0];
    if (law === undefined) return { ...plan, huber: LEAST_DELTA };
    const sizes = trainRows.map((row) =>
      Math.abs(residualOf(options.objective, curve.y[row], bnsl(curve.x[row], law))),
    );
    const freedom = Math.max(1, sizes.length - parameters(law));
    const sigma = (median(sizes) / MEDIAN_SIZE) * Math.sqrt(sizes.length / freedom);
    return { ...plan, huber: Math.max(LEAST_DELTA, HUBER_SIGMAS * sigma) };
  });
}

/** As often as rows are set aside: those of one round may have hidden others. */
const ROUNDS = 3;

/**
 * The rows of each curve, that of the breaks which its training rows support selected. Under `robust` "auto", rows that decide are
 * set aside and the curve is fitted again without them.
 */
async function testedRows(
  plans: readonly CurvePlan[],
  fits: readonly Fits[],
  options: FitOptions,
  context: FitContext,
): Promise<FitRow[][]> {
  const tested = await Promise.all(plans.map((plan, i) => testFits(plan, fits[i], options, context)));
  for (let round = 0; round < ROUNDS && options.robust === "auto"; round++) {
    const again = Array.from(tested.keys()).filter((i) => tested[i].odd.length > 0);
    if (again.length === 0) break;
    const lessened = again.map((i) => {
      const { plan, odd } = tested[i];
      const curve = withoutRows(plan.curve, odd);
      return { ...planCurve(curve, plan.index, options), huber: plan.huber };
    });
    const refits = await fitPlans(lessened, options, context, () => undefined);
    const results = await Promise.all(lessened.map((plan, k) => testFits(plan, refits[k], options, context)));
    // where too few x are left to fit, the rows stay
    again.forEach((i, k) => {
      if (results[k].rows.some(({ selected }) => selected)) tested[i] = results[k];
      else tested[i] = { ...tested[i], odd: [] };
    });
  }
  return tested.map(({ rows }) => rows);
}

/** A curve's rows with what the tests said of each number of breaks. */
interface TestedFits {
  readonly plan: CurvePlan;
  readonly rows: FitRow[];
  /** rows of the curve that are to be set aside */
  readonly odd: readonly number[];
}

async function testFits(
  plan: CurvePlan,
  { rows, minima }: Fits,
  options: FitOptions,
  context: FitContext,
): Promise<TestedFits> {
  const found = minima.filter((minimum) => minimum !== null);
  if (found.length === 0) return { plan, rows: [...rows], odd: [] };
  const { errors, segmentX } = options;
  const task = { kind: "choose", minima: found, options: { errors, segmentX }, draws: drawsOf(plan, options) } as const;
  const choice = await context.executor.run<"choose">(task);
  const { breaks, steps } = choice;
  const odd = oddRows(choice, plan.trainRows.length).map((row) => plan.sortedRows[row]);
  const setAside = placesOf(Array.from(plan.curve.train.keys()).filter((row) => plan.curve.train[row] === SET_ASIDE));
  const judged = rows.map((row): FitRow => {
    const step = steps.findLast(({ to }) => to === row.nBreaks);
    const selected = row.nBreaks === breaks;
    if (!step) return { ...row, selected, setAside };
    const restsOn = placesOf(step.rows.map((at) => plan.sortedRows[at]));
    return { ...row, selected, support: step.support, pSupport: step.p, restsOn, setAside };
  });
  return { plan, rows: judged, odd };
}

function placesOf(rows: readonly number[]): number[] {
  return rows.map((row) => row + 1).sort((i, j) => i - j);
}

/** The random numbers of a curve's tests. */
function drawsOf({ hash }: CurvePlan, { seed }: FitOptions): Draws {
  return { hash, key: seedKey(seed) };
}

/** Whether curves depend on each other, so that all of a table are fitted together. */
export function areOneWindow({ protocol }: FitOptions): boolean {
  return protocol === "extrapolate";
}

/** Starts that a curve has at once, which bounds a window. */
export function mostStarts(options: FitOptions): number {
  const schedules = options.breaks.map((breaks) => scheduleFor(bnslForm, breaks, options.starts));
  return Math.max(...schedules.map((schedule) => schedule.firstStarts)) * signsOf(options).length;
}

/** Fits of so many curves: one per number of breaks, and again for a holdout. */
function workOf(curves: number, { breaks, select }: FitOptions): number {
  return curves * breaks.length * (select === "holdout" ? 2 : 1);
}

/** One row a curve. Its criteria are null: they do not count what the group's agreement has added. */
async function extrapolatedRows(curves: readonly Curve[], options: FitOptions, context: FitContext): Promise<FitRow[]> {
  const groups = context.groups ?? curves.map(() => "");
  const found = await extrapolate(curves, groups, options, context);
  const answers = found.map(async ({ plan, options: own, candidates }) =>
    identified(bestAnswer(plan, own.breaks[0], candidates, context.engine.name, own), own, context),
  );
  const rows = (await Promise.all(answers)).map((row) => {
    return { ...row, selected: row.objective !== null, aic: null, aicc: null, bic: null };
  });
  const starts = rows.reduce((sum, row) => sum + row.starts, 0);
  context.onProgress?.({ done: rows.length, total: rows.length, fits: starts });
  return rows;
}

/** A curve's rows and the minima that they report, n ascending; null where a row has none. */
interface Fits {
  readonly rows: readonly FitRow[];
  readonly minima: readonly Answer["minimum"][];
}

/** The fits of each curve; each n may start from the minima of the n before it. */
async function fitPlans(
  plans: readonly CurvePlan[],
  options: FitOptions,
  context: FitContext,
  report: (rows: readonly FitRow[]) => void,
  { share, identify } = { share: 1, identify: true },
): Promise<Fits[]> {
  const rows: Promise<FitRow>[][] = plans.map(() => []);
  const minima: Answer["minimum"][][] = plans.map(() => []);
  const parents = new Map<string, readonly Parent[]>();
  for (const breaks of options.breaks) {
    const candidates = await searchPlans(bnslForm, plans, breaks, options, context, { parents, share });
    const answers = plans.map((plan, i) => bestAnswer(plan, breaks, candidates[i], context.engine.name, options));
    // not waited for: threads do it while the engine searches the next n
    answers.forEach((answer, i) => {
      rows[i].push(identify ? handled(identified(answer, options, context)) : Promise.resolve(answer.row));
      minima[i].push(answer.minimum);
    });
    report(answers.map(({ row }) => row));
  }
  return Promise.all(rows.map(async (curve, i) => ({ rows: await Promise.all(curve), minima: minima[i] })));
}

/** A row with the minimum that it reports; null where it has none. */
interface Answer {
  readonly row: FitRow;
  readonly minimum: Pick<IdentifyTask, "problem" | "p" | "scaling" | "draws"> | null;
}

/** The row with what its training rows do not determine, and how its errors are along x. */
async function identified({ row, minimum }: Answer, options: FitOptions, context: FitContext): Promise<FitRow> {
  if (!minimum) return row;
  const task = { kind: "identify", ...minimum, errors: options.errors } as const;
  const { unidentified, errors } = await context.executor.run<"identify">(task);
  return { ...withUnidentified(row, minimum.p, unidentified, options), errors: errors.errors, rho: errors.rho };
}

/** A promise that may fail before anybody waits for it: whoever does is told then. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The lowest minimum over the signs of b as a row; none where it cannot be written down. */
function bestAnswer(
  plan: CurvePlan,
  breaks: number,
  candidates: readonly Candidate[],
  engine: string,
  options: FitOptions,
): Answer {
  const none = (row: FitRow): Answer => ({ row, minimum: null });
  if (candidates.length === 0) return none(emptyRow(plan, breaks, Status.TooFewPoints, engine));
  const counts = countSearches(candidates);
  const lowest = lowestMinimum(candidates);
  if (!lowest || !isReportable(plan, lowest.problem, lowest.minimum)) {
    return none({ ...emptyRow(plan, breaks, Status.NonFinite, engine), ...counts });
  }
  const { problem, minimum } = lowest;
  return {
    row: fittedRow(plan, problem, counts, minimum, engine, options),
    minimum: { problem, p: minimum.state.p, scaling: plan.scaling, draws: drawsOf(plan, options) },
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
  const heads = plans.map((plan, i) => ({
    ...planCurve(plan.curve, plan.index, options, splits[i].head),
    huber: plan.huber,
  }));
  const fits = await fitPlans(heads, options, context, report, { share: HOLDOUT_STARTS, identify: false });
  return fits.map(({ rows }, i) => rows.map((row) => tailError(plans[i].curve, splits[i].tail, row, options)));
}

function tailError(curve: Curve, tail: readonly number[], row: FitRow, options: FitOptions): number | null {
  const law = lawOf(row);
  if (!law) return null;
  const errors = tail.map((i) => residualOf(options.objective, curve.y[i], bnsl(curve.x[i], law)));
  const mean = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  return Number.isFinite(mean) ? mean : Infinity;
}
