import { reportParameters } from "../core/forms/bnsl/report.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { freeParameters } from "../core/plan.js";
import { logGrid } from "../core/problem/logGrid.js";
import type { Problem } from "../core/problem/problem.js";
import { informationCriteria } from "../core/select/criteria.js";
import { freshState } from "../core/solver/polish.js";
import { median } from "../core/statistics/median.js";
import { quantile } from "../core/statistics/quantile.js";
import { matchBreaks } from "./breakMatching.js";
import { lastBreak, type Cell } from "./predictabilityCells.js";
import type { PredictabilityRequest } from "./predictabilityRequest.js";
import type { Refits } from "./refitProblem.js";

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
export function rowsOf(
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
    ...{ key: truth.key, nBreaks: law.d.length, knowledge, stop, sharpness, noise, repeats, points },
    medianError: any ? median([...errors]) : null,
    upperError: any ? quantile(errors, 0.9) : null,
    locationError: any ? median(verdicts.map(({ location }) => location)) : null,
    located: share(({ location }) => location <= LOCATED),
    taken: share(({ taken }) => taken),
    simulations,
    failed: simulations - verdicts.length,
  };
}
