import { fitCurves, type FitContext } from "../core/fit.js";
import { namedParameters } from "../core/forms/bnsl/report.js";
import { bnsl } from "../core/forms/evaluate.js";
import { chunkRanges, windows } from "../core/engine/dispatches.js";
import { planCurve, type CurvePlan } from "../core/plan.js";
import type { Problem } from "../core/problem/problem.js";
import { DEFAULTS, resolveOptions } from "../core/options.js";
import { lawOf, predictor } from "../core/rows/law.js";
import { countSearches, lowestMinimum, searchPlans, type Candidate } from "../core/search/candidates.js";
import { finalStatus, namesAtBound } from "../core/rows/fitRow.js";
import { Status } from "../core/status.js";
import type { Curve, FitOptions, FitRow, Protocol } from "../core/types.js";
import { type FormFit, resolveForms, SUITE_FORMS, type SuiteForm } from "./forms.js";

/** Which forms are fitted, and how. */
export interface FormsRequest {
  readonly forms: readonly string[];
  /** seed and starts for all forms; the rest for bnsl alone, whose breaks are 0, 1 and 2 where they are left out */
  readonly options: Partial<FitOptions>;
  /** how the BNSL is chosen on the training rows */
  readonly protocol: Protocol;
}

/**
 * Every form fitted to the training rows of every curve: by curve, forms in the order asked for.
 *
 * @throws InputError for a form that is not known, EngineError when the engine is lost
 */
export async function fitForms(
  curves: readonly Curve[],
  { forms, options, protocol }: FormsRequest,
  context: FitContext,
): Promise<FormFit[][]> {
  const names = resolveForms(forms);
  if (names.includes("bnsl")) bnslOptions({ ...options, protocol }); // refused before any form is fitted
  const fits: FormFit[][] = curves.map(() => []);
  const total = curves.length * names.length;
  let starts = 0;
  for (const [i, name] of names.entries()) {
    const form = SUITE_FORMS.find((known) => known.name === name);
    const column = form
      ? await fitForm(curves, form, options, context)
      : await fitBnsl(curves, { ...options, protocol }, context);
    column.forEach((fit, k) => fits[k].push(fit));
    starts += column.reduce((sum, fit) => sum + fit.starts, 0);
    context.onProgress?.({ done: curves.length * (i + 1), total, fits: starts });
  }
  return fits;
}

/** A third break costs as much as all the rest together, and few training rows carry it. */
const BREAKS = [0, 1, 2];

async function fitForm(
  curves: readonly Curve[],
  form: SuiteForm,
  shared: Partial<FitOptions>,
  context: FitContext,
): Promise<FormFit[]> {
  const { starts: asked = "auto", seed = DEFAULTS.seed } = shared;
  const starts = asked === "auto" ? (form.starts ?? asked) : asked;
  const options = resolveOptions({ seed, starts, ...form.options, breaks: [form.breaks] });
  const most = form.model.effort(form.breaks).starts;
  const fits: FormFit[] = [];
  for (const [first, end] of windows(curves, options.starts === "auto" ? most : options.starts)) {
    const plans = curves.slice(first, end).map((curve, i) => planCurve(curve, first + i, options));
    const candidates = await searchPlans(form.model, plans, form.breaks, options, context);
    fits.push(...plans.map((plan, i) => formFit(plan, form, candidates[i])));
  }
  return fits;
}

function formFit(plan: CurvePlan, form: SuiteForm, candidates: readonly Candidate[]): FormFit {
  const { starts } = countSearches(candidates);
  const none = { curve: plan.curve, form: form.name, params: {}, predict: null, starts, basinShare: null };
  const lowest = lowestMinimum(candidates);
  if (!lowest) {
    const status = candidates.length === 0 ? Status.TooFewPoints : Status.NonFinite;
    return { ...none, status, atBound: [] };
  }
  const { problem, minimum } = lowest;
  const { p } = minimum.state;
  const atBound = boundNames(form, problem, p);
  return {
    ...none,
    status: finalStatus(minimum.state.status, atBound.length > 0),
    params: form.params(form.model.report(p, form.breaks, problem.sign, plan.scaling)),
    predict: predictor(form.model, problem, p, plan.scaling),
    basinShare: minimum.members / starts,
    atBound,
  };
}

function boundNames({ model, breaks, own }: SuiteForm, problem: Problem, p: Float64Array): string[] {
  const names = model.names(breaks).map((name) => own[name] ?? name);
  return namesAtBound(problem, p, names).sort();
}

/** The BNSL with the number of breaks that the options select. */
async function fitBnsl(
  curves: readonly Curve[],
  shared: Partial<FitOptions>,
  { engine, executor, groups }: FitContext,
): Promise<FormFit[]> {
  const options = bnslOptions(shared);
  const fits: FormFit[] = [];
  for await (const rows of fitCurves(curves, options, { engine, executor, ...(groups ? { groups } : {}) })) {
    for (const [first] of chunkRanges(rows.length, options.breaks.length)) {
      const curveRows = rows.slice(first, first + options.breaks.length);
      fits.push(bnslFit(curves[fits.length], curveRows.find((row) => row.selected) ?? curveRows[0]));
    }
  }
  return fits;
}

function bnslOptions(shared: Partial<FitOptions>): FitOptions {
  return resolveOptions({ ...(shared.protocol === "extrapolate" ? {} : { breaks: BREAKS }), ...shared });
}

function bnslFit(curve: Curve, row: FitRow): FormFit {
  const { status, starts, basinShare, atBound } = row;
  const shared = { curve, form: "bnsl", status, starts, basinShare, atBound };
  const law = lawOf(row);
  return law
    ? { ...shared, params: namedParameters(law), predict: (x) => bnsl(x, law) }
    : { ...shared, params: {}, predict: null };
}
