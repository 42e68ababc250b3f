const BARS = "▁▂▃▄▅▆▇█";
const PLAIN_BARS = "_.-~=+*#";
const WIDTH = 16;

/**
 * Points as one short line: x in steps of equal ratio, the mean y in each (of ln y where every y is above 0) as one of
 * eight heights, a gap where there are none.
 */
export function sparkline(x: ArrayLike<number>, y: ArrayLike<number>, ascii: boolean): string {
  const u = Array.from(x, Math.log);
  const log = Array.from(y).every((value) => value > 0);
  const v = Array.from(y, (value) => (log ? Math.log(value) : value));
  const at = scaled(u, WIDTH);
  const means = Array.from({ length: WIDTH }, (_, k) => meanOf(v.filter((_, i) => at[i] === k)));
  const there = means.flatMap((mean) => mean ?? []);
  const heights = scaled(there, BARS.length);
  const bars = [...(ascii ? PLAIN_BARS : BARS)];
  let next = 0;
  return means
    .map((mean) => (mean === null ? " " : bars[heights[next++]]))
    .join("")
    .trimEnd();
}

/** In which of `count` equal steps between the least and the largest each value lies; all in the first where they are one. */
function scaled(values: readonly number[], count: number): number[] {
  const lo = values.reduce((p, q) => Math.min(p, q), Infinity);
  const hi = values.reduce((p, q) => Math.max(p, q), -Infinity);
  return values.map((value) => (hi > lo ? Math.min(count - 1, Math.floor((count * (value - lo)) / (hi - lo))) : 0));
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
