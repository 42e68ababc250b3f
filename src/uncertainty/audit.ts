import { InputError } from "../core/errors.js";
import { internalNames } from "../core/forms/bnsl/bounds.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import { hashKey } from "../core/plan.js";
import type { SerialDraws } from "../core/problem/problem.js";
import { seedKey } from "../core/random/philox.js";
import { byCurve, curveName } from "../core/rows/curveRows.js";
import { emptyRow, namesAtBound } from "../core/rows/fitRow.js";
import { lawOf } from "../core/rows/law.js";
import { hasErrors } from "../core/solver/linearisation.js";
import { freshState } from "../core/solver/polish.js";
import { resampled } from "../core/solver/resample.js";
import { clopperPearson } from "../core/statistics/binomial.js";
import { median } from "../core/statistics/quantile.js";
import { Status } from "../core/status.js";
import type { Curve, FitOptions, FitResult, FitRow, Progress } from "../core/types.js";
import { bootstrapCurves } from "./bootstrap.js";
import { breakOrder, renumberBreak, reorderBreaks } from "./breakMatching.js";
import type { PairedFit } from "./matchFits.js";
import type { Truth } from "./predictabilityRequest.js";
import { directionOf, quantitiesOf } from "./quantities.js";
import { byEngine, effortFor, refit, tellFine } from "./refit.js";
import type { RefitContext, RefitRun } from "./refitBlocks.js";
import { resamplePlan } from "./resamplePlan.js";
import { errorsFor } from "./request.js";
import { errorsUsed, type FittedCurve, fittedCurve, trainingRange } from "./sample.js";
import type { AuditRequest, AuditRow, IntervalRow } from "./types.js";

/** of the interval that is given with an attained coverage */
const BINOMIAL_LEVEL = 0.95;

/**
 * Attained against nominal coverage: from each fit, data sets are simulated, refitted and bootstrapped as the curve itself
 * would be, and the intervals that hold the fit's own value are counted. By curve, in the order of a bootstrap's rows.
 *
 * @param options those of the fits
 * @throws EngineError when the engine is lost
 */
export async function auditCurves(
  pairs: readonly PairedFit[],
  options: FitOptions,
  request: AuditRequest,
  context: RefitRun,
): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for (const [i, pair] of pairs.entries()) {
    const fit = pair.row && fittedCurve(pair.curve, i, pair.row, options, request.absoluteSigma, errorsFor(request));
    const before = i * request.simulations * request.resamples;
    const onProgress = ({ done, total, fits }: Progress) =>
      context.onProgress?.({ done: i + done / total, total: pairs.length, fits: before + fits });
    if (!fit) rows.push(noCoverage(pair, "no-fit", request));
    else if (!hasErrors(fit.linearisation)) rows.push(noCoverage(pair, "no-freedom", request));
    else {
      const audited = await auditFit(fit, options, request, { ...context, onProgress });
      rows.push(...(audited.length > 0 ? audited : [noCoverage(pair, "too-few-refits", request)]));
    }
  }
  return rows;
}

/** The coverage of one fit's intervals; its σ is that of its linearisation. Empty where no simulated set has intervals. */
export async function auditFit(
  fit: FittedCurve,
  options: FitOptions,
  request: AuditRequest,
  context: RefitRun,
): Promise<AuditRow[]> {
  const { simulations, seed, freshStarts } = request;
  // what is told of the fit would be told of each simulated set again
  const quiet: RefitRun = { ...context, onNote: () => undefined };
  tellFine([{ fit }], context);
  const [{ engine }] = byEngine([{ fit }], quiet);
  const [simulated] = await simulateFits({ engine, form: bnslForm, seed }, [fit], simulations, freshStarts);
  const tallies = new Map<string, Tally>();
  const truths = truthsOf(fit, request);
  const bootstrap = { ...request, breaks: fit.problem.breaks };
  for await (const { rows } of bootstrapCurves(simulated, options, bootstrap, quiet)) {
    for (const row of rows) tally(tallies, row, truths);
  }
  return [...tallies.values()].map((each) => coverageRow(fit, each, request));
}

interface Tally {
  readonly row: IntervalRow;
  readonly truth: number;
  covered: number;
  readonly widths: number[];
  readonly kinds: Set<string>;
}

function truthsOf({ law, problem, ...fit }: FittedCurve, request: AuditRequest): Map<string, number> {
  const range = trainingRange({ law, problem, ...fit });
  const metric = { positive: !problem.linear, direction: (target: number) => directionOf(law, range, target) };
  const specs = quantitiesOf(problem.breaks, request, range, metric);
  return new Map(specs.map((spec) => [addressOf(spec), spec.reported(law)]));
}

