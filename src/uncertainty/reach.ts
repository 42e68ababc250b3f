import type { BnslParameters } from "../core/forms/evaluate.js";
import { sigmoid, softplus } from "../core/forms/softplus.js";

/** Which way y has to go to reach a target. */
export type Direction = "falling" | "rising";

/**
 * The smallest x ≥ `from` (> 0) at which y has reached the target: y ≤ target where the metric is falling, y ≥ target
 * where it is rising. `from` itself where that already holds; Infinity where it never does, or only beyond the largest
 * double; a target equal to a limit that y only approaches is never reached. y may bend up and down in between.
 *
 * Without a direction a law with b > 0 falls to its floor a, one with b < 0 rises to its ceiling; say "rising" for laws
 * that grow without bound (b > 0, c0 < 0), and "falling" for their mirror image.
 *
 * Everything is done on E(u) = ln|y − a|, u = ln x. Around every break E is walked through in steps of half its width
 * f and more, and what lies between two steps (a crossing, or a dip that comes back) is found by bisection to the last
 * digit of u. After the last break E is a straight line to less than rounding, and is solved.
 */
export function reach(
  law: BnslParameters,
  target: number,
  from: number,
  direction: Direction = law.b < 0 ? "rising" : "falling",
): number {
  const start = Math.log(from);
  const height = heightAbove(law, target, direction);
  if (typeof height === "boolean") return height ? from : Infinity;
  if (height.of(start) <= 0) return from;
  let u = start;
  for (const next of steps(law, start)) {
    const crossing = crossingIn(height, u, next);
    if (crossing !== null) return Math.exp(crossing);
    u = next;
  }
  if (u >= LARGEST) return Infinity;
  // a straight line from here on, also where u is a corner itself
  const slope = height.slope(Infinity);
  return slope < 0 ? Math.exp(u - height.of(u) / slope) : Infinity;
}

/** How far E is from where the target is reached, and its derivative in u; reached where it is ≤ 0. */
interface Height {
  of(u: number): number;
  slope(u: number): number;
}

const LARGEST = Math.log(Number.MAX_VALUE);
/** distances from a break in units of f; at the last of them e^−40 is below rounding */
const DISTANCES = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 14, 20, 40];
const OFFSETS: readonly number[] = [...DISTANCES.map((t) => -t).reverse(), 0, ...DISTANCES];
/** stands for f = 0, a corner, without a division by zero */
const CORNER = 1e-300;

/** true or false: reached everywhere or nowhere, as b = 0, or a alone on the far side of the target, decides. */
function heightAbove(law: BnslParameters, target: number, direction: Direction): Height | boolean {
  // y − a has the sign of b, so it is a question of its size: at most, or at least, that of target − a
  const margin = law.b < 0 ? law.a - target : target - law.a;
  const shrinking = law.b < 0 === (direction === "rising");
  if (law.b === 0) return direction === "rising" ? law.a >= target : law.a <= target;
  if (margin <= 0) return !shrinking;
  const sign = shrinking ? 1 : -1;
  const wanted = Math.log(margin);
  const bends = law.d.map((d, i) => [law.c[i], Math.log(d), Math.max(law.f[i], CORNER)] as const);
  return {
    of(u) {
      let exponent = Math.log(Math.abs(law.b)) - law.c0 * u;
      for (const [c, delta, f] of bends) exponent -= c * f * softplus((u - delta) / f);
      return sign * (exponent - wanted);
    },
    slope(u) {
      return -sign * bends.reduce((sum, [c, delta, f]) => sum + c * sigmoid((u - delta) / f), law.c0);
    },
  };
}

/** Where E is looked at, ascending, beyond `start` and within a double's range. */
function steps({ d, f }: BnslParameters, start: number): Float64Array {
  const all = new Float64Array(d.length * OFFSETS.length);
  let count = 0;
  d.forEach((place, i) => {
    const delta = Math.log(place);
    for (const t of OFFSETS) {
      const u = delta + t * f[i];
      if (u > start) all[count++] = Math.min(u, LARGEST);
    }
  });
  return all.subarray(0, count).sort();
}

/** The first u in (lo, hi] where the height, > 0 at lo, is ≤ 0; null where there is none. */
function crossingIn(height: Height, lo: number, hi: number): number | null {
  const above = (u: number) => height.of(u) > 0;
  if (!above(hi)) return boundary(above, lo, hi);
  if (height.slope(hi) <= 0 || height.slope(lo) >= 0) return null;
  const lowest = boundary((u) => height.slope(u) < 0, lo, hi);
  return above(lowest) ? null : boundary(above, lo, lowest);
}

/** Where a condition that holds at lo and not at hi ends, to the last digit: the first double seen where it does not. */
function boundary(holds: (u: number) => boolean, lo: number, hi: number): number {
  for (;;) {
    const middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) return hi;
    if (holds(middle)) lo = middle;
    else hi = middle;
  }
}
