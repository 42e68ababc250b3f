import type { BreakInterval } from "./picture.js";

/** A break's interval as far as it is shaded: from one end to the other, or from its only end for a short way. */
export interface BreakShade {
  /** ends, units of x; null: the interval is open there, and the shade fades */
  readonly lo: number | null;
  readonly hi: number | null;
}

/** What is shaded of an interval over a frame's x; null where nothing is: it has no end, or none of it is in sight. */
export function breakShade(
  interval: BreakInterval | null,
  [left, right]: readonly [number, number],
): BreakShade | null {
  if (interval === null || isUnbounded(interval)) return null;
  const { lo, hi } = interval;
  const inSight = (x: number): boolean => x >= left && x <= right;
  if (lo <= 0) return inSight(hi) ? { lo: null, hi } : null;
  if (hi === Infinity) return inSight(lo) ? { lo, hi: null } : null;
  return lo <= right && hi >= left ? { lo: Math.max(lo, left), hi: Math.min(hi, right) } : null;
}

/** Whether an interval is open at both ends: refits find the break nowhere in particular. */
export function isUnbounded({ lo, hi }: BreakInterval): boolean {
  return lo <= 0 && hi === Infinity;
}
