import { InputError } from "../core/errors.js";
import { CsvParser, LONGEST_RECORD, tooLong, type RecordSink } from "./csvParser.js";
import { splitLines, type FieldSink } from "./csvSplitter.js";
import { delimiterOf } from "./csvText.js";

const newline = 10;
const carriageReturn = 13;
const quote = 34;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Cuts the bytes of a CSV file into records: lines are split as long as no quote has come, and parsed from there on. */
export class CsvFeed {
  readonly #sink: RecordSink & FieldSink;
  /** bytes of a line whose end has not come */
  #waiting: Uint8Array[] = [];
  #waitingLength = 0;
  #delimiter: string | undefined;
  #quoted = false;
  /** bytes that were looked through for the end of the header in vain */
  #looked = 0;
  #parser: CsvParser | undefined;
  /** whether any line has been cut */
  #begun = false;

  constructor(sink: RecordSink & FieldSink) {
    this.#sink = sink;
  }

  /**
   * Hands every record that these bytes complete to the sink.
   * @throws InputError for broken quotes, and for a line without an end; also what the sink throws
   */
  async take(chunk: Uint8Array): Promise<void> {
    if (this.#parser !== undefined) return this.#parser.parse(chunk);
    this.#quoted ||= chunk.includes(quote);
    if (!chunk.includes(newline) && !chunk.includes(carriageReturn)) return this.#wait(chunk.slice());
    // looked through again at twice the length only: else megabytes of blank lines would take minutes
    const length = this.#waitingLength + chunk.length;
    if (this.#delimiter === undefined && length < 2 * this.#looked) return this.#wait(chunk.slice());
    const bytes = this.#takeWaiting(chunk);
    this.#delimiter ??= delimiterOf(bytes);
    if (this.#delimiter !== undefined) return this.#cut(bytes, this.#delimiter);
    // a line end within the quotes of a header, or blank lines before it
    this.#looked = bytes.length;
    this.#wait(bytes.slice());
  }

  /** Hands over the last record, where no line end closes it. */
  async finish(): Promise<void> {
    if (this.#parser === undefined) {
      const end = this.#quoted ? [] : [newline];
      // without a line end so far, what came is a header and no row
      const bytes = this.#takeWaiting(Uint8Array.from(end));
      const delimiter = this.#delimiter ?? delimiterOf(bytes) ?? ",";
      if (bytes.length > end.length) await this.#cut(bytes, delimiter);
    }
    await this.#parser?.finish();
  }

  async #cut(bytes: Uint8Array, delimiter: string): Promise<void> {
    if (this.#quoted) {
      this.#parser = new CsvParser(delimiter, this.#sink, !this.#begun);
      return this.#parser.parse(bytes);
    }
    const begin = !this.#begun && byteOrderMark.every((byte, i) => bytes[i] === byte) ? 3 : 0;
    this.#begun = true;
    const text = bytes.subarray(begin);
    const used = splitLines(text, delimiter.charCodeAt(0), this.#sink);
    if (used < text.length) this.#wait(text.slice(used));
  }

  #wait(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingLength += bytes.length;
    if (this.#waitingLength > LONGEST_RECORD) throw new InputError(tooLong(this.#sink.name, this.#sink.nextLine));
  }

  #takeWaiting(chunk: Uint8Array): Uint8Array {
    if (this.#waitingLength === 0) return chunk;
    const bytes = new Uint8Array(this.#waitingLength + chunk.length);
    let at = 0;
    for (const part of [...this.#waiting, chunk]) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#waiting = [];
    this.#waitingLength = 0;
    return bytes;
  }
}
