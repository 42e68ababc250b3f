import type { Trace } from "./race.js";

/** Objectives below this are rounding: rmsle 1e-10, far more digits than any data has. */
const EXACT = 1e-20;

/** Whether an objective counts as the best minimum known, to a relative tolerance. */
export function isReached(objective: number, best: number, tolerance: number): boolean {
  return objective <= best * (1 + tolerance) + EXACT;
}

/** Seconds until each curve was within the tolerance of its best known minimum; Infinity where it never was. */
export function solveTimes(
  { improvements }: Pick<Trace, "improvements">,
  best: ArrayLike<number>,
  tolerance: number,
): Float64Array {
  const times = new Float64Array(best.length).fill(Infinity);
  for (const { seconds, curve, objective } of improvements) {
    if (isReached(objective, best[curve], tolerance)) times[curve] = Math.min(times[curve], seconds);
  }
  return times;
}

/** A performance profile: the share of curves solved after each of the times at which it grows. */
export interface ProfilePoint {
  readonly seconds: number;
  readonly share: number;
}

/** @param times of all curves of one run, or of several runs one after the other (the mean of their profiles) */
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
