import type { Curve } from "../core/types.js";

/** Counts training rows that repeat another of their curve in x and y, a curve at a time. */
export class DuplicateCounts {
  #repeated = 0;
  #curves = 0;
  #rows = 0;

  add(curve: Curve): void {
    const repeated = repeatedRows(curve);
    this.#repeated += repeated;
    if (repeated > 0) this.#curves++;
    for (const flag of curve.train) this.#rows += flag;
  }

  /** A line that counts them; none where there are none. */
  notes(): string[] {
    if (this.#repeated === 0) return [];
    const verb = this.#repeated === 1 ? "rows is an exact duplicate" : "rows are exact duplicates";
    const where = `in ${this.#curves} curve${this.#curves === 1 ? "" : "s"}`;
    return [
      `${this.#repeated} of ${this.#rows} training ${verb} (${where}): information criteria count each as independent, and so do ` +
        "intervals without --cluster",
    ];
  }
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
  const sorted = isAscending(values) ? values : values.toSorted();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return true;
  return false;
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}
