import { correlationOf, estimateErrors, serialErrors } from "../core/claim/errorModel.js";
import { chunkRanges } from "../core/engine/dispatches.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import { MAX_BREAKS } from "../core/options.js";
import { freeParameters, planProblem } from "../core/plan.js";
import type { Problem, ResamplePlan } from "../core/problem/problem.js";
import { seedKey } from "../core/random/philox.js";
import { freshState } from "../core/solver/polish.js";
import { resampled } from "../core/solver/resample.js";
import { residual, robustWeight } from "../core/solver/residual.js";
import { benjaminiHochberg, holm } from "../core/statistics/multiplicity.js";
import { quantile } from "../core/statistics/quantile.js";
import type { FitOptions } from "../core/types.js";
import { LEAST_REFITTED } from "./bootstrap.js";
import type { PairedFit } from "./matchFits.js";
import { byEngine, effortFor, refit, tellFine } from "./refit.js";
import type { RefitContext, RefitProblem, RefitRun, Refits } from "./refitBlocks.js";
import { resamplePlan } from "./resamplePlan.js";
import { errorsUsed, type FittedCurve, fittedCurve } from "./sample.js";
import type { BreakTestRequest, BreakTestRow } from "./types.js";

/** simulated data sets of all curves of a window */
const WINDOW_RESAMPLES = 1 << 16;

/**
 * Is there an (n + 1)-th break? The likelihood ratio of n + 1 to n breaks against its distribution over data simulated
 * from the fit with n (parametric bootstrap; McLachlan 1987): under the null the added break has no location, so that the
 * ratio is not χ² (Davies 1987). The data themselves are refitted as one of the simulated sets, by the same search from the
 * same origins. What that search knows of the data (they are among the pilots, their own fit with n + 1 breaks among the
 * origins) gives them no lead that can be measured: docs/STATISTICS.md has the false claims on curves without a break.
 *
 * Where errors are correlated along x, as those of the fit with n + 1 tell, they are simulated so, and the ratio is that of the AR(1)
 * likelihoods at the least squares of either, each at its own most likely correlation.
 *
 * @param options those of the fits
 * @throws EngineError when the engine is lost
 */
export async function breakTests(
  pairs: readonly PairedFit[],
  options: FitOptions,
  request: BreakTestRequest,
  context: RefitRun,
): Promise<BreakTestRow[]> {
  const rows: BreakTestRow[] = [];
  const size = Math.max(1, Math.floor(WINDOW_RESAMPLES / (request.resamples + 1)));
  for (const [first, end] of chunkRanges(pairs.length, size)) {
    const window = pairs.slice(first, end).map((pair, i) => prepare(pair, first + i, options));
    const onDone = (done: number) =>
      context.onProgress?.({
        done: first + done,
        total: pairs.length,
        fits: 2 * (first + done) * request.resamples,
      });
    rows.push(...(await testWindow(window, request, options, context, onDone)));
  }
  return adjusted(rows, request.alpha);
}

type Prepared = Tested | { readonly pair: PairedFit; readonly status: BreakTestRow["status"] };

interface Tested {
  readonly pair: PairedFit;
  readonly fit: FittedCurve;
  readonly alternative: Problem;
  /** parameters of the curve's own fit with n + 1 breaks, where the table has one */
  readonly fitted: Float64Array | null;
}

function prepare(pair: PairedFit, index: number, options: FitOptions): Prepared {
  const fit = pair.row && fittedCurve(pair.curve, index, pair.row, options);
  if (!fit) return { pair, status: "no-fit" };
  if (fit.linearisation.freedom <= 0 || fit.linearisation.variance === 0) return { pair, status: "no-freedom" };
  const breaks = fit.problem.breaks + 1;
  if (breaks > MAX_BREAKS) return { pair, status: "most-breaks" };
  const alternative = planProblem(bnslForm, fit.plan, breaks, fit.problem.sign, options);
  if (fit.plan.distinct <= freeParameters(alternative)) return { pair, status: "too-few-points" };
  const row = pair.rows.find(({ nBreaks }) => nBreaks === breaks);
  const other = row ? fittedCurve(pair.curve, index, row, options) : null;
  // the alternative has the sign of b that the null has
  const fitted = other?.problem.sign === fit.problem.sign ? other.p : null;
  return { pair, fit, alternative, fitted };
}

