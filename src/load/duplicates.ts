import type { Curve } from "../types.js";

/** A line that counts training rows that repeat another of their curve in x and y; none where there are none. */
export function duplicateNotes(curves: readonly Curve[]): string[] {
  const counts = curves.map(repeatedRows).filter((count) => count > 0);
  if (counts.length === 0) return [];
  const repeated = counts.reduce((sum, count) => sum + count, 0);
  const rows = curves.reduce((sum, { train }) => sum + train.reduce((count, flag) => count + flag, 0), 0);
  const verb = repeated === 1 ? "rows is an exact duplicate" : "rows are exact duplicates";
  const where = `in ${counts.length} curve${counts.length === 1 ? "" : "s"}`;
  return [
    `${repeated} of ${rows} training ${verb} (${where}): information criteria count each as independent, and so do intervals ` +
      "without --cluster",
  ];
}

/** Training rows beyond the first of each (x, y). */
function repeatedRows({ x, y, train }: Curve): number {
  if (!hasEqual(x)) return 0;
  const seen = new Map<number, Set<number>>();
  let repeated = 0;
  for (let i = 0; i < x.length; i++) {
    if (train[i] === 0) continue;
    const values = seen.get(x[i]) ?? new Set<number>();
    seen.set(x[i], values);
    if (values.has(y[i])) repeated++;
    values.add(y[i]);
  }
  return repeated;
}

/** Most curves have no x twice, which sorting tells faster than a set. */
function hasEqual(values: Float64Array): boolean {
  return values.toSorted().some((value, i, sorted) => i > 0 && value === sorted[i - 1]);
}
