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
    const key = (fit: number) => (Number.isNaN(states.objective(fit)) ? Infinity : states.objective(fit));
    return fits
      .sort((a, b) => key(a) - key(b) || a - b)
      .slice(0, count)
      .sort((a, b) => a - b);
  });
}
