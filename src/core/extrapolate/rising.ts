import type { Curve } from "../types.js";

/** A line that counts the curves whose training y rises with x, for the protocol whose laws fall; none where none does. */
export function risingLines({ rising, count }: { readonly rising: number; readonly count: number }): string[] {
  if (rising === 0) return [];
  const share = `${rising} of ${count} curve${count === 1 ? "" : "s"}`;
  return [`y rises with x in ${share}: the protocol extrapolate is for curves that fall, leave it out`];
}

const fewestRows = 4;
/** Above what noise on a few points, or the bump of a double descent, brings about. */
const clearly = 0.5;

/** Whether the rank correlation (Spearman's) of training y with x is clearly above 0. */
export function rises(curve: Curve): boolean {
  return trend(curve) === "rising";
}

/** Which way training y goes with x: rising where their rank correlation is clearly above 0, falling where clearly below. */
export function trend({ x, y, train }: Curve): "rising" | "falling" | "none" {
  const rows = [...train.keys()].filter((i) => train[i] === 1);
  if (rows.length < fewestRows) return "none";
  const agreement = correlation(ranks(rows.map((i) => x[i])), ranks(rows.map((i) => y[i])));
  if (Math.abs(agreement) <= clearly) return "none";
  return agreement > 0 ? "rising" : "falling";
}

/** Ranks from 0; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((p, q) => values[p] - values[q]);
  const rank = new Array<number>(values.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let k = first; k <= last; k++) rank[order[k]] = (first + last) / 2;
    first = last + 1;
  }
  return rank;
}

/** Pearson's correlation of two lists with the mean of ranks; 0 where one of them is constant. */
function correlation(p: readonly number[], q: readonly number[]): number {
  const mean = (p.length - 1) / 2;
  const sum = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, i) => total + (value - mean) * (b[i] - mean), 0);
  const spread = Math.sqrt(sum(p, p) * sum(q, q));
  return spread === 0 ? 0 : sum(p, q) / spread;
}