function addressOf(row: Pick<IntervalRow, "quantity" | "index" | "x" | "target">): string {
  const { quantity, index, x, target } = row;
  // a band's grid depends on x alone, which all simulated curves share up to rounding
  return [quantity, index, x?.toPrecision(10), target].join(" ");
}

/** What is fixed has a row of no method, and nothing to audit. */
function tally(tallies: Map<string, Tally>, row: IntervalRow, truths: ReadonlyMap<string, number>): void {
  if (row.method === null) return;
  const truth = truths.get(addressOf(row));
  if (truth === undefined) return;
  const address = `${addressOf(row)} ${row.method}`;
  const entry = tallies.get(address) ?? { row, truth, covered: 0, widths: [], kinds: new Set() };
  tallies.set(address, entry);
  if (row.lo === null || row.hi === null) return;
  if (row.lo <= truth && truth <= row.hi) entry.covered++;
  entry.widths.push(widthOf(row, row.lo, row.hi));
  if (row.kind !== null) entry.kinds.add(row.kind);
}

function widthOf({ quantity }: IntervalRow, lo: number, hi: number): number {
  const relative = quantity === "d" || quantity === "f" || quantity === "reach";
  if (!relative) return hi - lo;
  return lo > 0 && hi < Infinity ? Math.log(hi / lo) : Infinity;
}

function coverageRow(
  fit: FittedCurve,
  { row, truth, covered, widths, kinds }: Tally,
  { level, simulations }: AuditRequest,
): AuditRow {
  const { plan, problem, linearisation } = fit;
  const intervals = widths.length;
  const [lo, hi] = intervals > 0 ? clopperPearson(covered, intervals, BINOMIAL_LEVEL) : [null, null];
  return {
    key: plan.curve.key,
    nBreaks: problem.breaks,
    status: "ok",
    quantity: row.quantity,
    index: row.index,
    x: row.x,
    target: row.target,
    method: row.method,
    kind: kinds.size === 0 ? null : [...kinds].sort().join("+"),
    level,
    truth,
    covered,
    intervals,
    coverage: intervals > 0 ? covered / intervals : null,
    coverageLo: lo,
    coverageHi: hi,
    medianWidth: intervals > 0 ? median(widths) : null,
    simulations,
    failed: simulations - intervals,
    dof: Number.isFinite(linearisation.varianceFreedom) ? linearisation.varianceFreedom : null,
    ...errorsUsed(fit),
  };
}

function noCoverage({ curve, row }: PairedFit, status: AuditRow["status"], request: AuditRequest): AuditRow {
  const none = { quantity: null, index: null, x: null, target: null, method: null, kind: null, truth: null };
  return {
    key: curve.key,
    nBreaks: row?.nBreaks ?? null,
    status,
    ...none,
    level: request.level,
    covered: 0,
    intervals: 0,
    coverage: null,
    coverageLo: null,
    coverageHi: null,
    medianWidth: null,
    simulations: request.simulations,
    failed: request.simulations,
    dof: null,
    errors: null,
    rho: null,
  };
}

/**
 * The selected laws of a table of fits that have a break to be studied, with a line for what is left out.
 *
 * @param file what the table is called in messages
 * @param curve the only one that is wanted, by its name
 * @throws InputError where the fits are of y itself, where no curve is called so, or none has a law with a break
 */
export function fittedTruths(fits: FitResult, file: string, curve?: string): { truths: Truth[]; notes: string[] } {
  const { objective } = fits.meta.options;
  if (objective !== "log") {
    throw new InputError(
      `${file}: fits under the objective ${objective}, but noise is simulated on ln y; fit with --objective log`,
    );
  }
  const curves = byCurve(fits);
  const wanted = curve === undefined ? curves : curves.filter(({ rows }) => isCalled(rows[0], curve));
  if (wanted.length === 0) {
    const names = curves.slice(0, 5).map(({ rows }) => `"${curveName(rows[0])}"`);
    const more = curves.length > names.length ? ", …" : "";
    throw new InputError(`${file}: no curve is called "${curve}"; its curves are ${names.join(", ")}${more}`);
  }
  const truths = wanted.flatMap(({ selected }) => {
    const law = selected && lawOf(selected);
    return law && law.d.length > 0 && law.b > 0 ? [{ key: selected.key, law, sigma: sigmaOf(selected) }] : [];
  });
  if (truths.length === 0) {
    throw new InputError(
      `${file}: none of ${wanted.length} selected fits has a break and falls, so there is nothing to study; fit with ` +
        `breaks, or name a law with --law`,
    );
  }
  const left = wanted.length - truths.length;
  const note = `${left} of ${wanted.length} curves are left out: they have no selected fit that has a break and falls`;
  return { truths, notes: left === 0 ? [] : [note] };
}

