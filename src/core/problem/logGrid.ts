/** So many x with equal ratios, both ends as given; a grid of one is the lower end. */
export function logGrid(lo: number, hi: number, count: number): number[] {
  const step = Math.log(hi / lo) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? lo : i === count - 1 ? hi : lo * Math.exp(i * step)));
}
