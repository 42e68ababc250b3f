import { isMissing, isNotFinite, parseNumber } from "../formats/numbers.js";
import type { RawBatch } from "../formats/source.js";
import { BadRows, type Example, type Fault } from "./badRows.js";
import { numberAdvice } from "./numberAdvice.js";

/** Which rows of a batch are bad, and why. */
export class Faults {
  readonly bad: Uint8Array;
  readonly #reasons = new BadRows();
  readonly #source: string;
  readonly #raw: RawBatch;

  constructor(source: string, raw: RawBatch) {
    this.#source = source;
    this.#raw = raw;
    this.bad = new Uint8Array(raw.batch.numRows);
  }

  /** The bad rows by reason, that of the first row first. */
  get badRows(): BadRows {
    return this.#reasons.inOrder();
  }

  /**
   * Marks a row for the value in one of its columns; the first column that is wrong speaks for the row.
   * @param written the cell; null where it is null
   */
  mark(row: number, column: string, written: string | null, faultOf: (text: string) => Fault): void {
    if (this.bad[row] === 1) return;
    this.bad[row] = 1;
    const missing = isMissing(written);
    const fault = missing ? MISSING : faultOf(written ?? "");
    this.#reasons.add(row, column, fault, parseNumber(written ?? ""), (): Example => ({
      where: `${this.#source}, ${this.#raw.row(row)}`,
      value: shown(written),
      ...(missing && !isBlank(written) ? { what: "is a missing value" } : {}),
      ...(fault.example === undefined ? {} : { what: fault.example }),
    }));
  }
}

/** Why a text is no finite number; undefined where it is one. */
export function numberFault(text: string): Fault | undefined {
  if (isNotFinite(text)) return NOT_FINITE;
  return Number.isNaN(parseNumber(text)) ? { what: "is not a number", remedy: numberAdvice(text) } : undefined;
}

/** Why a cell says neither train nor test. */
export function trainFault(): Fault {
  return { what: "is neither train nor test (1/0, true/false, train/test)" };
}

const MISSING: Fault = { what: "is missing" };
const NOT_FINITE: Fault = { what: "is not a finite number" };

const longestShown = 60;

function shown(written: string | null): string {
  if (written === null || isBlank(written)) return "the value";
  const text = written.length > longestShown ? `${written.slice(0, longestShown)}…` : written;
  return `"${text.replace(/\s+/g, " ")}"`;
}

function isBlank(written: string | null): boolean {
  return written === null || written.trim() === "";
}
