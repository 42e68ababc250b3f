import type { Batch, Engine } from "../engine/engine.js";
import { FitStates, type StartRange } from "../engine/fitStates.js";
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
  /** refits that a fresh start won */
  readonly fresh: number;
  /** where refits started besides */
  readonly origins: readonly Float64Array[];
}

export interface RefitContext {
  readonly engine: Engine;
  readonly form: Form;
  readonly seed: number;
}

/** Fresh starts of one resample: their ordinals are its own, however many are drawn. */
export const MOST_FRESH_STARTS = 256;
/** After so many iterations the lowest few fits of each resample run on, if near the lowest. */
const HALVINGS: readonly Halving[] = [
  { iterations: 2, keep: 8 },
  { iterations: 6, keep: 3 },
  { iterations: 88, keep: 1 },
];
/** Fresh starts are far from their minima: they run longer before any is left behind. */
const PILOT_HALVINGS: readonly Halving[] = [
  { iterations: 8, keep: 3 },
  { iterations: 96, keep: 1 },
];

interface Halving {
  readonly iterations: number;
  readonly keep: number;
}

const PROMISING = 1.5;
/** objectives of exact fits differ by f32's rounding alone */
const EXACT = 1e-13;
/** breaks closer than this share of the data's range in ln x, and ln f closer than that, are in one basin */
const BASIN_PLACE = 0.05;
const BASIN_SHARPNESS = 0.7;
/** damping of a refit from the fit's own parameters: its first step is almost Gauss and Newton's */
const WARM_DAMPING = 1e-2;
/** (y, weight) pairs and fits that a device holds at once */
const MOST_VALUES = 1 << 22;
const MOST_FITS = 1 << 18;

/** How refits are started: see docs/STATISTICS.md for what was measured. */
export interface RefitEffort {
  /** fresh starts of every resample */
  readonly fresh: number;
  /** resamples at first whose refits from many fresh starts show where else a minimum may lie */
  readonly pilots: number;
  readonly pilotFresh: number;
  /** basins, the fit's own among them, from which all resamples are refitted */
  readonly basins: number;
}

/** @param freshStarts of every resample; "auto": as many as were found to be worth it */
export function effortFor(breaks: number, freshStarts: number | "auto"): RefitEffort {
  const effort = EFFORTS[Math.min(breaks, EFFORTS.length - 1)];
  return freshStarts === "auto" ? effort : { ...effort, fresh: freshStarts };
}

const EFFORTS: readonly RefitEffort[] = [
  { fresh: 1, pilots: 16, pilotFresh: 8, basins: 4 },
  { fresh: 2, pilots: 64, pilotFresh: 16, basins: 8 },
  { fresh: 0, pilots: 64, pilotFresh: 32, basins: 24 },
  { fresh: 0, pilots: 64, pilotFresh: 32, basins: 24 },
];

/**
 * Refits every resample of every problem and keeps the lowest: from the basins that win among the pilots, the fit's own
 * first, and from fresh starts. Problems share one shape (form, n, objective, ties). What a refit gives depends on its
 * problem, the seed, its number and the pilots alone, not on how the work is cut.
 */
export async function refit(
  context: RefitContext,
  problems: readonly RefitProblem[],
  effort: RefitEffort,
): Promise<Refits[]> {
  const pilots = problems.map((entry) => ({ ...entry, count: Math.min(entry.count, effort.pilots) }));
  if (effort.pilots === 0) return refitAll(context, problems, effort.fresh);
  const seen = await refitAll(context, pilots, effort.pilotFresh, PILOT_HALVINGS);
  const informed = problems.map((entry, i) => ({
    ...entry,
    origins: winningBasins(context.form, entry, seen[i], effort.basins),
  }));
  return refitAll(context, informed, effort.fresh);
}

async function refitAll(
  context: RefitContext,
  problems: readonly RefitProblem[],
  freshStarts: number,
  halvings = HALVINGS,
): Promise<Refits[]> {
  const refits = problems.map((entry) => emptyRefits(entry, context.form));
  for (const block of blocksOf(problems, freshStarts)) {
    await refitBlock(context, problems, block, freshStarts, halvings, refits);
  }
  return refits.map((entry, i) => ({
    ...entry,
    fresh: entry.fresh.reduce((sum, won) => sum + won, 0),
    origins: problems[i].origins,
  }));
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
    sets.forEach((states, set) => keepLowest(into, states, set === 1));
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

function freshRanges(
  problems: readonly RefitProblem[],
  first: number,
  end: number,
  count: number,
): StartRange[] {
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
  return sets.map((states, set) =>
    states.gather(chosen.filter((one) => one.set === set).map(({ fit }) => fit)),
  );
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
  while (
    lowest.length > keep ||
    lowest[lowest.length - 1].objective > PROMISING * lowest[0].objective + EXACT
  ) {
    lowest.pop();
  }
}

/** Where refits ended, most frequent first, behind the fit's own parameters. */
function winningBasins(
  form: Form,
  { problem, origins }: RefitProblem,
  refits: Refits,
  most: number,
): Float64Array[] {
  const [own] = origins;
  const width = problem.u[problem.u.length - 1] - problem.u[0];
  const basins: Basin[] = [{ p: own, bends: form.bends(own, problem.breaks), wins: Infinity }];
  for (let i = 0; i < refits.objective.length; i++) {
    if (!Number.isFinite(refits.objective[i])) continue;
    const p = refits.p.slice(i * own.length, (i + 1) * own.length);
    const bends = form.bends(p, problem.breaks);
    const home = basins.find((basin) => sameBasin(basin.bends, bends, width));
    if (home) home.wins++;
    else basins.push({ p, bends, wins: 1 });
  }
  return basins
    .sort((one, other) => other.wins - one.wins)
    .slice(0, most)
    .map(({ p }) => p);
}

interface Basin {
  readonly p: Float64Array;
  readonly bends: ReturnType<Form["bends"]>;
  wins: number;
}

/** Coarser than what tells minima of one data set apart: resampling moves them. */
function sameBasin(one: Basin["bends"], other: Basin["bends"], width: number): boolean {
  return one.every(
    ([place, logWidth], i) =>
      Math.abs(place - other[i][0]) <= BASIN_PLACE * width &&
      Math.abs(logWidth - other[i][1]) <= BASIN_SHARPNESS,
  );
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
