import type { FitStates } from "../engine/fitStates.js";
import type { Form } from "../forms/form.js";
import type { Problem } from "../problem/problem.js";

/** A group of fits that ended in the same place. */
export interface Minimum {
  /** the best of them: a row of the states */
  readonly fit: number;
  readonly objective: number;
  /** all of them */
  readonly members: number[];
}

/** objectives closer than this (relative) may be the same minimum, not yet run to its bottom */
const OBJECTIVE_NEAR = 0.05;
/** objectives of exact fits differ by f32's rounding alone */
const EXACT = 1e-13;
/** breaks closer than this share of the data's range in ln x, and ln f closer than that, are the same break */
const PLACE_NEAR = 0.02;
const SHARPNESS_NEAR = 0.2;

/**
 * The distinct minima among the fits of one problem, best first. Two fits share a minimum when their objectives are
 * within a few percent and their breaks, sorted, stand in the same places.
 */
export function distinctMinima(form: Form, states: FitStates, fits: readonly number[], problem: Problem): Minimum[] {
  const order = fits.filter((fit) => Number.isFinite(states.objective(fit)));
  order.sort((a, b) => states.objective(a) - states.objective(b));
  const minima: (Minimum & { readonly breaks: readonly Bend[] })[] = [];
  for (const fit of order) {
    const objective = states.objective(fit);
    const breaks = form.bends(states.p(fit), problem.breaks);
    const home = minima.find(
      (minimum) => near(minimum.objective, objective) && sameBreaks(minimum.breaks, breaks, problem),
    );
    if (home) home.members.push(fit);
    else minima.push({ fit, objective, members: [fit], breaks });
  }
  return minima;
}

type Bend = ReturnType<Form["bends"]>[number];

function near(best: number, objective: number): boolean {
  return objective - best <= OBJECTIVE_NEAR * objective + EXACT;
}

function sameBreaks(a: readonly Bend[], b: readonly Bend[], problem: Problem): boolean {
  const range = problem.u[problem.u.length - 1] - problem.u[0];
  return a.every(
    ([delta, phi], i) => Math.abs(delta - b[i][0]) <= PLACE_NEAR * range && Math.abs(phi - b[i][1]) <= SHARPNESS_NEAR,
  );
}

/** Rows of each problem, in the order of the states. */
export function fitsByProblem(states: FitStates, problems: number): number[][] {
  const fits: number[][] = Array.from({ length: problems }, () => []);
  for (let fit = 0; fit < states.count; fit++) fits[states.problem[fit]].push(fit);
  return fits;
}

/**
 * Of each problem the `count` fits with the lowest objective (ties go to the earlier start), still in the order of
 * the states, so that fits of one problem stay together.
 */
export function survivors(states: FitStates, problems: number, count: number): number[] {
  return fitsByProblem(states, problems).flatMap((fits) => {
    if (fits.length <= count) return fits;
    const keys = Float64Array.from(fits, (fit) => keyOf(states.objective(fit)));
    const limit = keys.slice().sort()[count - 1];
    let ties = count - keys.filter((key) => key < limit).length;
    return fits.filter((_, i) => keys[i] < limit || (keys[i] === limit && ties-- > 0));
  });
}

function keyOf(objective: number): number {
  return Number.isNaN(objective) ? Infinity : objective;
}
