/**
 * Quantile of the normal distribution to seven digits (Wichura 1988, AS 241, PPND7): few operations, the same on every
 * device up to rounding. v in (0, 1). Twin of `shaders/normal.wgsl`.
 */
export function drawnNormal(v: number): number {
  const q = v - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const r = Math.sqrt(-Math.log(q < 0 ? v : 1 - v));
  const tail = r <= 5 ? middleTail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -tail : tail;
}

function middleTail(s: number): number {
  return (
    (((0.17023821103 * s + 1.3067284816) * s + 2.75681539) * s + 1.4234372777) /
    ((0.12021132975 * s + 0.7370016425) * s + 1)
  );
}

function farTail(s: number): number {
  return (
    (((0.017337203997 * s + 0.42868294337) * s + 3.081226386) * s + 6.657905115) /
    ((0.012258202635 * s + 0.24197894225) * s + 1)
  );
}