async function testWindow(
  window: readonly Prepared[],
  request: BreakTestRequest,
  options: FitOptions,
  context: RefitRun,
  onDone: (curves: number) => void,
): Promise<BreakTestRow[]> {
  const rows = window.map(({ pair, ...rest }) => emptyRow(pair, "status" in rest ? rest.status : "no-fit", request));
  const ready = window.flatMap((entry, at) => ("fit" in entry ? [{ ...entry, at }] : []));
  let done = window.length - ready.length;
  if (done > 0) onDone(done);
  tellFine(ready, context);
  for (const { group, engine } of byEngine(ready, context)) {
    const on: RefitContext = { engine, form: bnslForm, seed: request.seed };
    const used = await errorsOfGroup(on, group, request, options);
    const plans = group.map(({ fit }, i) => ({
      ...resamplePlan(fit.problem, fit.linearisation, "parametric", "none", Infinity, used[i].serial),
      dataFirst: true,
    }));
    const breaks = group[0].fit.problem.breaks;
    const shared = (i: number) => ({
      hash: group[i].fit.plan.hash,
      plan: plans[i],
      count: request.resamples + 1,
    });
    const nulls = group.map(({ fit }, i): RefitProblem => ({
      problem: fit.problem,
      origins: [fit.p],
      ...shared(i),
    }));
    const alternatives = group.map((entry, i): RefitProblem => ({
      problem: entry.alternative,
      origins: originsWithBreak(entry.fit, entry.alternative, entry.fitted),
      ...shared(i),
    }));
    const under = await refit(on, nulls, effortFor(breaks, request.starts));
    const over = await refit(on, alternatives, effortFor(breaks + 1, request.starts));
    group.forEach((entry, i) => {
      const statistics = used[i].serial
        ? correlatedRatios(entry, plans[i], under[i], over[i], seedKey(request.seed))
        : ratios(entry, under[i], over[i]);
      rows[entry.at] = { ...testRow(entry, statistics, over[i], request), ...errorsUsed(used[i]) };
    });
    onDone((done += group.length));
  }
  return rows;
}

/** At most this share of the ρ that the residuals leave open is larger than the one that null data are simulated with. */
const LARGER_RHO = 0.05;

/**
 * How errors are simulated, from those of the data's own fit with one more break: with fewer a break that is there would be taken for
 * correlation. Of the ρ that they leave open it is a large one, for chance bends correlated errors more.
 */
async function errorsOfGroup(
  on: RefitContext,
  group: readonly Tested[],
  { errors, starts }: BreakTestRequest,
  options: FitOptions,
): Promise<Pick<FittedCurve, "rho" | "serial">[]> {
  const problems = group.map((entry): RefitProblem => ({
    problem: entry.alternative,
    origins: originsWithBreak(entry.fit, entry.alternative, entry.fitted),
    hash: entry.fit.plan.hash,
    plan: null,
    count: 1,
  }));
  const refits = await refit(on, problems, effortFor(problems[0].problem.breaks, starts));
  return group.map(({ alternative, fit: { plan } }, i) => {
    const draws = { hash: plan.hash, key: seedKey(options.seed) };
    const { p } = freshState(alternative, refits[i].p, 1);
    if (!Number.isFinite(refits[i].objective[0])) return { rho: null, serial: null };
    const estimate = estimateErrors(alternative, p, errors, draws);
    if (estimate.errors === "independent") return { rho: estimate.rho, serial: null };
    const open = serialErrors(alternative, p, estimate, draws);
    const large = quantile(open.rho.slice().sort(), 1 - LARGER_RHO);
    const serial = { ...open, rho: Float64Array.of(large), size: Float64Array.of(Math.sqrt(estimate.inflation)) };
    return { rho: estimate.rho, serial };
  });
}

/** N·ln(Fₙ/Fₙ₊₁) of the data and of each simulated set. */
function ratios({ fit }: Tested, under: Refits, over: Refits): number[] {
  const count = fit.problem.u.length;
  return Array.from(under.objective, (objective, i) =>
    // both are minima over the same data, and n breaks are n + 1 of which one has no effect
    Math.max(0, count * Math.log(objective / over.objective[i])),
  );
}

/** Residuals below this are rounding, in f32 as in f64. */
const ROUNDING = 1e-7;

/** Differences of −2·ln of the AR(1) likelihood, of the data and of each simulated set. */
function correlatedRatios(
  {
    fit: {
      problem,
      plan: { hash },
    },
    alternative,
  }: Tested,
  plan: ResamplePlan,
  under: Refits,
  over: Refits,
  key: readonly [number, number],
): number[] {
  const { order } = plan.serial!;
  const run = Uint32Array.from(order, (row) => problem.run?.[row] ?? 0);
  const floor = problem.u.length * ROUNDING ** 2;
  return Array.from(under.objective, (objective, i) => {
    if (!Number.isFinite(objective) || !Number.isFinite(over.objective[i])) return NaN;
    const { y } = resampled(problem, plan, hash, key, i);
    const scores = [
      { of: problem, refits: under },
      { of: alternative, refits: over },
    ].map(({ of, refits }) => {
      const size = refits.p.length / refits.objective.length;
      const errors = residualsOf({ ...of, y }, refits.p.subarray(i * size, (i + 1) * size));
      return correlationOf(
        Float64Array.from(order, (row) => errors[row]),
        run,
        floor,
      ).score;
    });
    return scores[0] - scores[1];
  });
}

