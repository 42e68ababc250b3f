import { InputError } from "../core/errors.js";
import { widened } from "./bytes.js";
import type { RawBatch } from "./source.js";
import { excerpt } from "./terminalText.js";

/** Where values go, each with its line or row. */
export interface ValueSink {
  add(value: unknown, unit: RawBatch["unit"], at: number): void;
}

/** What messages tell to write. */
export const JSON_EXAMPLE = 'an object for each row, such as {"step": 100, "loss": 2.3}';

const code = (mark: string): number => mark.charCodeAt(0);
const [newline, comma, quote, backslash] = ["\n", ",", '"', "\\"].map(code);
const [openObject, closeObject, openList, closeList] = ["{", "}", "[", "]"].map(code);
const blanks = new Set([" ", "\n", "\r", "\t"].map(code));
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Bytes: as objects without a key, which are three each, they take fifty times as much memory. */
const LONGEST_VALUE = 1 << 22;

/** Cuts bytes into JSON values: by lines where the first value has a line of its own, and by brackets elsewhere. */
export class JsonValues {
  #mode: "start" | "lines" | "values" | "rest" = "start";
  /** bytes of values whose end has not come */
  #bytes = new Uint8Array(1 << 19);
  #length = 0;
  /** those that were looked through */
  #looked = 0;
  /** the line or row that is next */
  #at = 1;
  /** the first value, as long as it is the only one */
  #only: { readonly value: unknown; readonly at: number } | undefined;
  #hasFirst = false;
  // of values that are told apart by brackets
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** depth of what is between values: 1 within a list, 2 within a log, −1 behind the end of a list */
  #base = 0;
  #start = 0;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(
    private readonly name: string,
    private readonly rows: ValueSink,
  ) {}

  /**
   * Adds every value that these bytes complete to the rows.
   * @throws InputError for what is no JSON
   */
  take(piece: Uint8Array): void {
    if (this.#length + piece.length > this.#bytes.length) {
      this.#bytes = widened(this.#bytes, 2 * (this.#length + piece.length));
    }
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
    this.#cut();
    if (this.#length > LONGEST_VALUE) {
      throw new InputError(
        `${this.#place()}: more than ${LONGEST_VALUE >> 20} MiB without an end; write ${JSON_EXAMPLE}`,
      );
    }
  }

  /** Adds the last value; gives it back instead where it is the only one. */
  finish(): unknown {
    if (this.#mode === "start" || this.#mode === "lines") this.take(Uint8Array.of(newline));
    if (this.#mode === "values" && (this.#depth > 0 || this.#base > 0)) {
      throw new InputError(`${this.#place()}: what begins here has no end; mend it, or copy or write the file again`);
    }
    return this.#only?.value;
  }

  #cut(): void {
    if (this.#mode === "start") this.#begin();
    if (this.#mode === "lines") this.#cutLines();
    if (this.#mode === "values") this.#cutValues();
    if (this.#mode === "rest") this.#drop(this.#length);
  }

  /** Settles how values are told apart, once there is a line that is not blank. */
  #begin(): void {
    const bytes = this.#bytes.subarray(0, this.#length);
    let from = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
    for (; from < bytes.length && blanks.has(bytes[from]); from++) if (bytes[from] === newline) this.#at++;
    this.#drop(from);
    if (this.#length === 0) return;
    if (this.#bytes[0] === openList) {
      this.#drop(1);
      this.#at = 1;
      [this.#mode, this.#base, this.#depth] = ["values", 1, 1];
      return;
    }
    const end = this.#bytes.subarray(0, this.#length).indexOf(newline, this.#looked);
    this.#looked = this.#length;
    if (end < 0) return;
    this.#looked = 0;
    this.#mode = isWhole(this.#bytes.subarray(0, end)) ? "lines" : "values";
    if (this.#mode === "values") this.#at = 1;
  }

  #cutLines(): void {
    const end = this.#bytes.subarray(0, this.#length).lastIndexOf(newline) + 1;
    if (end === 0) return;
    for (const line of this.#text(0, end - 1).split("\n")) {
      if (line.trim() !== "") this.#add(line, "line");
      this.#at++;
    }
    this.#drop(end);
  }

  #cutValues(): void {
    const bytes = this.#bytes;
    for (let i = this.#looked; i < this.#length; i++) {
      const byte = bytes[i];
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inText = false;
      } else if (byte === openObject || byte === openList) {
        if (this.#base < 0) this.#refuse(i);
        if (byte === openList && this.#isLog(i)) this.#base = this.#depth = 2;
        else if (this.#depth++ === this.#base) this.#start = i;
      } else if (byte === closeObject || byte === closeList) {
        this.#close(i);
        if (this.#mode === "rest") return;
      } else if (this.#depth === this.#base || this.#base < 0) {
        if (!blanks.has(byte) && !(byte === comma && this.#base > 0)) this.#refuse(i);
      } else if (byte === quote) this.#inText = true;
    }
    const used = this.#depth > Math.max(this.#base, 0) ? this.#start : this.#length;
    this.#looked = this.#length - used;
    this.#start = 0;
    this.#drop(used);
  }

  /** Whether the list that opens here is the log of Hugging Face's Trainer, which may be longer than a value. */
  #isLog(i: number): boolean {
    if (this.#depth !== 1 || this.#base !== 0 || this.#hasFirst) return false;
    const before = this.#bytes.subarray(Math.max(this.#start, i - SHOWN), i);
    return /"log_history"\s*:\s*$/.test(String.fromCharCode(...before));
  }

  #close(i: number): void {
    if (this.#depth === this.#base && this.#base > 0) {
      if (this.#base === 2) this.#mode = "rest";
      this.#depth = 0;
      this.#base = -1;
    } else if (this.#base < 0 || this.#depth === this.#base) {
      this.#refuse(i);
    } else if (--this.#depth === this.#base) {
      this.#add(this.#text(this.#start, i + 1), "row");
      this.#at++;
    }
  }

  #add(text: string, unit: RawBatch["unit"]): void {
    const value = this.#parse(text);
    if (this.#base === 0 && !this.#hasFirst) {
      this.#hasFirst = true;
      this.#only = { value, at: this.#at };
      return;
    }
    if (this.#only !== undefined) this.rows.add(this.#only.value, unit, this.#only.at);
    this.#only = undefined;
    this.rows.add(value, unit, this.#at);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(mayLoseDigits.test(text) ? quotedNumbers(text) : text);
    } catch {
      try {
        return JSON.parse(quotedNumbers(text));
      } catch (error) {
        const lead = `${this.#place()}: ${excerpt(text, SHOWN)} is no whole JSON`;
        throw new InputError(`${lead}; mend it, or leave it out: the table needs ${JSON_EXAMPLE}`, { cause: error });
      }
    }
  }

  #refuse(i: number): never {
    const text = excerpt(this.#text(i, Math.min(this.#length, i + 4 * SHOWN)), SHOWN);
    if (this.#base < 0) throw new InputError(`${this.name}: ${text} follows the end of its list; take it out`);
    throw new InputError(`${this.#place()}: ${text} is no object; write ${JSON_EXAMPLE}`);
  }

  #text(from: number, end: number): string {
    try {
      return this.#decoder.decode(this.#bytes.subarray(from, end));
    } catch (error) {
      throw new InputError(`${this.name}: not text in UTF-8; save it as JSON in UTF-8`, { cause: error });
    }
  }

  #place(): string {
    return `${this.name}, ${this.#mode === "values" ? "row" : "line"} ${this.#at}`;
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

/** Whether as many brackets close in a line as open. */
function isWhole(line: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (byte === quote) inText = !inText;
    else if (inText) i += byte === backslash ? 1 : 0;
    else if (byte === openObject || byte === openList) depth++;
    else if (byte === closeObject || byte === closeList) depth--;
  }
  return depth <= 0;
}

/** An integer beyond 2^53: as a number its last digits would be lost, and two runs may differ in them alone. */
const mayLoseDigits = /[:[,]\s*-?\d{16,}\s*[,}\]]/;
const special = /"|(?<![\w.+-])-?(?:NaN|Infinity|\d{16,})(?![\w.])/g;

/** JSON with such integers, and the numbers that Python writes and JSON does not have (NaN, Infinity), in quotes. */
function quotedNumbers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  special.lastIndex = 0;
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    const [word] = found;
    if (word === '"') {
      special.lastIndex = endOfText(text, found.index);
      continue;
    }
    parts.push(text.slice(from, found.index), `"${word}"`);
    from = special.lastIndex;
  }
  return parts.join("") + text.slice(from);
}

function endOfText(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** Characters that a message shows of what is wrong. */
export const SHOWN = 60;
