import { InputError } from "../core/errors.js";
import { isMissing, isNotFinite, parseNumber } from "../formats/cells.js";
import { type Decimal, isPercent, numberParts, type NumberParts, valueOf } from "../formats/numberWords.js";
import { type RawBatch, rowWords } from "../formats/source.js";

/** What is wrong with a value, and what to do about it. */
export interface Fault {
  /** to follow the name of a column or a value in a sentence; rows with the same are counted together */
  readonly what: string;
  /** of this very value, where `what` has to leave something out */
  readonly example?: string;
  /** how to mend such a value */
  readonly remedy?: string | undefined;
  /** what would let such rows be used as they are, told the least of the values; undefined: nothing would */
  readonly keep?: ((least: number) => Keep | undefined) | undefined;
}

/** What would let rows be used as they are. */
interface Keep {
  /** left out: there is none beside what is said of all bad rows */
  readonly advice?: string;
  /** flags that do it whatever else is given */
  readonly flags?: string;
}

/** The first row of a reason. */
interface Example {
  /** file and row */
  readonly where: string;
  /** the value in quotes; "the value" where there is none */
  readonly value: string;
  /** what to say of this very value where that is not what the reason says of all */
  readonly what?: string;
}

/** Rows that cannot be used, counted by reason: a column and what is wrong with it. A row has one reason. */
export class BadRows {
  readonly #reasons = new Map<string, Reason>();
  /** all of them */
  count = 0;

  /** @param number the value, where it is a number */
  add(row: number, column: string, fault: Fault, number: number, exampleOf: () => Example): void {
    this.count++;
    const first = () => ({ row, column, fault, example: exampleOf() });
    this.#take(`${fault.what}\0${column}`, 1, number, first);
  }

