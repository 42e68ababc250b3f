import type { Progress } from "../core/types.js";
import type { Batch, Engine } from "../core/engine/engine.js";
import { FitStates, type StartRange } from "../core/engine/fitStates.js";
import { TILE } from "../core/engine/layout.js";
import type { Form } from "../core/forms/form.js";
import type { Problem, ResamplePlan } from "../core/problem/problem.js";
import { asParent } from "../core/search/search.js";
import { Status } from "../core/status.js";
import { MOST_FRESH_STARTS } from "./request.js";

/** (y, weight) pairs and fits that a device holds at once */
const MOST_VALUES = 1 << 22;
const MOST_FITS = 1 << 18;

/** Resamples first … end − 1 of some problems. */
interface Block {
  readonly problems: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** Cuts resamples and problems so that a device can hold a block; no cut changes a refit. */
export function blocksOf(problems: readonly RefitProblem[], freshStarts: number): Block[] {
  const blocks: Block[] = [];
  let together: number[] = [];
  let load = NOTHING;
  const flush = () => {
    if (together.length > 0) blocks.push({ problems: together, first: 0, end: load.resamples });
    together = [];
    load = NOTHING;
  };
  problems.forEach((entry, i) => {
    const parts = Math.ceil(shareOf(withProblem(NOTHING, entry, freshStarts)));
    if (parts > 1) {
      blocks.push(...partsOf(i, entry.count, parts));
      return;
    }
    if (shareOf(withProblem(load, entry, freshStarts)) > 1) flush();
    together.push(i);
    load = withProblem(load, entry, freshStarts);
  });
  flush();
  return blocks;
}

/** What a device has to hold for some problems. */
interface Load {
  /** of the problem that has most: there is room for so many of each */
  readonly resamples: number;
  readonly points: number;
  readonly fits: number;
  /** false: the data themselves are refitted, which take no room besides */
  readonly drawn: boolean;
}

const NOTHING: Load = { resamples: 0, points: 0, fits: 0, drawn: false };

function withProblem(load: Load, { problem, plan, origins, count }: RefitProblem, fresh: number): Load {
  return {
    resamples: Math.max(load.resamples, count),
    points: load.points + problem.u.length,
    fits: load.fits + count * (origins.length + fresh),
    drawn: plan !== null,
  };
}

/** Of what it may hold. */
function shareOf({ resamples, points, fits, drawn }: Load): number {
  const places = drawn ? TILE * Math.ceil(resamples / TILE) : 1;
  return Math.max((places * points) / MOST_VALUES, fits / MOST_FITS);
}

function partsOf(problem: number, count: number, parts: number): Block[] {
  const size = Math.ceil(count / parts);
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return starts.map((first) => ({ problems: [problem], first, end: Math.min(count, first + size) }));
}

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

/** A problem with what its resamples are drawn from and where their refits start. */
export interface RefitProblem {
  readonly problem: Problem;
  /** hash of the curve's key */
  readonly hash: number;
  /** null, of all problems alike: the data themselves are refitted, and count is 1 */
  readonly plan: ResamplePlan | null;
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
  /** where refits started besides */
  readonly origins: readonly Float64Array[];
}

export interface RefitContext {
  readonly engine: Engine;
  readonly form: Form;
  readonly seed: number;
}

/** What a bootstrap, a break test, an audit or a study runs on. */
export interface RefitRun {
  readonly engine: Engine;
  /** in f64, for curves whose errors f32 cannot hold; left out: one in this thread */
  readonly fine?: Engine;
  /** told which curves those are */
  onNote?(line: string): void;
  /** told after each part of the work */
  onProgress?(progress: Progress): void;
}
