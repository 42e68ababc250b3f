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
