import type { Engine } from "../core/engine/engine.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import type { Problem } from "../core/problem/problem.js";
import { freshState } from "../core/solver/polish.js";
import { studentQuantile } from "../core/statistics/student.js";
import { byShape } from "./matchFits.js";
import { refit } from "./refit.js";
import type { RefitProblem } from "./refitBlocks.js";
import { errorsUsed, type FittedCurve } from "./sample.js";
import type { BootstrapRequest, IntervalRow } from "./types.js";

/** A curve whose breaks are profiled. */
export interface Profiled {
  readonly fit: FittedCurve;
}

/** Fresh starts of each point of a grid, beside the fit itself with its break moved there. */
const EFFORT = { fresh: 8, pilots: 0, pilotFresh: 0, basins: 1 };
/** half of a grid lies within so many standard errors of the fit, the other half spans the data */
const NEAR_ERRORS = 5;

/**
 * The profile likelihood of each break's location that is neither fixed nor tied: the break is held at each point of a grid
 * over the data, the others stay on their side of it, and all else is refitted, all points of all curves together. For each
 * curve `profile` rows (x: where the break is held; estimate: ln of the likelihood over its maximum) and, for each break, a
 * row of `d` with the method profile: the d whose likelihood ratio N·ln(F(d)/F) does not exceed N·ln(1 + t²/ν), t Student's
 * quantile with ν degrees of freedom: exact where the model is linear. Where σ is known: the d whose χ² exceeds the least by
 * no more than z², z the normal quantile. Where errors are correlated along x, t² and z² are multiplied by what correlation does to
 * the variance of ln d (Kent 1982). Its ends are the outermost of such d, open where the first or last point of the grid is one of
 * them.
 */
export async function profileRows(
  curves: readonly Profiled[],
  { profile, level, seed, resamples }: Pick<BootstrapRequest, "profile" | "level" | "seed" | "resamples">,
  { engine }: { readonly engine: Engine },
): Promise<IntervalRow[][]> {
  if (profile === 0) return curves.map(() => []);
  const held = curves.flatMap(({ fit }, curve) =>
    profiledBreaks(fit).flatMap((i) =>
      gridOf(fit, i, profile).map((delta) => ({ curve, i, delta, entry: heldAt(fit, i, delta) })),
    ),
  );
  if (held.length === 0) return curves.map(() => []);
  const objectives = new Map<object, number>();
  for (const group of byShape(held, ({ entry }) => entry.problem)) {
    const refits = await refit(
      { engine, form: bnslForm, seed },
      group.map(({ entry }) => entry),
      EFFORT,
    );
    group.forEach((point, k) => objectives.set(point, refits[k].objective[0]));
  }
  return curves.map(({ fit }, curve) =>
    profiledBreaks(fit).flatMap((i) => {
      const grid = held
        .filter((point) => point.curve === curve && point.i === i)
        .map((point) => ({ delta: point.delta, objective: objectives.get(point)! }));
      return rowsOfBreak(fit, i, grid, level, resamples);
    }),
  );
}

interface GridPoint {
  readonly delta: number;
  readonly objective: number;
}

/** Breaks whose location is neither fixed nor tied to another's. */
function profiledBreaks({ problem }: FittedCurve): number[] {
  const all = Array.from({ length: problem.breaks }, (_, i) => i);
  return all.filter((i) => problem.lo[indexOf(problem, i)] < problem.hi[indexOf(problem, i)]);
}

/** Half of the points over the data, half about the estimate, and the estimate itself, wherever it stands. */
function gridOf(fit: FittedCurve, i: number, count: number): number[] {
  const { problem, p, linearisation } = fit;
  const at = indexOf(problem, i);
  const first = Math.max(problem.u[0], problem.lo[at]);
  const last = Math.min(problem.u[problem.u.length - 1], problem.hi[at]);
  const error = linearisation.standardError(alongLocation(fit, i)) ?? (last - first) / NEAR_ERRORS;
  const near = Math.min(NEAR_ERRORS * error, last - first);
  const even = (lo: number, hi: number, points: number) =>
    Array.from({ length: points }, (_, k) => lo + ((k + 0.5) * (hi - lo)) / points);
  const all = [
    first,
    last,
    p[at],
    ...even(first, last, count >> 1),
    ...even(p[at] - near, p[at] + near, (count + 1) >> 1),
  ];
  const inside = all.filter((delta) => delta === p[at] || (delta >= first && delta <= last));
  return [...new Set(inside)].sort((one, other) => one - other);
}