  /** The same with the reason of the first row first, where all are of one batch. */
  inOrder(): BadRows {
    const ordered = new BadRows();
    const reasons = [...this.#reasons].sort(([, p], [, q]) => p.row - q.row);
    for (const [name, reason] of reasons) ordered.#reasons.set(name, reason);
    ordered.count = this.count;
    return ordered;
  }

  /** Takes in those of later rows. */
  merge(later: BadRows): void {
    this.count += later.count;
    for (const [name, reason] of later.#reasons) this.#take(name, reason.count, reason.least, () => reason);
  }

  #take(name: string, count: number, least: number, first: () => Omit<Reason, "count" | "least">): void {
    const known = this.#reasons.get(name);
    if (known === undefined) {
      this.#reasons.set(name, { ...first(), count, least });
    } else {
      known.count += count;
      known.least = Math.min(known.least, least);
    }
  }

  /**
   * The error for a table with these bad rows.
   * @param rows of the table; Infinity: it was not read to its end
   */
  error(rows: number): InputError {
    const reasons = [...this.#reasons.values()];
    const all = this.count === rows && rows > 1;
    if (reasons.length === 1) return lone(reasons[0], all);
    const of = rows === Infinity ? "" : ` of ${rows}`;
    const lead = `${this.count}${of} rows cannot be used: ${listOf(reasons)}`;
    const advice = [...new Set([...adviceOf(reasons), ...reasons.flatMap(({ fault }) => fault.remedy ?? [])])];
    const keep = advice.length === 0 ? "" : `to keep more of them, ${advice.join("; ")}`;
    if (all) return new InputError(`${lead}; ${keep || "name other columns, or mend these"}`);
    const skip = keep === "" ? "use --bad-rows skip to leave such rows out" : "--bad-rows skip leaves out the rest";
    return new InputError(`${lead}; ${keep}${keep && "; "}${skip}`);
  }

  /** What there is to say of rows that were left out, to follow how many there are. */
  told(): string {
    const reasons = [...this.#reasons.values()];
    const what = reasons.length === 1 ? `The first: ${exampleText(reasons[0])}` : listOf(reasons);
    const keep = adviceOf(reasons);
    return keep.length === 0 ? what : `${what}. To keep more rows, ${keep.join("; ")}`;
  }
}

interface Reason {
  /** of its batch */
  readonly row: number;
  readonly column: string;
  readonly fault: Fault;
  readonly example: Example;
  count: number;
  least: number;
}

function lone(reason: Reason, all: boolean): InputError {
  const { fault, count } = reason;
  const { advice = fault.remedy, flags = null } = keepsOf([reason]).at(0) ?? {};
  if (all) {
    const rest = advice ?? "name another column, or mend this one";
    return new InputError(`${exampleText(reason)}; no row can be used: ${rest} (all ${count} rows are bad)`);
  }
  const skip = `${advice === undefined ? "use" : `${advice}, or`} --bad-rows skip to leave such rows out`;
  const text = `${exampleText(reason)}; ${skip}${count > 1 ? ` (the first of ${count} bad rows)` : ""}`;
  return flags === null ? new InputError(text) : new InputError(`${text}; for example ${flags}`, { flags });
}

function exampleText({ column, fault, example: { where, value, what } }: Reason): string {
  return `${where}, column ${column}: ${value} ${what ?? fault.what}`;
}

/** `1 row: step is … (steps.csv, line 2: "0"); 4 rows: …` */
function listOf(reasons: readonly Reason[]): string {
  return reasons
    .map(({ column, fault, example, count }) => {
      const place = `${example.where}: ${example.value}`;
      return count === 1
        ? `1 row: ${column} ${fault.what} (${place})`
        : `${count} rows: ${column} ${fault.what} (the first: ${place})`;
    })
    .join("; ");
}

function adviceOf(reasons: readonly Reason[]): string[] {
  return keepsOf(reasons).flatMap(({ advice }) => advice ?? []);
}

function keepsOf(reasons: readonly Reason[]): Keep[] {
  return reasons.flatMap(({ fault, least }) => fault.keep?.(least) ?? []);
}

/** A row that cannot be used, and what is no row of its curve at all. */
const BAD = 1;
export const NONE = 2;

/** Which rows of a batch are bad, and why. */
export class Faults {
  readonly bad: Uint8Array;
  readonly #reasons = new BadRows();

  /** @param none marks what is no row; null: all are */
  constructor(
    private readonly source: string,
    private readonly raw: RawBatch,
    none: Uint8Array | null = null,
  ) {
    this.bad = none ?? new Uint8Array(raw.batch.numRows);
  }

  /** The bad rows by reason, that of the first row first. */
  get badRows(): BadRows {
    return this.#reasons.inOrder();
  }

  /**
   * Marks a row for the value in one of its columns; the first column that is wrong speaks for the row.
   * @param written the cell; null where it is null
   * @param number what was read, where that is a number
   */
  mark(
    row: number,
    column: string,
    written: string | null,
    faultOf: (text: string) => Fault,
    number = parseNumber(written ?? ""),
  ): void {
    if (this.bad[row] !== 0) return;
    this.bad[row] = BAD;
    const missing = isMissing(written);
    const fault = missing ? MISSING : faultOf(written ?? "");
    this.#reasons.add(row, column, fault, number, (): Example => ({
      where: `${this.source}, ${rowWords(this.raw, row)}`,
      value: shown(written),
      ...(missing && !isBlank(written) ? { what: "is a missing value" } : {}),
      ...(fault.example === undefined ? {} : { what: fault.example }),
    }));
  }
}

/** Why a text is no finite number; undefined where it is one. @param number what it was read as */
export function numberFault(text: string, number: number): Fault | undefined {
  if (isNotFinite(text) || Math.abs(number) === Infinity) return NOT_FINITE;
  return Number.isNaN(number) ? { what: "is not a number", remedy: numberAdvice(text) } : undefined;
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

/**
 * How to write what was meant as a number, for a message. Undefined where the text is no number of any usual spelling. What
 * leaves no doubt was read, so that here other numbers of the column, or none, say what the text means.
 */
export function numberAdvice(text: string): string | undefined {
  const written = text.trim();
  const parts = numberParts(written);
  if (parts === null) return undefined;
  const { unit } = parts;
  if (unit !== null && isPercent(unit.word)) return "write all numbers of the column with the % sign, or all without";
  if (unit !== null && unit.power === 0) return "write the number alone, without a unit: 1000 or 1e3 for 1K";
  if (unit !== null) return `write it out: ${valueOf(parts, ".").toExponential().replace("e+", "e")}`;
  if (parts.mark === "point") return `write ${plain(parts, ".")}, or say --decimal . if decimals have a point`;
  if (parts.mark === "comma") return `write ${plain(parts, ",")}, or say --decimal , if all decimals have a comma`;
  const [one, other] = [plain(parts, ","), plain(parts, ".")];
  return one === other ? `write ${one}` : `say --decimal , if it means ${one}, --decimal . if it means ${other}`;
}

function plain(parts: NumberParts, decimal: Decimal): string {
  return String(valueOf(parts, decimal));
}
