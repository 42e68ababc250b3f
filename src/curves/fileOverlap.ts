import type { Columns } from "./columnMeaning.js";
import { joinedKey } from "./curves.js";
import { inList, shellWord } from "./flagWords.js";
import type { CheckedRows } from "./rows.js";

/** Rows that are looked at, so that a large table is no reason to wait: of the first file, and of all others. */
const MOST_ROWS = 65_536;
/** Share of a file's rows from which it looks like another run of what is there already. */
const MANY = 0.2;

/** Whether files hold the same curves at the same x with other y: runs of their own, by the looks of them. */
export class FileOverlap {
  readonly #first = new Map<string, number>();
  #firstName: string | undefined;
  #looked = 0;
  #notes: string[] = [];
  #open: boolean;

  /** @param wanted whether to look at all */
  constructor(wanted: boolean) {
    this.#open = wanted;
  }

  /** What there is to say of the rows so far. */
  notes(source: string, columns: Columns, rows: CheckedRows): readonly string[] {
    if (!this.#open) return this.#notes;
    this.#firstName ??= source;
    if (source === this.#firstName) this.#keep(rows);
    else this.#compare(source, columns, rows);
    return this.#notes;
  }

  #keep(rows: CheckedRows): void {
    const end = Math.min(rows.length, MOST_ROWS - this.#first.size);
    for (let i = 0; i < end; i++) if (rows.bad[i] === 0) this.#first.set(placeOf(rows, i), rows.y[i]);
  }

  #compare(source: string, { key, x, y }: Columns, rows: CheckedRows): void {
    const end = Math.min(rows.length, MOST_ROWS - this.#looked);
    this.#looked += end;
    this.#open = this.#looked < MOST_ROWS;
    let again = 0;
    for (let i = 0; i < end; i++) {
      const before = rows.bad[i] === 0 ? this.#first.get(placeOf(rows, i)) : undefined;
      if (before !== undefined && before !== rows.y[i]) again++;
    }
    if (again === 0 || again < MANY * end) return;
    this.#open = false;
    this.#notes = [
      `${x} of ${this.#firstName} comes again with another ${y} in the same curves of ${source}: if files are runs ` +
        `of their own, say --curve ${shellWord(["@file", ...key.map(inList)].join(","))}`,
    ];
  }
}

function placeOf(rows: CheckedRows, i: number): string {
  return `${rows.x[i]} ${joinedKey(rows.key.map((cells) => cells[i]))}`;
}
