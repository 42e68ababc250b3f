import { bootstrapMean } from "./bootstrap.js";
import { areEqual } from "./ranking.js";
import { signTest } from "./signTest.js";
import type { Comparison, SuiteCell } from "./suiteResult.js";

/** How a bootstrap draws. */
export interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/** Form `a` against form `b` over some curves, given as their cells. */
export function compareForms(
  curves: readonly (readonly SuiteCell[])[],
  [a, b]: readonly [string, string],
  { resamples, seed }: Resampling,
): Comparison {
  const pairs = curves.map((cells) => [errorOf(cells, a), errorOf(cells, b)] as const);
  const differences = pairs.flatMap(([p, q]) => (p && q ? [difference(p, q)] : []));
  const bootstrap = differences.length < 2 ? null : bootstrapMean(differences, resamples, seed);
  const ties = pairs.filter(([p, q]) => areEqual(p, q)).length;
  const aLower = pairs.filter(([p, q]) => !areEqual(p, q) && (p ?? Infinity) < (q ?? Infinity)).length;
  const bLower = pairs.length - ties - aLower;
  return {
    a,
    b,
    curves: differences.length,
    meanDifference: differences.length === 0 ? null : mean(differences),
    interval: bootstrap?.interval ?? null,
    shareLower: bootstrap?.shareBelow ?? null,
    aLower,
    bLower,
    ties,
    signTestP: signTest(aLower, bLower),
  };
}

function errorOf(cells: readonly SuiteCell[], form: string): number | null {
  return cells.find((cell) => cell.form === form)!.rmsleTest;
}

/** Exactly 0 for equal errors: what rounding leaves between them must not decide resamples. */
function difference(p: number, q: number): number {
  return areEqual(p, q) ? 0 : Math.log(p) - Math.log(q);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
