import { CpuEngine } from "../core/engine/cpuEngine.js";
import type { Engine } from "../core/engine/engine.js";
import { inlineExecutor } from "../core/engine/tasks.js";
import { firstNames } from "../core/firstNames.js";
import type { Form } from "../core/forms/form.js";
import { curveName } from "../core/rows/curveRows.js";
import { Status } from "../core/status.js";
import { winningBasins } from "./breakMatching.js";
import { byShape } from "./matchFits.js";
import {
  blocksOf,
  type GrowingRefits,
  type Halving,
  refitBlock,
  type RefitContext,
  type RefitProblem,
  type RefitRun,
  type Refits,
} from "./refitBlocks.js";
import type { FittedCurve } from "./sample.js";

/** Basins that do not suit a resample show it at once. */
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
  { fresh: 2, pilots: 64, pilotFresh: 32, basins: 16 },
  { fresh: 0, pilots: 64, pilotFresh: 48, basins: 24 },
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
  return refits.map((entry, i) => ({ ...entry, origins: problems[i].origins }));
}

function emptyRefits({ problem, count }: RefitProblem, form: Form): GrowingRefits {
  return {
    p: new Float64Array(count * form.parameterCount(problem.breaks)),
    objective: new Float64Array(count).fill(NaN),
    status: new Array<Status>(count).fill(Status.NonFinite),
  };
}

/**
 * Below this σ of a point, on ln y or, under the objective linear, as a share of the largest distance of ŷ from the mean of y, rounding to f32 moves
 * refits about as far as the errors do: docs/STATISTICS.md has the widths that were measured.
 */
const F32_REACH = 1e-5;

/** Whether f32 cannot tell the errors of a curve from its own rounding, so that it is refitted in f64. */
export function needsF64({ problem, linearisation }: FittedCurve): boolean {
  const { linear, w } = problem;
  const heaviest = w.reduce((most, weight) => Math.max(most, weight), 0);
  const sigma = Math.sqrt(linearisation.variance / (w.length * heaviest));
  const size = linear ? linearisation.fitted.reduce((most, y) => Math.max(most, Math.abs(y)), 0) : 1;
  return sigma < F32_REACH * size;
}

/** Curves that go through one engine together, with that engine. In order of appearance. */
export function byEngine<T extends { readonly fit: FittedCurve }>(
  entries: readonly T[],
  run: RefitRun,
): { readonly group: T[]; readonly engine: Engine }[] {
  const coarse = entries.filter(({ fit }) => !needsF64(fit));
  const fine = entries.filter(({ fit }) => needsF64(fit));
  const groupsOf = (some: readonly T[], engine: Engine) =>
    byShape(some, ({ fit }) => fit.problem).map((group) => ({ group, engine }));
  return [...groupsOf(coarse, run.engine), ...groupsOf(fine, run.fine ?? inThisThread)];
}

/** Says which curves are refitted so, the first by name. */
export function tellFine(
  entries: readonly { readonly fit: FittedCurve }[],
  { onNote }: Pick<RefitRun, "onNote">,
): void {
  const fine = entries.filter(({ fit }) => needsF64(fit));
  if (fine.length === 0) return;
  const names = fine.map(({ fit }) => curveName(fit.plan.curve));
  onNote?.(`curve ${firstNames(names, 1)}: the residuals are too small for f32, so refits are made in f64 on the CPU`);
}

const inThisThread = new CpuEngine(inlineExecutor, "fine");
