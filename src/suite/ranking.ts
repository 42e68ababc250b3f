/** Errors that differ by no more than this, relative to the lower one, are equal. */
export const TIE = 1e-6;
/** Nor does what two exact fits are rounded by decide anything. */
export const ROUNDING = 1e-10;

/**
 * Places in ascending order of the errors; equal ones share a place. null is a failure: all of them share the last
 * place.
 */
export function places(errors: readonly (number | null)[]): number[][] {
  const order = errors.map((_, i) => i).sort((i, j) => value(errors[i]) - value(errors[j]) || i - j);
  const groups: number[][] = [];
  for (const i of order) {
    const lowest = groups.at(-1)?.[0];
    if (lowest !== undefined && areEqual(errors[lowest], errors[i])) groups.at(-1)!.push(i);
    else groups.push([i]);
  }
  return groups;
}

/** Whether two errors count as equal; two failures do. */
export function areEqual(p: number | null, q: number | null): boolean {
  if (p === null || q === null) return p === q;
  return Math.abs(p - q) <= TIE * Math.min(p, q) + ROUNDING;
}

/** The rank of each error from 1; those that share a place get the mean of the ranks that they fill. */
export function ranks(errors: readonly (number | null)[]): number[] {
  const result = errors.map(() => 0);
  let before = 0;
  for (const group of places(errors)) {
    for (const i of group) result[i] = before + (group.length + 1) / 2;
    before += group.length;
  }
  return result;
}

/** Each error's part of the win: the lowest ones share it equally; failures never win, not even among themselves. */
export function winShares(errors: readonly (number | null)[]): number[] {
  const winners = places(errors)[0].filter((i) => errors[i] !== null);
  return errors.map((_, i) => (winners.includes(i) ? 1 / winners.length : 0));
}

/**
 * The same as Alabdulmohsin et al.'s notebook counts wins: errors cut, not rounded, to three decimals. (There a failure
 * counts as an error of 1 and can win; here it cannot.)
 */
export function cutWinShares(errors: readonly (number | null)[]): number[] {
  return winShares(errors.map((error) => (error === null ? null : Math.trunc(error * 1000) / 1000)));
}

/** Failures come last. Two of them must not subtract to NaN, which no sort can take. */
function value(error: number | null): number {
  return error ?? Number.MAX_VALUE;
}
