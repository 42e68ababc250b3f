import { InputError } from "../errors.js";
import type { Form } from "../forms/form.js";
import { freeParameters, planProblem, signsOf, type CurvePlan } from "../plan.js";
import type { Parent, Problem } from "../problem/problem.js";
import type { FitOptions } from "../types.js";
import { scheduleFor } from "./schedule.js";
import { asParent, search, type PolishedMinimum, type SearchContext, type SearchResult } from "./search.js";

/** A problem of a plan (one per sign of b) with what its search found. */
export interface Candidate {
  readonly problem: Problem;
  readonly result: SearchResult;
}

/** What a search may start from, how much it may spend, and what its problems are where options do not say it. */
export interface SearchRequest {
  /** minima to inherit from, by plan and sign; those found are put in their place */
  readonly parents?: Map<string, readonly Parent[]>;
  /** share of the starts that are drawn */
  readonly share?: number;
  /** problem of the i-th plan, where it is not that of the options alone */
  readonly problemOf?: ProblemOf;
}

type ProblemOf = (plan: CurvePlan, i: number, sign: 1 | -1) => Problem;

/** Searches the problems of all plans together; by plan, none where there are too few points for the parameters. */
export async function searchPlans(
  form: Form,
  plans: readonly CurvePlan[],
  breaks: number,
  options: FitOptions,
  context: Pick<SearchContext, "engine" | "executor">,
  { parents = new Map<string, readonly Parent[]>(), share = 1, problemOf }: SearchRequest = {},
): Promise<Candidate[][]> {
  const make: ProblemOf = problemOf ?? ((plan, _, sign) => planProblem(form, plan, breaks, sign, options));
  const wanted = plans.flatMap((plan, i) =>
    plan.distinct === 0
      ? []
      : feasible(signsOf(options), (sign) => make(plan, i, sign)).map((problem) => ({ plan, i, problem })),
  );
  const entries = wanted.filter(({ plan, problem }) => plan.distinct > freeParameters(problem));
  const found: Candidate[][] = plans.map(() => []);
  if (entries.length === 0) return found;
  const address = ({ i, problem }: (typeof entries)[number]) => `${i} ${problem.sign}`;
  const results = await search(
    { engine: context.engine, executor: context.executor, form, seed: options.seed },
    entries.map((entry) => ({
      problem: entry.problem,
      hash: entry.plan.hash,
      parents: parents.get(address(entry)) ?? [],
    })),
    scheduleFor(form, breaks, options.starts, share),
  );
  entries.forEach((entry, k) => {
    found[entry.i].push({ problem: entry.problem, result: results[k] });
    const offspring = results[k].minima.map(({ state }) => asParent(form, entry.problem, state.p));
    parents.set(address(entry), offspring);
  });
  return found;
}

/** The problems of those signs whose bounds and ties leave every parameter a value; refused where no sign does. */
function feasible(signs: readonly (1 | -1)[], make: (sign: 1 | -1) => Problem): Problem[] {
  const refusals: InputError[] = [];
  const problems = signs.flatMap((sign) => {
    try {
      return make(sign);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusals.push(error);
      return [];
    }
  });
  if (problems.length === 0 && refusals.length > 0) throw refusals[0];
  return problems;
}

/** The lowest minimum over the signs of b. */
export function lowestMinimum(
  candidates: readonly Candidate[],
): { readonly problem: Problem; readonly minimum: PolishedMinimum } | undefined {
  return candidates
    .flatMap(({ problem, result }) => result.minima.slice(0, 1).map((minimum) => ({ problem, minimum })))
    .sort((p, q) => p.minimum.state.objective - q.minimum.state.objective)[0];
}

/** What a search has done, over both signs of b where both were tried. */
export interface SearchCounts {
  readonly starts: number;
  readonly startsConverged: number;
  readonly minima: number;
  readonly iterations: number;
}

export function countSearches(candidates: readonly Candidate[]): SearchCounts {
  const sum = (count: (result: SearchResult) => number) =>
    candidates.reduce((total, { result }) => total + count(result), 0);
  return {
    starts: sum((result) => result.starts),
    startsConverged: sum((result) => result.startsConverged),
    minima: sum((result) => result.distinct),
    iterations: sum((result) => result.iterations),
  };
}
