/**
 * The p-quantile of ascending numbers that may begin with −Infinity and end with Infinity: the value at position
 * p·(R + 1) − 1, held within the array, linear between neighbours; NaN of none.
 *
 * R draws cut the line into R + 1 gaps into which one more draw is equally likely to fall, so the k-th smallest has
 * probability k/(R + 1) below it: the positions that bootstrap intervals are defined by (Davison & Hinkley 1997, 5.2).
 * Between a finite and an infinite neighbour the quantile is infinite, between −Infinity and Infinity the nearer of them.
 */
export function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return NaN;
  const last = sorted.length - 1;
  const position = Math.min(Math.max(p * (last + 2) - 1, 0), last);
  const at = Math.floor(position);
  return at === last ? sorted[last] : between(sorted[at], sorted[at + 1], position - at);
}

function between(lo: number, hi: number, part: number): number {
  if (lo === hi || part === 0) return lo;
  if (hi - lo === Infinity && !Number.isFinite(lo) && !Number.isFinite(hi)) return part < 0.5 ? lo : hi;
  return (1 - part) * lo + part * hi;
}

/** The middle value, or the mean of the two in the middle; NaN of none. Infinities count as the ends they are. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