/** Each times the root of its weight, mean weight 1. */
function residualsOf(problem: Problem, p: Float64Array): Float64Array {
  const { u, y, w, sign, breaks } = problem;
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length + 1);
  bnslForm.prepare(p, breaks, shape);
  return u.map((at, j) => {
    const rest = residual(problem, y[j], bnslForm.evaluate(at, sign, p, breaks, shape, row));
    return Math.sqrt(w[j] * u.length * robustWeight(problem, rest)) * rest;
  });
}

function testRow(
  { pair, fit, alternative }: Tested,
  statistics: readonly number[],
  over: Refits,
  request: BreakTestRequest,
): BreakTestRow {
  const [statistic, ...simulated] = statistics;
  const finite = simulated.filter(Number.isFinite);
  const failed = simulated.length - finite.length;
  if (!Number.isFinite(statistic) || finite.length < LEAST_REFITTED * simulated.length) {
    return { ...emptyRow(pair, "too-few-refits", request), failed };
  }
  const atLeast = finite.filter((value) => value >= statistic).length;
  const pValue = (1 + atLeast) / (1 + finite.length);
  return {
    ...emptyRow(pair, "ok", request),
    statistic,
    pValue,
    pError: Math.sqrt((pValue * (1 - pValue)) / finite.length),
    location: addedBreak(fit, alternative, over.p.subarray(0, bnslForm.parameterCount(alternative.breaks))),
    failed,
  };
}

function emptyRow(
  { curve, row, rows }: PairedFit,
  status: BreakTestRow["status"],
  { resamples }: BreakTestRequest,
): BreakTestRow {
  const more = row && rows.find(({ nBreaks }) => nBreaks === row.nBreaks + 1);
  return {
    key: curve.key,
    status,
    nNull: row?.nBreaks ?? null,
    objectiveNull: row?.objective ?? null,
    statistic: null,
    pValue: null,
    pError: null,
    pHolm: null,
    pBh: null,
    supported: null,
    location: null,
    resamples,
    failed: status === "ok" ? 0 : resamples,
    errors: null,
    rho: null,
    support: more?.support ?? null,
    restsOn: more?.restsOn ?? [],
  };
}

function adjusted(rows: readonly BreakTestRow[], alpha: number): BreakTestRow[] {
  const values = rows.map(({ pValue }) => pValue);
  const familyWise = holm(values);
  const discovery = benjaminiHochberg(values);
  return rows.map((row, i) => {
    const pHolm = familyWise[i];
    return { ...row, pHolm, pBh: discovery[i], supported: pHolm === null ? null : pHolm <= alpha };
  });
}

/** places of an added break, as shares of the data's range in ln x, and its sharpness */
const ADDED_PLACES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const ADDED_SHARPNESS = [0.05, 0.5];

/**
 * Where the search of the alternative starts: the fit with one more break, of no effect yet, at places over the data; and
 * the curve's own fit with as many breaks, where it has one.
 */
function originsWithBreak(
  { problem, p }: FittedCurve,
  alternative: Problem,
  fitted: Float64Array | null,
): Float64Array[] {
  const { u } = problem;
  const n = problem.breaks;
  const width = u[u.length - 1] - u[0];
  const at = bnslForm.asymptoteIndex(n);
  const added = ADDED_PLACES.flatMap((share) =>
    ADDED_SHARPNESS.map((f) => {
      const values = [
        ...p.subarray(0, at),
        0,
        ...p.subarray(at, at + 1 + n),
        u[0] + share * width,
        ...p.subarray(at + 1 + n),
        Math.log(f),
      ];
      return freshState(alternative, Float64Array.from(values), 1).p;
    }),
  );
  return fitted ? [fitted, ...added] : added;
}

/** The break of the alternative without which its others are nearest to those of the null; in units of x. */
function addedBreak({ law, plan }: FittedCurve, { breaks, sign }: Problem, p: Float64Array): number {
  const { d } = reportParameters(p, breaks, sign, plan.scaling);
  const places = [...d].sort((one, other) => one - other);
  const known = [...law.d].sort((one, other) => one - other);
  const distance = (left: number) =>
    places.filter((_, i) => i !== left).reduce((sum, place, i) => sum + Math.abs(Math.log(place / known[i])), 0);
  const distances = places.map((_, left) => distance(left));
  return places[distances.indexOf(Math.min(...distances))];
}
