import type { FitStates } from "../engine/fitStates.js";

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
