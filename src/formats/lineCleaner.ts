import { joined } from "./bytes.js";
import { carriageReturn, newline } from "./csvParser.js";

const [blank, tab, quote] = [" ", "\t", '"'].map((mark) => mark.charCodeAt(0));

/**
 * Makes plain CSV of text with comments or with runs of blanks: a comment becomes an empty line, so that lines are counted as
 * before, and a run of blanks one tab. Works on pieces of any size, and makes nothing longer.
 */
export class LineCleaner {
  readonly #mark: Uint8Array;
  /** what has come of a line that may turn out to be a comment */
  #begin: number[] = [];
  #state: "begin" | "row" | "comment" = "begin";
  #quoted = false;
  /** blanks that separate if anything follows them */
  #isBetween = false;

  /** @param comment what a comment begins with; null: there are none */
  constructor(
    comment: string | null,
    private readonly isBlank: boolean,
  ) {
    this.#mark = new TextEncoder().encode(comment ?? "");
  }

  take(chunk: Uint8Array): Uint8Array {
    const clean = new Uint8Array(this.#begin.length + 1 + chunk.length);
    let length = 0;
    const write = (byte: number): void => {
      if (this.isBlank && !this.#quoted && (byte === blank || byte === tab)) {
        this.#isBetween = true;
        return;
      }
      const ends = byte === newline || byte === carriageReturn;
      // blanks at the begin and at the end of a line separate nothing
      if (this.#isBetween && !ends && this.#isFilled) clean[length++] = tab;
      this.#isBetween = false;
      clean[length++] = byte;
      this.#isFilled = !ends || this.#quoted;
      if (byte === quote) this.#quoted = !this.#quoted;
    };
    for (const byte of chunk) this.#step(byte, write);
    return clean.subarray(0, length);
  }

  /** What is held at the end of the text. */
  finish(): Uint8Array {
    const rest = this.#state === "begin" ? this.#begin : [];
    [this.#begin, this.#state] = [[], "row"];
    return joined([this.take(Uint8Array.from(rest))]);
  }

  /** whether the line has anything that is written */
  #isFilled = false;

  #step(byte: number, write: (byte: number) => void): void {
    const ends = byte === newline || byte === carriageReturn;
    if (this.#state === "comment") {
      if (!ends) return;
      this.#state = "begin";
      return write(byte);
    }
    if (this.#state === "row") {
      write(byte);
      if (ends && !this.#quoted) this.#state = "begin";
      return;
    }
    this.#beginLine(byte, ends, write);
  }

  /** A byte of a line of which it is open whether it is a comment. */
  #beginLine(byte: number, ends: boolean, write: (byte: number) => void): void {
    const begin = this.#begin;
    const isIndented = begin.every((each) => each === blank || each === tab);
    // blanks before a comment are as good as none; very many of them are not held
    const isOpen = this.#mark.length > 0 && !ends && begin.length < MOST_HELD;
    begin.push(byte);
    if (isOpen && isIndented && (byte === blank || byte === tab)) return;
    const found = begin.slice(begin.findIndex((each) => each !== blank && each !== tab));
    const agrees = isOpen && found.every((each, i) => each === this.#mark[i]);
    if (agrees && found.length < this.#mark.length) return;
    this.#begin = [];
    if (agrees) {
      this.#state = "comment";
      return;
    }
    this.#state = ends ? "begin" : "row";
    begin.forEach(write);
  }
}

/** blanks at the begin of a line */
const MOST_HELD = 64;
