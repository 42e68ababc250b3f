import { isDeepStrictEqual } from "node:util";
import type { FitRow } from "../../src/core/types.js";

/** How the rows of a disturbed run differ from those of an undisturbed one. */
export interface RowErrors {
  /** rows compared */
  readonly rows: number;
  /** rows of which any number differs in any bit, and those that are missing or too many */
  readonly wrong: number;
  /** the first of them in words; null: none */
  readonly first: string | null;
}

/** Rows in order against the reference, bit for bit. */
export function rowErrors(rows: readonly FitRow[], reference: readonly FitRow[]): RowErrors {
  const most = Math.max(rows.length, reference.length);
  const wrong = Array.from({ length: most }, (_, i) => i).filter((i) => !isDeepStrictEqual(rows[i], reference[i]));
  return { rows: most, wrong: wrong.length, first: wrong.length === 0 ? null : wordsOf(wrong[0]) };

  function wordsOf(i: number): string {
    if (rows.length !== reference.length) return `${rows.length} rows instead of ${reference.length}`;
    const names = Object.keys(reference[i]) as (keyof FitRow)[];
    const differing = names.filter((name) => !isDeepStrictEqual(rows[i][name], reference[i][name]));
    const cells = differing.map((name) => `${name} ${show(rows[i][name])}, not ${show(reference[i][name])}`);
    return `row ${i} (${reference[i].key.join(", ")}; n = ${reference[i].nBreaks}): ${cells.join("; ")}`;
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
