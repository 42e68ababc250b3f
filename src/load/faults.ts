import { InputError } from "../errors.js";
import { numberAdvice } from "./numberAdvice.js";
import { isMissing, isNotFinite, parseNumber } from "./numbers.js";
import type { RawBatch } from "./source.js";

/** What is wrong with a value, to follow the value in a sentence, and what to do other than leave such rows out. */
export interface Fault {
  readonly what: string;
  readonly remedy?: string | undefined;
}

/** A bad row in words: file, row, column, value and what is wrong with it. */
export class BadRow {
  constructor(
    readonly text: string,
    readonly remedy: string | undefined,
  ) {}

  /** The error for a table with so many bad rows of so many, of which this is the first. */
  error(badRows: number, rows: number): InputError {
    if (badRows === rows && rows > 1) {
      const remedy = this.remedy ?? "name another column, or mend this one";
      return new InputError(`${this.text}; no row can be used: ${remedy} (all ${rows} rows are bad)`);
    }
    const advice = `${this.remedy === undefined ? "use" : `${this.remedy}, or`} --bad-rows skip to leave such rows out`;
    const more = badRows > 1 ? ` (the first of ${badRows} bad rows)` : "";
    return new InputError(`${this.text}; ${advice}${more}`);
  }
}

/** Which rows of a batch are bad, and why the first of them is. */
export class Faults {
  readonly bad: Uint8Array;
  badCount = 0;
  firstBad: BadRow | null = null;
  readonly #source: string;
  readonly #raw: RawBatch;
  #firstRow = Infinity;

  constructor(source: string, raw: RawBatch) {
    this.#source = source;
    this.#raw = raw;
    this.bad = new Uint8Array(raw.batch.numRows);
  }

  /** Marks a row for the value in one of its columns; the first column that is wrong speaks for the row. */
  mark(row: number, column: string, written: string | null, faultOf: (text: string) => Fault): void {
    if (this.bad[row] === 0) this.badCount++;
    this.bad[row] = 1;
    if (row >= this.#firstRow) return;
    this.#firstRow = row;
    const where = `${this.#source}, ${this.#raw.row(row)}, column ${column}`;
    const { what, remedy } = isMissing(written) ? missing(written) : faultOf(written ?? "");
    this.firstBad = new BadRow(`${where}: ${shown(written)} ${what}`, remedy);
  }
}

/** Why a text is no finite number; undefined where it is one. */
export function numberFault(text: string): Fault | undefined {
  if (isNotFinite(text)) return { what: "is not a finite number" };
  return Number.isNaN(parseNumber(text))
    ? { what: "is not a number", remedy: numberAdvice(text) }
    : undefined;
}

export function trainFault(): Fault {
  return { what: "is neither train nor test (1/0, true/false, train/test)" };
}

function missing(written: string | null): Fault {
  return { what: isBlank(written) ? "is missing" : "is a missing value" };
}

const longestShown = 60;

function shown(written: string | null): string {
  if (written === null || isBlank(written)) return "the value";
  const text = written.length > longestShown ? `${written.slice(0, longestShown)}…` : written;
  return `"${text.replace(/\s+/g, " ")}"`;
}

function isBlank(written: string | null): boolean {
  return written === null || written.trim() === "";
}
