import { compareForms } from "./comparison.js";
import type { SuitePlan } from "./plan.js";
import type { SuiteCell, SuiteSection } from "./suiteResult.js";
import { hasEveryError, summarise } from "./summary.js";

/** What the scores of a table's parts are made from besides its cells. */
export type SectionPlan = Pick<SuitePlan, "sections" | "pairs" | "resamples" | "seed">;

/**
 * Summary and comparisons of every section, of its curves with test rows.
 *
 * @param cells by curve, forms in the order of `forms`
 */
export function scoreSections(
  cells: readonly (readonly SuiteCell[])[],
  forms: readonly string[],
  plan: SectionPlan,
): SuiteSection[] {
  return plan.sections.map(({ kind, name, members }) => {
    const scored = members.map((i) => cells[i]).filter(([first]) => first.nTest > 0);
    return {
      kind,
      name,
      curves: scored.length,
      commonCurves: scored.filter(hasEveryError).length,
      forms: summarise(scored, forms),
      comparisons: plan.pairs.map((pair) => compareForms(scored, pair, plan)),
    };
  });
}
