import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { internalNames } from "../../src/core/forms/bnsl/bounds.js";
import { internalParameters, reportParameters } from "../../src/core/forms/bnsl/report.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { planCurve, planProblem } from "../../src/core/plan.js";
import { resolveOptions } from "../../src/core/options.js";
import { emptyRow, namesAtBound } from "../../src/core/rows/fitRow.js";
import { freshState, polish } from "../../src/core/solver/polish.js";
import { Status } from "../../src/core/status.js";
import type { Curve, FitOptions } from "../../src/core/types.js";
import { fittedCurve, type FittedCurve } from "../../src/uncertainty/sample.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";

/** A curve with its fit, as a table of fits would have it: the minimum next to a law, found by the polish alone. */
export function pairedFit(curve: Curve, from: BnslParameters, partial: Partial<FitOptions> = {}): PairedFit {
  const breaks = from.c.length;
  const options = resolveOptions({ breaks: [breaks], ...partial });
  const plan = planCurve(curve, 0, options);
  const problem = planProblem(bnslForm, plan, breaks, from.b < 0 ? -1 : 1, options);
  const start = freshState(problem, internalParameters(from, plan.scaling), 1);
  const { p, objective } = polish(bnslForm, { problem, state: start }, 500);
  const row = {
    ...emptyRow(plan, breaks, Status.ConvergedGradient, "cpu"),
    ...reportParameters(p, breaks, problem.sign, plan.scaling),
    objective: objective * (problem.linear ? plan.scaling.scale ** 2 : 1),
    atBound: namesAtBound(problem, p, internalNames(breaks)),
    selected: true,
  };
  return { curve, row, rows: [row] };
}

/** The same in the solver's units, with what is drawn from it. */
export function fittedOf(curve: Curve, from: BnslParameters, partial: Partial<FitOptions> = {}): FittedCurve {
  const { row } = pairedFit(curve, from, partial);
  const options = resolveOptions({ breaks: [from.c.length], ...partial });
  const fit = row && fittedCurve(curve, 0, row, options);
  if (!fit) throw new Error("the curve has no fit");
  return fit;
}
