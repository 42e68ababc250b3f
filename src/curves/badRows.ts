import { InputError } from "../core/errors.js";

/** What is wrong with a value, and what to do about it. */
export interface Fault {
  /** to follow the name of a column or a value in a sentence; rows with the same are counted together */
  readonly what: string;
  /** of this very value, where `what` has to leave something out */
  readonly example?: string;
  /** how to mend such a value */
  readonly remedy?: string | undefined;
  /** what would let such rows be used as they are, told the least of the values; undefined: nothing would */
  readonly keep?: ((least: number) => string | undefined) | undefined;
}

/** The first row of a reason. */
export interface Example {
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
    const name = `${fault.what}\0${column}`;
    const known = this.#reasons.get(name);
    if (known === undefined) {
      this.#reasons.set(name, { row, column, fault, example: exampleOf(), count: 1, least: number });
    } else {
      known.count++;
      known.least = Math.min(known.least, number);
    }
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
    for (const [name, reason] of later.#reasons) {
      const known = this.#reasons.get(name);
      if (known === undefined) {
        this.#reasons.set(name, { ...reason });
      } else {
        known.count += reason.count;
        known.least = Math.min(known.least, reason.least);
      }
    }
  }

  /**
   * The error for a table with these bad rows.
   * @param rows of the table; Infinity: it was not read to its end
   */
  error(rows: number): InputError {
    const reasons = [...this.#reasons.values()];
    const all = this.count === rows && rows > 1;
    if (reasons.length === 1) return new InputError(lone(reasons[0], all));
    const of = rows === Infinity ? "" : ` of ${rows}`;
    const lead = `${this.count}${of} rows cannot be used: ${listOf(reasons)}`;
    const advice = [...new Set([...keepsOf(reasons), ...reasons.flatMap(({ fault }) => fault.remedy ?? [])])];
    const keep = advice.length === 0 ? "" : `to keep more of them, ${advice.join("; ")}`;
    if (all) return new InputError(`${lead}; ${keep || "name other columns, or mend these"}`);
    const skip = keep === "" ? "use --bad-rows skip to leave such rows out" : "--bad-rows skip leaves out the rest";
    return new InputError(`${lead}; ${keep}${keep && "; "}${skip}`);
  }

  /** What there is to say of rows that were left out, to follow how many there are. */
  told(): string {
    const reasons = [...this.#reasons.values()];
    const what = reasons.length === 1 ? `The first: ${exampleText(reasons[0])}` : listOf(reasons);
    const keep = keepsOf(reasons);
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

function lone(reason: Reason, all: boolean): string {
  const { fault, count } = reason;
  const remedy = keepsOf([reason]).at(0) ?? fault.remedy;
  if (all) {
    const rest = remedy ?? "name another column, or mend this one";
    return `${exampleText(reason)}; no row can be used: ${rest} (all ${count} rows are bad)`;
  }
  const advice = `${remedy === undefined ? "use" : `${remedy}, or`} --bad-rows skip to leave such rows out`;
  return `${exampleText(reason)}; ${advice}${count > 1 ? ` (the first of ${count} bad rows)` : ""}`;
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

function keepsOf(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ fault, least }) => fault.keep?.(least) ?? []);
}
