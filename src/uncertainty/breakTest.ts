import { chunkRanges } from "../core/engine/dispatches.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import { MAX_BREAKS } from "../core/options.js";
import { freeParameters, planProblem } from "../core/plan.js";
import type { Problem } from "../core/problem/problem.js";
import { freshState } from "../core/solver/polish.js";
import { benjaminiHochberg, holm } from "../core/statistics/multiplicity.js";
import type { FitOptions } from "../core/types.js";
import { LEAST_REFITTED } from "./bootstrap.js";
import type { PairedFit } from "./matchFits.js";
import { byEngine, effortFor, refit, tellFine } from "./refit.js";
import type { RefitContext, RefitProblem, RefitRun, Refits } from "./refitBlocks.js";
import { resamplePlan } from "./resamplePlan.js";
import { type FittedCurve, fittedCurve } from "./sample.js";
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
    rows.push(...(await testWindow(window, request, context, onDone)));
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
    const plans = group.map(({ fit }) => ({
      ...resamplePlan(fit.problem, fit.linearisation, "parametric", "none"),
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
      rows[entry.at] = testRow(entry, under[i], over[i], request);
    });
    onDone((done += group.length));
  }
  return rows;
}

function testRow(
  { pair, fit, alternative }: Tested,
  under: Refits,
  over: Refits,
  request: BreakTestRequest,
): BreakTestRow {
  const count = fit.problem.u.length;
  const statistics = Array.from(under.objective, (objective, i) =>
    // both are minima over the same data, and n breaks are n + 1 of which one has no effect
    Math.max(0, count * Math.log(objective / over.objective[i])),
  );
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
  { curve, row }: PairedFit,
  status: BreakTestRow["status"],
  { resamples }: BreakTestRequest,
): BreakTestRow {
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
