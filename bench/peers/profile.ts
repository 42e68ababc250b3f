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
