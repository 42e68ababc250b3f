import type { Batch, Engine, EngineSession } from "../engine/engine.js";
import { FitStates } from "../engine/fitStates.js";
import type { Form } from "../models/form.js";
import type { Problem } from "../problem/problem.js";
import type { ResamplePlan } from "../problem/resampling.js";
import { asParent } from "../search/search.js";
import { Status } from "../status.js";

/** A problem with what its resamples are drawn from and where their refits start. */
export interface RefitProblem {
  readonly problem: Problem;
  /** hash of the curve's key */
  readonly hash: number;
  readonly plan: ResamplePlan;
  /** internal parameters that every refit starts from: the fit's own first */
  readonly origins: readonly Float64Array[];
  /** resamples 0 … count − 1 */
  readonly count: number;
}

/** The best refit of each resample of one problem. */
export interface Refits {
  /** internal parameters, `count` × P */
  readonly p: Float64Array;
  /** of the resample's own data; NaN where no refit was finite */
  readonly objective: Float64Array;
  readonly status: readonly Status[];
  /** refits that a fresh start won */
  readonly fresh: number;
}

export interface RefitContext {
  readonly engine: Engine;
  readonly form: Form;
  readonly seed: number;
}

/** Fresh starts of one resample: their ordinals are its own, however many are drawn. */
export const MOST_FRESH_STARTS = 256;
/** Iterations after which a fresh start goes on only if it is near the refit from the fit itself. */
const FIRST_ITERATIONS = 8;
const LAST_ITERATIONS = 96;
/** A fresh start this many times above the refit that it competes with does not win by going on. */
const PROMISING = 1.5;
/** damping of a refit from the fit's own parameters: its first step is almost Gauss and Newton's */
const WARM_DAMPING = 1e-2;
/** (y, weight) pairs and fits that a device holds at once */
const MOST_VALUES = 1 << 22;
const MOST_FITS = 1 << 18;

/**
 * Refits every resample of every problem from its origins and some fresh starts, and keeps the lowest. Problems share one
 * shape (form, n, objective, ties). What a refit gives depends on its problem, the seed and its number alone.
 */
export async function refit(
  context: RefitContext,
  problems: readonly RefitProblem[],
  freshStarts: number,
): Promise<Refits[]> {
  const refits = problems.map((entry) => emptyRefits(entry, context.form));
  for (const block of blocksOf(problems, freshStarts))
    await refitBlock(context, problems, block, freshStarts, refits);
  return refits.map((entry) => ({ ...entry, fresh: entry.fresh.reduce((sum, won) => sum + won, 0) }));
}

/** Resamples first … end − 1 of some problems. */
interface Block {
  readonly problems: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** Cuts resamples and problems so that a device can hold a block; no cut changes a refit. */
function blocksOf(problems: readonly RefitProblem[], freshStarts: number): Block[] {
  const cost = ({ problem, origins, count }: RefitProblem) =>
    Math.max((count * problem.u.length) / MOST_VALUES, (count * (origins.length + freshStarts)) / MOST_FITS);
  const blocks: Block[] = [];
  let together: number[] = [];
  let total = 0;
  const flush = () => {
    if (together.length > 0) blocks.push({ problems: together, first: 0, end: mostOf(together, problems) });
    together = [];
    total = 0;
  };
  problems.forEach((entry, i) => {
    const parts = Math.ceil(cost(entry));
    if (parts > 1) blocks.push(...partsOf(i, entry.count, parts));
    else {
      if (total + cost(entry) > 1) flush();
      together.push(i);
      total += cost(entry);
    }
  });
  flush();
  return blocks;
}

function partsOf(problem: number, count: number, parts: number): Block[] {
  const size = Math.ceil(count / parts);
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return starts.map((first) => ({ problems: [problem], first, end: Math.min(count, first + size) }));
}

function mostOf(picked: readonly number[], problems: readonly RefitProblem[]): number {
  return picked.reduce((most, i) => Math.max(most, problems[i].count), 0);
}

interface GrowingRefits {
  readonly p: Float64Array;
  readonly objective: Float64Array;
  readonly status: Status[];
  readonly fresh: Uint8Array;
}

function emptyRefits({ problem, count }: RefitProblem, form: Form): GrowingRefits {
  return {
    p: new Float64Array(count * form.parameterCount(problem.breaks)),
    objective: new Float64Array(count).fill(NaN),
    status: new Array<Status>(count).fill(Status.NonFinite),
    fresh: new Uint8Array(count),
  };
}

async function refitBlock(
  context: RefitContext,
  all: readonly RefitProblem[],
  { problems: picked, first, end }: Block,
  freshStarts: number,
  refits: readonly GrowingRefits[],
): Promise<void> {
  const problems = picked.map((i) => all[i]);
  const session = await context.engine.open(batchOf(context, problems, first, end - first));
  const into = picked.map((i) => refits[i]);
  try {
    const warm = warmStates(context.form, problems, first, end);
    await session.iterate(warm, FIRST_ITERATIONS);
    const fresh = await freshStates(session, problems, first, end, freshStarts);
    await session.iterate(warm, LAST_ITERATIONS);
    keepLowest(into, warm, false);
    const rivals = fresh.gather(rivalsOf(fresh, into));
    await session.iterate(rivals, LAST_ITERATIONS);
    keepLowest(into, rivals, true);
  } finally {
    session.release();
  }
}

function batchOf(
  { form, seed }: RefitContext,
  problems: readonly RefitProblem[],
  first: number,
  count: number,
): Batch {
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
    resampling: { first, count, plans: problems.map(({ plan }) => plan) },
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

async function freshStates(
  session: EngineSession,
  problems: readonly RefitProblem[],
  first: number,
  end: number,
  count: number,
): Promise<FitStates> {
  const ranges = problems.flatMap((entry, problem) =>
    count === 0
      ? []
      : resamplesOf(entry, first, end).map((resample) => ({
          problem,
          resample,
          first: resample * MOST_FRESH_STARTS,
          count,
        })),
  );
  const states = await session.starts(ranges);
  await session.iterate(states, FIRST_ITERATIONS);
  return states;
}

/** Of each resample the lowest fresh start, where it can still win. */
function rivalsOf(fresh: FitStates, refits: readonly GrowingRefits[]): number[] {
  const rivals: number[] = [];
  let best = -1;
  for (let fit = 0; fit <= fresh.count; fit++) {
    const same =
      best >= 0 &&
      fit < fresh.count &&
      fresh.problem[fit] === fresh.problem[best] &&
      fresh.resample[fit] === fresh.resample[best];
    if (same) {
      if (!(fresh.objective(fit) >= fresh.objective(best))) best = fit;
      continue;
    }
    if (best >= 0) {
      const found = refits[fresh.problem[best]].objective[fresh.resample[best]];
      if (!(fresh.objective(best) > PROMISING * found)) rivals.push(best);
    }
    best = fit;
  }
  return rivals;
}

function keepLowest(refits: readonly GrowingRefits[], states: FitStates, fresh: boolean): void {
  for (let fit = 0; fit < states.count; fit++) {
    const { p, objective, status, fresh: won } = refits[states.problem[fit]];
    const resample = states.resample[fit];
    const value = states.objective(fit);
    const ended = states.status(fit);
    if (ended === Status.NonFinite || !Number.isFinite(value) || value >= objective[resample]) continue;
    p.set(states.p(fit), resample * states.parameters);
    objective[resample] = value;
    status[resample] = ended < 0 ? Status.MaxIterations : (ended as Status);
    won[resample] = fresh ? 1 : 0;
  }
}
