import { internalNames } from "../core/forms/bnsl/bounds.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { namesAtBound } from "../core/rows/ending.js";
import { freshState } from "../core/solver/polish.js";
import { breakOrder, renumberBreak, reorderBreaks } from "./breakMatching.js";
import { trainingRange, type FittedCurve } from "./fittedCurve.js";
import type { Refits } from "./refitProblem.js";
import type { CurveDraws } from "./types.js";

/** A finite refit in the data's units. */
export interface MatchedLaw {
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
export function asDraws(
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
