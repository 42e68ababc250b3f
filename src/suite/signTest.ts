/**
 * Exact two-sided p-value of the sign test: the probability, under a fair coin, of a split at least as uneven as
 * `above` against `below`. 1 where there is nothing to split.
 */
export function signTest(above: number, below: number): number {
  const n = above + below;
  const fewer = Math.min(above, below);
  // the tail relative to its largest term: C(n, k) itself leaves the range of a double at n = 1030
  let term = 1;
  let tail = 0;
  for (let k = fewer; k >= 0; k--) {
    tail += term;
    term *= k / (n - k + 1);
  }
  return Math.min(1, 2 * Math.exp(logChoose(n, fewer) - n * Math.LN2) * tail);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
