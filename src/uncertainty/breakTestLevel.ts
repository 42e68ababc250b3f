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
