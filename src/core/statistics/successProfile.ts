/** A performance profile: the share of curves solved after each of the times at which it grows. */
export interface ProfilePoint {
  readonly seconds: number;
  readonly share: number;
}

/**
 * The data profile of Moré and Wild (2009, SIAM J. Optim. 20, eq. 2.8) over seconds.
 *
 * @param times until each curve was solved, Infinity where it never was; of one run, or of several runs one after the other
 *   (the mean of their profiles)
 */
export function successProfile(times: ArrayLike<number>): ProfilePoint[] {
  const sorted = Array.from(times)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const points = sorted.map((seconds, i) => ({ seconds, share: (i + 1) / times.length }));
  return points.filter(({ seconds }, i) => points[i + 1]?.seconds !== seconds);
}

/** Seconds until `share` of the curves were solved; Infinity where they were not. */
export function timeToShare(times: ArrayLike<number>, share: number): number {
  const sorted = Array.from(times).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function solvedCount(times: ArrayLike<number>): number {
  return Array.from(times).filter(Number.isFinite).length;
}
