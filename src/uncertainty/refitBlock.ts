import type { Batch } from "../core/engine/engine.js";
import { FitStates, type StartRange } from "../core/engine/fitStates.js";
import type { Form } from "../core/forms/form.js";
import { asParent } from "../core/search/search.js";
import { Status } from "../core/status.js";
import type { Block } from "./refitBlocks.js";
import { MOST_FRESH_STARTS, type RefitContext, type RefitProblem } from "./refitProblem.js";

/** damping of a refit from the fit's own parameters: its first step is almost Gauss and Newton's */
const WARM_DAMPING = 1e-2;
/** A fit this many times above the lowest of its resample does not win by going on. */
const PROMISING = 1.5;
/** objectives of exact fits differ by f32's rounding alone */
const EXACT = 1e-13;

/** After so many iterations the lowest few fits of each resample run on, if near the lowest. */
export interface Halving {
  readonly iterations: number;
  readonly keep: number;
}

/** The lowest refits so far. */
export interface GrowingRefits {
  readonly p: Float64Array;
  readonly objective: Float64Array;
  readonly status: Status[];
}

/** Refits the resamples of a block, and puts what is lower than before into `refits`. */
export async function refitBlock(
  context: RefitContext,
  all: readonly RefitProblem[],
  { problems: picked, first, end }: Block,
  freshStarts: number,
  halvings: readonly Halving[],
  refits: readonly GrowingRefits[],
): Promise<void> {
  const problems = picked.map((i) => all[i]);
  const session = await context.engine.open(batchOf(context, problems, first, end - first));
  const into = picked.map((i) => refits[i]);
  try {
    const warm = warmStates(context.form, problems, first, end);
    const fresh = await session.starts(freshRanges(problems, first, end, freshStarts));
    let sets = [warm, fresh];
    for (const { iterations, keep } of halvings) {
      for (const states of sets) await session.iterate(states, iterations);
      sets = promising(sets, problems, first, end, keep);
    }
    for (const states of sets) keepLowest(into, states);
  } finally {
    session.release();
  }
}

function batchOf({ form, seed }: RefitContext, problems: readonly RefitProblem[], first: number, count: number): Batch {
  const [{ problem }] = problems;
  return {
    form,
    breaks: problem.breaks,
    linear: problem.linear,
    robust: Number.isFinite(problem.huber),
    ties: problem.ties,
    prior: false,
    seed,
    problems: problems.map((entry) => entry.problem),
    starts: problems.map(({ hash, problem, origins }) => ({
      hash,
      randomStarts: 0,
      parents: problem.breaks === 0 ? [] : origins.map((p) => asParent(form, problem, p)),
    })),
    resampling: problems[0].plan && { first, count, plans: problems.map(({ plan }) => plan!) },
  };
}

function resamplesOf({ count }: RefitProblem, first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(end, count) - first) }, (_, i) => first + i);
}

/** Every resample at every origin. */
function warmStates(form: Form, problems: readonly RefitProblem[], first: number, end: number): FitStates {
  const ranges = problems.flatMap((entry, problem) =>
    resamplesOf(entry, first, end).map((resample) => ({
      problem,
      resample,
      first: 0,
      count: entry.origins.length,
    })),
  );
  const states = FitStates.ofStarts(form.parameterCount(problems[0].problem.breaks), ranges);
  for (let fit = 0; fit < states.count; fit++) {
    const { origins } = problems[states.problem[fit]];
    states.set(fit, origins[states.start[fit]], WARM_DAMPING);
  }
  return states;
}

function freshRanges(problems: readonly RefitProblem[], first: number, end: number, count: number): StartRange[] {
  if (count === 0) return [];
  return problems.flatMap((entry, problem) =>
    resamplesOf(entry, first, end).map((resample) => ({
      problem,
      resample,
      first: resample * MOST_FRESH_STARTS,
      count,
    })),
  );
}

/** Of each resample the lowest few fits over all sets, and of those the ones that can still win. */
function promising(
  sets: readonly FitStates[],
  problems: readonly RefitProblem[],
  first: number,
  end: number,
  keep: number,
): FitStates[] {
  const slots = problems.map((entry) => resamplesOf(entry, first, end).map((): Contender[] => []));
  sets.forEach((states, set) => {
    for (let fit = 0; fit < states.count; fit++) {
      const objective = states.objective(fit);
      if (Number.isFinite(objective)) {
        enter(slots[states.problem[fit]][states.resample[fit] - first], { set, fit, objective }, keep);
      }
    }
  });
  const chosen = slots.flat(2);
  return sets.map((states, set) => states.gather(chosen.filter((one) => one.set === set).map(({ fit }) => fit)));
}

interface Contender {
  readonly set: number;
  readonly fit: number;
  readonly objective: number;
}

/** Keeps the lowest, ascending; of equal ones those that came first. */
function enter(lowest: Contender[], one: Contender, keep: number): void {
  const place = lowest.findIndex(({ objective }) => one.objective < objective);
  lowest.splice(place < 0 ? lowest.length : place, 0, one);
  while (lowest.length > keep || lowest[lowest.length - 1].objective > PROMISING * lowest[0].objective + EXACT) {
    lowest.pop();
  }
}

function keepLowest(refits: readonly GrowingRefits[], states: FitStates): void {
  for (let fit = 0; fit < states.count; fit++) {
    const { p, objective, status } = refits[states.problem[fit]];
    const resample = states.resample[fit];
    const value = states.objective(fit);
    const ended = states.status(fit);
    if (ended === Status.NonFinite || !Number.isFinite(value) || value >= objective[resample]) continue;
    p.set(states.p(fit), resample * states.parameters);
    objective[resample] = value;
    status[resample] = ended < 0 ? Status.MaxIterations : (ended as Status);
  }
}
