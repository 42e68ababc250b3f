import { curveNamer, type Keyed } from "../core/rows/curveRows.js";

/**
 * Gathers what naming the curves of a table takes, row by row: a row for each key column that tells curves apart, and the
 * first. Names are those that `curveNamer` gives over all rows.
 */
export class NameWitnesses {
  private readonly rows: Keyed[] = [];
  private readonly telling = new Set<number>();

  add({ key }: Keyed): void {
    const first = this.rows.at(0);
    const told = first ? key.flatMap((value, j) => (value === first.key[j] || this.telling.has(j) ? [] : j)) : [];
    if (first && told.length === 0) return;
    told.forEach((j) => this.telling.add(j));
    this.rows.push({ key });
  }

  namer(): (row: Keyed) => string {
    return curveNamer(this.rows);
  }
}
