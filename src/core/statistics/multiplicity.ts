/** p-values of a family of tests; null where there was no test, which neither counts nor changes. */
type PValues = readonly (number | null)[];

/**
 * Holm's (1979) adjusted p-values: those ≤ α reject with a probability of any false rejection ≤ α, however the tests
 * depend on each other.
 */
export function holm(p: PValues): (number | null)[] {
  const order = ascending(p);
  const adjusted = [...p];
  let largest = 0;
  order.forEach((at, rank) => {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * p[at]!));
    adjusted[at] = largest;
  });
  return adjusted;
}

/**
 * Benjamini & Hochberg's (1995) adjusted p-values: rejecting those ≤ α keeps the expected share of false rejections
 * among all rejections ≤ α where the tests are independent or positively dependent.
 */
export function benjaminiHochberg(p: PValues): (number | null)[] {
  const order = ascending(p);
  const adjusted = [...p];
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const at = order[rank - 1];
    smallest = Math.min(smallest, (order.length / rank) * p[at]!);
    adjusted[at] = smallest;
  }
  return adjusted;
}

/** Where the tests are, smallest p first. */
function ascending(p: PValues): number[] {
  return p.flatMap((value, at) => (value === null ? [] : [at])).sort((i, j) => p[i]! - p[j]!);
}

// apart from the options, whose checks the report's page has no use for

/** At which level a break counts as supported where nothing else is said. */
export const DEFAULT_ALPHA = 0.05;

/** The smallest p-value that so many simulated data sets allow: (1 + 0) / (1 + resamples). */
export function smallestP(resamples: number): number {
  return 1 / (resamples + 1);
}

/** Fewest resamples whose smallest p-value is at most `alpha`; 1/0.05 may not be 20 in doubles. */
export function leastForP(alpha: number): number {
  const guess = Math.max(1, Math.floor(1 / alpha) - 2);
  return [0, 1, 2, 3, 4].map((more) => guess + more).find((count) => smallestP(count) <= alpha)!;
}