/** The gradient of ln d. */
function alongLocation({ problem, p }: FittedCurve, i: number): Float64Array {
  const gradient = new Float64Array(p.length);
  gradient[indexOf(problem, i)] = 1;
  return gradient;
}

/**
 * The other breaks stay on their side of the one that is held: where it comes to another's place, that one would take its
 * own, which is the fit again with the two of them renamed.
 */
function heldAt(fit: FittedCurve, i: number, delta: number): RefitProblem {
  const { problem, plan, p } = fit;
  const at = indexOf(problem, i);
  const [lo, hi, origin] = [problem.lo, problem.hi, p].map((values) => values.slice());
  for (const other of profiledBreaks(fit).map((j) => indexOf(problem, j))) {
    if (p[other] < p[at]) hi[other] = Math.max(lo[other], Math.min(hi[other], delta));
    else lo[other] = Math.min(hi[other], Math.max(lo[other], delta));
  }
  lo[at] = hi[at] = origin[at] = delta;
  const fixed = { ...problem, lo, hi };
  return { problem: fixed, hash: plan.hash, plan: null, origins: [freshState(fixed, origin, 1).p], count: 1 };
}

function indexOf({ breaks }: Problem, i: number): number {
  return bnslForm.asymptoteIndex(breaks) + 1 + i;
}

function rowsOfBreak(
  fit: FittedCurve,
  i: number,
  grid: readonly GridPoint[],
  level: number,
  resamples: number,
): IntervalRow[] {
  const { plan, problem, linearisation, law } = fit;
  const count = problem.u.length;
  const { freedom, variance, varianceFreedom } = linearisation;
  const isKnown = varianceFreedom === Infinity;
  const finite = grid.filter(({ objective }) => objective > 0 || (isKnown && objective === 0));
  const lowest = finite.reduce((least, { objective }) => Math.min(least, objective), Infinity);
  const curve = finite.map(({ delta, objective }) => ({
    delta,
    ratio: isKnown ? (count * (objective - lowest)) / variance : count * Math.log(objective / lowest),
  }));
  const quantile = studentQuantile((1 + level) / 2, varianceFreedom);
  const square = quantile ** 2 * linearisation.designEffect(alongLocation(fit, i));
  const critical = isKnown ? square : count * Math.log(1 + square / freedom);
  const place = (delta: number) => Math.exp(delta + plan.scaling.centre);
  const shared = {
    key: plan.curve.key,
    nBreaks: problem.breaks,
    status: "ok" as const,
    index: i + 1,
    level,
    kind: null,
    dof: isKnown ? null : varianceFreedom,
    ...errorsUsed(fit),
    method: "profile" as const,
    shareIdentified: null,
    shareAtBound: null,
    resamples,
    failed: 0,
    se: null,
    timesLast: null,
    target: null,
    intervalOf: null,
  };
  const left = crossing(curve, critical);
  const right = crossing([...curve].reverse(), critical);
  const ends = left !== null ? (right !== null ? "both" : "lower") : right !== null ? "upper" : ("none" as const);
  return [
    {
      ...shared,
      quantity: "d" as const,
      x: null,
      estimate: law.d[i],
      scale: "log" as const,
      ends,
      lo: left === null ? 0 : place(left),
      hi: right === null ? Infinity : place(right),
    },
    ...curve.map(({ delta, ratio }) => ({
      ...shared,
      quantity: "profile" as const,
      x: place(delta),
      estimate: 0 - ratio / 2, // no −0 at the top
      lo: null,
      hi: null,
      ends: null,
      scale: null,
    })),
  ];
}

/** Where a profile, walked from its end, first comes below the critical ratio; null where it begins there. */
function crossing(curve: readonly { delta: number; ratio: number }[], critical: number): number | null {
  const inside = curve.findIndex(({ ratio }) => ratio <= critical);
  if (inside <= 0) return null;
  const [before, after] = [curve[inside - 1], curve[inside]];
  const share = (before.ratio - critical) / (before.ratio - after.ratio);
  return before.delta + share * (after.delta - before.delta);
}
