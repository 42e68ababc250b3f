import { outermost, type Problem } from "../problem/problem.js";

/** What the start rules of all forms draw from. Twin of `shaders/draws.wgsl`. */

/** One of `count` by a word: the same integer on every device. */
export function pick(word: number, count: number): number {
  return Math.floor((word * count) / 2 ** 32);
}

/**
 * The asymptote at index `at` lies a log-uniform gap beyond the outermost y, or (3 in 16) on its bound. Where it is tied,
 * the tie's offset stands in the bound's place: the gap is at most that wide for one half of the starts, and nothing lies
 * on it.
 */
export function randomAsymptote(problem: Problem, at: number, kind: number, v: number): number {
  const { sign, lo, hi } = problem;
  const { extreme, range } = outermost(problem);
  const bound = sign > 0 ? lo[at] : hi[at];
  const tied = hi[at] < lo[at];
  const bounded = Number.isFinite(bound) && !(tied && kind >= 0.5);
  const least = 1e-3 * range;
  const most = Math.max(bounded ? sign * (extreme - bound) : 100 * range, least);
  if (bounded && !tied && kind < 0.1875) return bound;
  return extreme - sign * least * Math.exp(v * Math.log(most / least));
}

/** v between its bounds; a tied parameter has none (high < low), and is set from its source afterwards. */
export function within(v: number, low: number, high: number): number {
  return high < low ? v : Math.min(high, Math.max(low, v));
}

export function mix(low: number, high: number, t: number): number {
  return low + (high - low) * t;
}
