import type { UncertaintyMeta } from "../../output/uncertaintyMeta.js";
import { BREAK_TEST_DEFAULTS } from "../../uncertainty/breakTestRequest.js";
import { leastForP, smallestP } from "../../uncertainty/smallestP.js";
import type { BreakTestRow } from "../../uncertainty/types.js";
import { count, number } from "./numbers.js";

/** A table of break tests, and how it was made where that is known. */
export interface BreakTests {
  readonly rows: readonly BreakTestRow[];
  readonly meta: UncertaintyMeta | null;
}

/** The level that the tests were held against. */
export function levelOf(meta: UncertaintyMeta | null): number {
  return meta && "alpha" in meta.options ? meta.options.alpha : BREAK_TEST_DEFAULTS.alpha;
}

/**
 * Why no curve of the table could have come out as supported: simulated data sets so few that the smallest p that they
 * allow, adjusted by Holm over all curves, is above the level. Null where one could have.
 */
export function reachWords({ rows, meta }: BreakTests): string | null {
  const tested = rows.filter(({ pValue }) => pValue !== null);
  const resamples = tested.reduce((most, row) => Math.max(most, row.resamples), 0);
  const level = levelOf(meta);
  if (resamples === 0 || tested.length * smallestP(resamples) <= level) return null;
  const small = tested.filter(({ pValue }) => pValue! < level).length;
  return (
    `${count(resamples)} simulated data sets cannot reach ${number(level)} after Holm’s adjustment over ` +
    `${count(tested.length)} curves: --resamples ${leastForP(level / tested.length)} or more could. ` +
    `${small === 0 ? "None" : count(small)} of them ${small === 1 ? "has" : "have"} p < ${number(level)} unadjusted.`
  );
}
