import { supportOf, type Draws, type Minimum, type Step } from "./support.js";

/** How many breaks a curve's rows support, and each step that was tried on the way. */
export interface Choice {
  readonly breaks: number;
  readonly steps: readonly Step[];
}

/** As far as minima are looked at ahead: two breaks may stand or fall together, as the rise and fall of a double descent. */
const AHEAD = 2;

/**
 * Goes from the fewest breaks to more as long as the rows support them, one break at a time or, where one alone gains nothing, two.
 * @param minima with ascending numbers of breaks, at least one
 */
export function chooseBreaks(minima: readonly Minimum[], draws: Draws): Choice {
  const steps: Step[] = [];
  let at = 0;
  for (let ahead = 1; ahead <= AHEAD && at + ahead < minima.length; ahead++) {
    const step = supportOf(minima[at], minima[at + ahead], draws);
    steps.push(step);
    if (step.verdict !== "supported") continue;
    at += ahead;
    ahead = 0;
  }
  return { breaks: minima[at].problem.breaks, steps };
}
