import { CsvError, Parser } from "csv-parse";
import { InputError } from "../core/errors.js";

/** Where records go, and what names them in an error. */
export interface RecordSink {
  readonly name: string;
  /** the line on which the next record begins */
  readonly nextLine: number;
  /** may throw: the error comes out of `parse` or `finish` */
  add(record: readonly string[]): void;
}

/** bytes; a row of nothing but commas takes many times as much memory */
export const LONGEST_RECORD = 1 << 24;

export function tooLong(name: string, line: number): string {
  return `${name}, line ${line}: the row goes on for more than ${LONGEST_RECORD >> 20} MiB; is this a table of numbers, and are its quotes closed?`;
}

/** csv-parse with its records taken where they are made: its readable side costs nearly as much as the parsing. */
export class CsvParser extends Parser {
  readonly #sink: RecordSink;
  #refused: Error | undefined;

  constructor(delimiter: string, sink: RecordSink) {
    super({
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      max_record_size: LONGEST_RECORD,
      // the sink counts fields: it knows the line in a file with line ends inside quotes, csv-parse is off by some
      relax_column_count: true,
    });
    this.#sink = sink;
    this.on("error", () => undefined); // comes out of parse() or finish()
  }

  /** Hands every record that these bytes complete to the sink. */
  parse(bytes: Uint8Array): Promise<void> {
    return this.#settled((done) => this.write(bytes, done));
  }

  /** Hands over the last record, where no line end closes it. */
  finish(): Promise<void> {
    return this.#settled((done) => this.end(done));
  }

  override push(record: string[] | null): boolean {
    if (record === null || this.#refused !== undefined) return true;
    try {
      this.#sink.add(record);
    } catch (error) {
      this.#refused = error as Error;
    }
    return true;
  }

  #settled(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      act((error) => {
        const failure = this.#refused ?? (error == null ? undefined : this.#explained(error));
        if (failure === undefined) return resolve();
        this.destroy();
        reject(failure);
      });
    });
  }

  #explained(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const { name, nextLine } = this.#sink;
    if (error.code === "CSV_MAX_RECORD_SIZE") return new InputError(tooLong(name, nextLine), { cause: error });
    const what =
      error.code === "CSV_QUOTE_NOT_CLOSED"
        ? "a quoted field begins in this row and never ends; close it with a quote"
        : "a quote stands inside a field; quote the whole field and double the quotes within it";
    return new InputError(`${name}, line ${nextLine}: ${what}`, { cause: error });
  }
}

/** A line of more fields is none of a table of curves; each column takes memory, however few rows there are. */
export const MOST_FIELDS = 100_000;

export const newline = 10;
export const carriageReturn = 13;

/** Where lines go that are cut into fields. */
export interface FieldSink {
  /** field j is bytes starts[j] … starts[j + 1] − 2 of `bytes`; both may be used again by the caller */
  addFields(bytes: Uint8Array, starts: readonly number[], fields: number): void;
  /** told of a line of more than MOST_FIELDS */
  refuseFields(): never;
}

/**
 * Cuts text without quotes into lines and fields, without making strings of them: most tables of numbers have no quote,
 * and are read several times as fast as by a parser that heeds them.
 * @returns how many bytes were used: what stands behind is a line whose end has not come
 */
export function splitLines(bytes: Uint8Array, delimiter: number, sink: FieldSink): number {
  const starts = [0];
  let fields = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === delimiter) {
      if (fields === MOST_FIELDS) sink.refuseFields();
      starts[fields++] = i + 1;
    } else if (byte === newline || byte === carriageReturn) {
      // the other half of a line end may not have come
      if (byte === carriageReturn && i + 1 === bytes.length) break;
      starts[fields] = i + 1;
      sink.addFields(bytes, starts, fields);
      if (byte === carriageReturn && bytes[i + 1] === newline) i++;
      starts[0] = i + 1;
      fields = 1;
    }
  }
  return starts[0];
}
