import type { FitRow } from "../../core/types.js";
import type { BreakTestRow } from "../../uncertainty/types.js";
import type { CurveEntry } from "./curveIndex.js";

/**
 * What a row of a curve is told of break tests: the test of its own number of breaks against one more; of an answer, where there
 * is none such, the test that the curve has, whatever numbers of breaks it compares.
 */
export function testOf({ tests, shown }: Pick<CurveEntry, "tests" | "shown">, row: FitRow): BreakTestRow | null {
  const own = tests.find(({ nNull }) => nNull === row.nBreaks);
  if (own) return own;
  return shown.includes(row) ? (tests.find(({ pValue }) => pValue !== null) ?? tests[0] ?? null) : null;
}

/** "0 against 1 break" */
export function testedWords(nNull: number): string {
  return `${nNull} against ${nNull + 1} ${nNull === 0 ? "break" : "breaks"}`;
}

/**
 * Whether a test speaks against the row's number of breaks: one more than it has is supported, or one that it has is not.
 * Null where the test has no answer.
 */
export function speaksAgainst({ nNull, supported }: BreakTestRow, { nBreaks }: FitRow): boolean | null {
  if (nNull === null || supported === null) return null;
  return supported ? nNull >= nBreaks : nNull < nBreaks;
}
