import type { FitRow } from "../types.js";

type Open = Pick<FitRow, "unidentified">;

/** Whether the training rows determine all of these parameters. (What is fixed, tied or on a bound counts as determined.) */
export function isDetermined({ unidentified }: Open, ...names: readonly string[]): boolean {
  return !names.some((name) => unidentified.includes(name));
}

/** Whether they determine the place of break i (from 1) and by how much the exponent changes there. */
export function isBreakDetermined(row: Open, i: number): boolean {
  return isDetermined(row, `c${i}`, `d${i}`);
}

/** The places of the breaks that they determine. */
export function determinedBreaks(row: Pick<FitRow, "unidentified" | "d">): number[] {
  return row.d.filter((_, i) => isBreakDetermined(row, i + 1));
}

/**
 * Whether they determine what becomes of the law for large x: a, the first exponent and every break. (With b alone open,
 * the level at x = 1, they may.)
 */
export function isEndDetermined(row: Pick<FitRow, "unidentified" | "nBreaks">): boolean {
  const breaks = Array.from({ length: row.nBreaks }, (_, i) => i + 1);
  return isDetermined(row, "a", "c0") && breaks.every((i) => isBreakDetermined(row, i));
}

/** a, b, c0, then c, d and f of each break in turn. */
export function inOrderOfLaw(p: string, q: string): number {
  return placeOf(p) - placeOf(q);
}

function placeOf(name: string): number {
  const number = Number(name.slice(1));
  return 10 * number + "abcdf".indexOf(name[0]);
}
