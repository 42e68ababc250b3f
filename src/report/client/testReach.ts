import type { UncertaintyMeta } from "../../tables/uncertaintyMeta.js";
import { BREAK_TEST_DEFAULTS } from "../../uncertainty/breakTestRequest.js";
import { leastForP, smallestP } from "../../uncertainty/smallestP.js";
import type { BreakTestRow } from "../../uncertainty/types.js";
import { testedWords } from "./testOf.js";
import { count, counted, number } from "./ui/numbers.js";

/** A table of break tests, and how it was made where that is known. */
export interface TestTable {
  readonly rows: readonly BreakTestRow[];
  readonly meta: UncertaintyMeta | null;
}

/** The level that the tests were held against. */
export function levelOf(meta: UncertaintyMeta | null): number {
  return meta && "alpha" in meta.options ? meta.options.alpha : BREAK_TEST_DEFAULTS.alpha;
}

/** What the tests of each number of breaks came to, whatever numbers were selected; "" where none has an answer. */
export function testCounts({ rows }: TestTable): string {
  const tested = rows.filter(({ nNull, supported }) => nNull !== null && supported !== null);
  const all = [...new Set(tested.map(({ nNull }) => nNull!))].sort((p, q) => p - q);
  const parts = all.map((n) => {
    const mine = tested.filter(({ nNull }) => nNull === n);
    const supported = mine.filter((row) => row.supported === true).length;
    return `of ${testedWords(n)}: supported in ${count(supported)} of ${counted(mine.length, "curve")}`;
  });
  return parts.length === 0 ? "" : `Tests for one more break, by Holm: ${parts.join("; ")}.`;
}

/**
 * Why no curve of the table could have come out as supported: simulated data sets so few that the smallest p that they
 * allow, adjusted by Holm over all curves, is above the level. Null where one could have.
 */
export function reachWords({ rows, meta }: TestTable): string | null {
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
