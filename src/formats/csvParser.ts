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

  /** @param fromStart whether it gets a file from its begin, where a byte order mark may stand */
  constructor(delimiter: string, sink: RecordSink, fromStart: boolean) {
    super({
      bom: fromStart,
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