function isCalled(row: FitRow, name: string): boolean {
  return curveName(row) === name || row.key.join("/") === name;
}

/** Of a point about the law, on ln y. */
function sigmaOf({ objective, nTrain, nBreaks }: FitRow): number | null {
  const freedom = nTrain - (3 + 3 * nBreaks);
  return objective !== null && freedom > 0 ? Math.sqrt((nTrain * objective) / freedom) : null;
}

/**
 * Data sets simulated from each fit, refitted: at the curve's training x, with normal errors of the fit's σ (and ρ) on the
 * objective's scale, breaks in the order of the truth's. By curve, then by simulation; `row` is null where no refit was
 * finite. The curves of `fits` share one shape.
 */
export async function simulateFits(
  context: RefitContext,
  fits: readonly FittedCurve[],
  simulations: number,
  freshStarts: number | "auto",
): Promise<PairedFit[][]> {
  const problems = fits.map(({ problem, plan, p, linearisation, rho, serial }) => ({
    problem,
    hash: simulationHash(plan.curve.key),
    count: simulations,
    origins: [p],
    plan: resamplePlan(problem, linearisation, "parametric", "none", Infinity, serial && asEstimated(serial, rho!)),
  }));
  const refits = await refit(context, problems, effortFor(fits[0].problem.breaks, freshStarts));
  return fits.map((fit, i) => {
    const size = fit.p.length;
    return Array.from({ length: simulations }, (_, number): PairedFit => {
      const { plan, hash } = problems[i];
      const data = resampled(fit.problem, plan, hash, seedKey(context.seed), number);
      const curve = asCurve(fit, data.y, number);
      const finite = Number.isFinite(refits[i].objective[number]);
      const p = refits[i].p.slice(number * size, (number + 1) * size);
      const row = finite ? asRow(fit, curve, p, refits[i].objective[number]) : null;
      return { curve, row, rows: row ? [row] : [] };
    });
  });
}

/** The truth has one ρ and one σ. */
function asEstimated({ order }: SerialDraws, rho: number): SerialDraws {
  return { order, rho: Float64Array.of(rho), size: Float64Array.of(1) };
}

/** Not the curve's own: its bootstrap draws from that. */
function simulationHash(key: readonly string[]): number {
  return hashKey([...key, "simulated"]);
}

/** The simulated points as a curve with a key of its own, so that its resamples are its own. */
function asCurve(fit: FittedCurve, y: Float64Array, number: number): Curve {
  const { plan, problem } = fit;
  const { centre, scale, shift } = plan.scaling;
  return {
    key: [...plan.curve.key, `simulation ${number}`],
    x: problem.u.map((u) => Math.exp(u + centre)),
    y: y.map((value) => value * scale + shift),
    ...weighing(fit),
    ...(problem.run && { run: problem.run }),
    train: new Uint8Array(y.length).fill(1),
    skippedRows: 0,
  };
}

/** Weights are those of the fit, whatever y was simulated; where σ is known, so are the simulated points'. */
function weighing({ plan, problem, linearisation }: FittedCurve): Pick<Curve, "weight" | "sigma"> {
  const { w, linear } = problem;
  if (linearisation.varianceFreedom < Infinity) return { weight: w.map((weight) => weight * w.length) };
  const unit = linear ? plan.scaling.scale : 1;
  const values = w.map((weight) => unit * Math.sqrt(linearisation.variance / (w.length * weight)));
  return { weight: new Float64Array(w.length).fill(1), sigma: { values, of: "residual" } };
}

function asRow(fit: FittedCurve, curve: Curve, refitted: Float64Array, objective: number): FitRow {
  const { problem, plan } = fit;
  // what f32 rounded off a bound is put back on it
  const { p } = freshState(problem, refitted, 1);
  const law = reportParameters(p, problem.breaks, problem.sign, plan.scaling);
  const order = breakOrder(fit.law, law, [curve.x[0], curve.x[curve.x.length - 1]]);
  const onBound = namesAtBound(problem, p, internalNames(problem.breaks));
  return {
    ...emptyRow({ ...plan, curve }, problem.breaks, Status.ConvergedObjective, ""),
    huber: plan.huber,
    ...reorderBreaks(law, order),
    selected: true,
    objective,
    atBound: onBound.map((name) => renumberBreak(name, order)),
  };
}
