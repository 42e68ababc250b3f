import { joined } from "./bytes.js";
import { carriageReturn, newline } from "./csvParser.js";

const [blank, tab, quote] = [" ", "\t", '"'].map((mark) => mark.charCodeAt(0));

/** Comments among the rows, and the first of them. */
export interface LeftOut {
  readonly count: number;
  readonly line: number;
  readonly text: string;
}

/**
 * Makes plain CSV of text with comments or with runs of blanks: a comment becomes an empty line, so that lines are counted as
 * before, and a run of blanks one tab. Works on pieces of any size, and makes nothing longer.
 */
export class LineCleaner {
  readonly #mark: Uint8Array;
  /** what has come of a line that may turn out to be a comment */
  #begin: number[] = [];
  /** the begin of a line that begins as comments do */
  #held: number[] = [];
  #leftOut: LeftOut | null = null;
  #afterReturn = false;
  #state: "begin" | "row" | "comment" = "begin";
  #quoted = false;
  /** blanks that separate if anything follows them */
  #isBetween = false;

  /**
   * @param comment what a comment begins with; null: there are none
   * @param line the first that comes, from 1
   * @param isRow tells a row whose first word begins as comments do; null: every such line is a comment
   */
  constructor(
    comment: string | null,
    private readonly isBlank: boolean,
    private line = 1,
    private readonly isRow: ((line: string) => boolean) | null = null,
  ) {
    this.#mark = new TextEncoder().encode(comment ?? "");
  }

  /** The comments that have come. */
  get leftOut(): LeftOut | null {
    return this.#leftOut;
  }

  take(chunk: Uint8Array): Uint8Array {
    const clean = new Uint8Array(this.#begin.length + this.#held.length + 1 + chunk.length);
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
    const rest = this.#state === "comment" ? this.#settle() : this.#begin;
    [this.#begin, this.#state] = [[], "row"];
    return joined([this.take(Uint8Array.from(rest))]);
  }

  /** whether the line has anything that is written */
  #isFilled = false;

  #step(byte: number, write: (byte: number) => void): void {
    const ends = byte === newline || byte === carriageReturn;
    if (this.#state === "comment") {
      if (!ends) {
        if (this.#held.length < MOST_OF_ROW) this.#held.push(byte);
        return;
      }
      this.#settle().forEach(write);
      this.#state = "row";
    }
    if (ends && !(byte === newline && this.#afterReturn)) this.line++;
    this.#afterReturn = byte === carriageReturn;
    if (this.#state === "row") {
      write(byte);
      if (ends && !this.#quoted) this.#state = "begin";
      return;
    }
    this.#beginLine(byte, ends, write);
  }

  /** The bytes of a row that looked like a comment; none of a comment. */
  #settle(): number[] {
    const held = this.#held;
    this.#held = [];
    const text = new TextDecoder().decode(Uint8Array.from(held));
    if (this.isRow !== null && held.length < MOST_OF_ROW && this.isRow(text)) return held;
    this.#leftOut ??= { count: 0, line: this.line, text };
    this.#leftOut = { ...this.#leftOut, count: this.#leftOut.count + 1 };
    return [];
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
      this.#held = begin;
      return;
    }
    this.#state = ends ? "begin" : "row";
    begin.forEach(write);
  }
}

/** bytes of a row that looks like a comment */
const MOST_OF_ROW = 1 << 20;
/** blanks at the begin of a line */
const MOST_HELD = 64;
