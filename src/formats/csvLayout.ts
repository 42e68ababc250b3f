import { InputError } from "../core/errors.js";
import { isMissing, isNotFinite } from "./cells.js";
import { carriageReturn, MOST_FIELDS, newline } from "./csvParser.js";
import { numberParts } from "./numberWords.js";
import type { LeftOut } from "./lineCleaner.js";
import { excerpt } from "./terminalText.js";
import type { Dialect } from "../core/types.js";

/** How a file of CSV, or of one of its many kin, is laid out. */
export interface CsvLayout {
  /** where the line begins that names the columns: a byte, and the line from 1 */
  readonly start: number;
  readonly line: number;
  /** one character; "\t" where runs of blanks separate */
  readonly separator: string;
  /** runs of blanks separate fields */
  readonly isBlank: boolean;
  /** lines that begin so are left out */
  readonly comment: string | null;
  /** whether rows have a field more than the header: the names of rows at the begin, or nothing at the end */
  readonly nameless: "first" | "last" | null;
  /** the line below the header that holds units */
  readonly unitLine: number | null;
  /** tells a row from a comment; null where what comments begin with was given, so that there is no doubt */
  readonly isRow: ((line: string) => boolean) | null;
  /** what was left out or read in a special way, once the comments among the rows are known */
  readonly notes: (among: LeftOut | null) => string[];
}

/** @throws InputError for a mark that there cannot be */
export function checkDialect({ decimal, separator, comment }: Dialect): void {
  if (decimal !== undefined && decimal !== "." && decimal !== ",") {
    throw new InputError(`--decimal is "${String(decimal)}": it is "," or "."`);
  }
  const isNamed = separator === undefined || ["tab", "\\t", BLANK].includes(separator);
  if (!isNamed && !/^[^\w\s"]$|^\t$/.test(separator)) {
    throw new InputError(`--separator is "${separator}": it is one character such as ";", or tab, or blank`);
  }
  if (!isNamed && separator.charCodeAt(0) > LAST_ASCII) {
    throw new InputError(`--separator is "${separator}": it is a character of ASCII`);
  }
  if (decimal !== undefined && decimal === separator) {
    throw new InputError(
      `--decimal and --separator are both "${decimal}": fields and decimals need marks of their own`,
    );
  }
  if (comment !== undefined && comment.trim() === "") {
    throw new InputError("--comment is blank: give the text that comments begin with, such as #");
  }
}

const LAST_ASCII = 127;

/**
 * Finds out how a file is laid out from its begin.
 * @param isWhole whether the bytes are all of the file
 * @returns undefined where the line that names the columns has no end yet
 * @throws InputError where comments go on and on
 */
export function layoutOf(name: string, bytes: Uint8Array, isWhole: boolean, given: Dialect): CsvLayout | undefined {
  const head = readHead(bytes, isWhole, given);
  const [first, ...rows] = head.records;
  if (first === undefined) {
    const many = head.comments.length > 0 && bytes.length > MOST_COMMENTS;
    if (many)
      throw new InputError(`${name}: more than ${MOST_COMMENTS >> 20} MiB of comments and no header; take them out`);
    return undefined;
  }
  const separator = separatorGiven(given) ?? head.separator;
  const fromComment = headerInComment(head, separator);
  if (fromComment !== null) return describe(head, fromComment, [first, ...rows], separator, head.comments.slice(0, -1));
  return describe(head, first, rows, separator, head.comments);
}

/** bytes before a header */
const MOST_COMMENTS = 1 << 20;

/** Line ends within quotes belong to the record. */
interface Line {
  readonly start: number;
  readonly line: number;
  readonly text: string;
}

interface Head {
  /** the lines before the header that are none of the table */
  readonly comments: readonly Line[];
  /** what comments begin with, where that was given or seen */
  readonly mark: string | null;
  /** comments among the rows */
  readonly between: readonly Line[];
  /** the header, if no comment is it, and some rows */
  readonly records: readonly Line[];
  /** what the first line says of it: sep=; */
  readonly separator: Separator | undefined;
  readonly isMarkGiven: boolean;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];
const MOST_RECORDS = 40;
const MARKS = /^[#%]/;

function readHead(bytes: Uint8Array, isWhole: boolean, given: Dialect): Head {
  const lines = new Lines(bytes, isWhole);
  const [comments, between, records]: [Line[], Line[], Line[]] = [[], [], []];
  let mark = given.comment ?? null;
  let separator: Separator | undefined;
  for (let first = true; records.length < MOST_RECORDS; first = false) {
    const line = lines.next(
      (text) => isComment(text, mark) || (mark === null && records.length === 0 && MARKS.test(text)),
    );
    if (line === undefined) break;
    const text = line.text.trimStart();
    const said = first ? /^"?sep=(.)"?\s*$/i.exec(line.text)?.[1] : undefined;
    if (said !== undefined) separator = said;
    else if (text === "") continue;
    else if (isComment(text, mark)) (records.length === 0 ? comments : between).push(line);
    else if (mark === null && records.length === 0 && MARKS.test(text)) {
      mark = text[0];
      comments.push(line);
    } else records.push(line);
  }
  return { comments, mark, between, records, separator, isMarkGiven: given.comment !== undefined };
}

function isComment(text: string, mark: string | null): boolean {
  return mark !== null && text.startsWith(mark);
}

const quote = 34;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The records of the begin of a file, one by one; what has no end is none unless the file ends with it. */
class Lines {
  #at: number;
  #line = 1;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly isWhole: boolean,
  ) {
    this.#at = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
  }

  /** @param isPlain whether a line of which this is the begin is no record: its quotes mean nothing */
  next(isPlain: (begin: string) => boolean): Line | undefined {
    const { bytes } = this;
    this.#skipEmpty();
    const start = this.#at;
    if (start >= bytes.length) return undefined;
    const quotes = !isPlain(decoder.decode(bytes.subarray(start, start + LONGEST_MARK)).trimStart());
    const line = this.#line;
    let quoted = false;
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === quote && quotes) quoted = !quoted;
      if (byte !== newline && byte !== carriageReturn) continue;
      if (byte === carriageReturn && at + 1 === bytes.length && !this.isWhole) return undefined;
      this.#line++;
      const length = byte === carriageReturn && bytes[at + 1] === newline ? 2 : 1;
      if (!quoted) return this.#take(start, at, length, line);
      at += length - 1;
    }
    return this.isWhole ? this.#take(start, at, 0, line) : undefined;
  }

  /** Very many empty lines may stand before a table. */
  #skipEmpty(): void {
    const { bytes } = this;
    for (let byte = bytes[this.#at]; byte === newline || byte === carriageReturn; byte = bytes[this.#at]) {
      const isPair = byte === carriageReturn && bytes[this.#at + 1] === newline;
      // the other half of a line end may not have come
      if (byte === carriageReturn && this.#at + 1 === bytes.length && !this.isWhole) return;
      this.#at += isPair ? 2 : 1;
      this.#line++;
    }
  }

  #take(start: number, end: number, lineEnd: number, line: number): Line {
    this.#at = end + lineEnd;
    return { start, line, text: decoder.decode(this.bytes.subarray(start, end)) };
  }
}

const LONGEST_MARK = 256;

/** "blank": any number of blanks and tabs. */
type Separator = string;
const BLANK = "blank";
/** Those of a group are equals; the next group is tried where none of them fits. */
const SEPARATORS: readonly (readonly Separator[])[] = [[",", "\t", ";"], ["|"], [BLANK]];

function separatorGiven({ separator }: Dialect): Separator | undefined {
  if (separator === undefined || separator === BLANK) return separator;
  return separator === "tab" || separator === "\\t" ? "\t" : separator;
}

function describe(
  head: Head,
  header: Line,
  rows: readonly Line[],
  asked: Separator | undefined,
  comments: readonly Line[],
): CsvLayout {
  const { mark, between, isMarkGiven } = head;
  const separator = asked ?? chooseSeparator(header, rows);
  const names = fieldsOf(header.text, separator);
  const plain = rows.filter(({ text }) => !MARKS.test(text)).map((row) => fieldsOf(row.text, separator));
  const width = names.length + (namelessOf(names, plain, separator) === null ? 0 : 1);
  // a curve may well be called #1
  const isRow = (text: string) => isKeyed(fieldsOf(text, separator), width);
  const odd = rows.filter(({ text }) => MARKS.test(text) && !isRow(text));
  const isSure = isMarkGiven || (mark !== null && !between.some(({ text }) => isRow(text)));
  const comment = isSure ? mark : (odd.at(0)?.text[0] ?? null);
  const cells = rows.filter(({ text }) => !isComment(text, comment)).map((row) => fieldsOf(row.text, separator));
  const units = unitsOf(names, cells);
  const unitLine = units === null ? null : rows.find(({ text }) => !isComment(text, comment))!.line;
  return {
    start: header.start,
    line: header.line,
    separator: separator === BLANK ? "\t" : separator,
    isBlank: separator === BLANK,
    comment,
    nameless: namelessOf(names, cells, separator),
    unitLine,
    isRow: isMarkGiven ? null : isRow,
    notes: (among) => [
      ...commentNotes(comment ?? mark, comments.at(0), among),
      ...(units === null ? [] : [`line ${unitLine} is left out: it has units (${excerpt(units, LONGEST_SHOWN)})`]),
    ],
  };
}

/** Whether a line that begins as comments do is a row: a word such as #1, as many fields as rows have, and a number. */
function isKeyed([key, ...cells]: readonly string[], width: number): boolean {
  return /^\S\S/.test(key) && cells.length > 0 && cells.length + 1 === width && cells.some(isNumber);
}

/** @param above the first comment above the header */
function commentNotes(mark: string | null, above: Line | undefined, among: LeftOut | null): string[] {
  if (above === undefined && among === null) return [];
  const first = above ?? among!;
  const text = excerpt(first.text, LONGEST_SHOWN);
  const lines =
    among === null ? "" : `${among.count} ${among.count === 1 ? "line" : "lines"} among the rows, the first`;
  let where = `line ${first.line}: ${text}`;
  if (above !== undefined && among !== null) where += `, and ${lines} line ${among.line}`;
  else if (among !== null && among.count > 1) where = `${lines} line ${among.line}: ${text}`;
  return [`lines that begin with ${mark} are left out (${where})`];
}

const LONGEST_SHOWN = 40;

/** The separator that header and rows agree about, and under which most of the cells are numbers. */
function chooseSeparator(header: Line, rows: readonly Line[]): Separator {
  for (const group of SEPARATORS) {
    const found = group.flatMap((separator) => {
      const numbers = numbersUnder(separator, header, rows);
      return numbers === null ? [] : [{ separator, numbers }];
    });
    const most = Math.max(...found.map(({ numbers }) => numbers));
    if (found.length > 0) return found.find(({ numbers }) => numbers === most)!.separator;
  }
  return [",", "\t", ";"].find((mark) => fieldsOf(header.text, mark).length > 1) ?? ",";
}

/** How many cells of the rows are numbers; null where header and rows do not fit each other. */
function numbersUnder(separator: Separator, header: Line, rows: readonly Line[]): number | null {
  const names = fieldsOf(header.text, separator);
  const cells = rows.map((row) => fieldsOf(row.text, separator)).filter(([cell]) => !MARKS.test(cell));
  const fits = cells.every(({ length }) => length === names.length) || namelessOf(names, cells, separator) !== null;
  if (names.length < 2 || !fits) return null;
  const numbers = cells.flat().filter(isNumber).length;
  return separator === BLANK && numbers === 0 ? null : numbers;
}

/** What rows have that the header does not. A decimal comma in a file that is separated by commas looks much the same. */
function namelessOf(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  separator: Separator,
): CsvLayout["nameless"] {
  if (cells.length === 0 || !cells.every(({ length }) => length === names.length + 1)) return null;
  if (cells.every((row) => row[row.length - 1].trim() === "")) return "last";
  const first = cells.map((row) => row[0]);
  if (first.every((cell) => cell.startsWith('"') || !isNumber(cell))) return "first";
  const counts = first.map(Number);
  const isCount = counts.every((count, i) => Number.isInteger(count) && (i === 0 || count > counts[i - 1]));
  return isCount && (separator === BLANK || separator === "\t") ? "first" : null;
}

/** The last comment where it names the columns of the rows below: `# x y`. */
function headerInComment({ comments, mark, records }: Head, asked: Separator | undefined): Line | null {
  const last = comments.at(-1);
  if (last === undefined || mark === null) return null;
  const marks = /^\s*/.exec(last.text)![0].length + mark.length;
  const begin = marks + /^\s*/.exec(last.text.slice(marks))![0].length;
  const header = { ...last, text: last.text.slice(begin) };
  const separator = asked ?? chooseSeparator(header, records);
  const [names, row] = [header, records[0]].map(({ text }) => fieldsOf(text, separator));
  const isHeader = names.length > 1 && names.length === row.length && !names.some(isNumber) && row.some(isNumber);
  return isHeader ? { ...header, start: last.start + encoder.encode(last.text.slice(0, begin)).length } : null;
}

const encoder = new TextEncoder();

const LONGEST_UNIT = 24;
const bracketed = /^\s*([([<{].*[)\]>}]|[-–—]*)\s*$/;

/** The cells of the first row where it holds units: words above every column of numbers, and nothing above one of words. */
function unitsOf(names: readonly string[], [first, ...rows]: readonly (readonly string[])[]): string | null {
  if (first === undefined || rows.length < 2 || [first, ...rows].some(({ length }) => length !== names.length))
    return null;
  const isRepeated = first.every((cell, j) => bare(cell) === bare(names[j]));
  if (isRepeated || first.some((cell) => cell.length > LONGEST_UNIT || isNumber(cell))) return null;
  let words = 0;
  for (const [j, cell] of first.entries()) {
    const column = rows.map((row) => bare(row[j]));
    const isOfNumbers = column.some(isNumber) && column.every((each) => isNumber(each) || isNone(each));
    const text = bare(cell);
    if (isOfNumbers ? text !== "" && isNone(text) : !bracketed.test(text)) return null;
    if (isOfNumbers && text !== "") words++;
  }
  return words === 0 ? null : first.map(bare).join(", ");
}

function isNone(cell: string): boolean {
  return isMissing(cell) || isNotFinite(cell);
}

function isNumber(cell: string): boolean {
  const text = bare(cell);
  return text !== "" && numberParts(text) !== null;
}

function bare(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/s, "$1");
}

/** The fields of a record, with their quotes; of very many the first. */
function fieldsOf(record: string, separator: Separator): string[] {
  const isBlank = separator === BLANK;
  const text = isBlank ? record.trim() : record;
  const fields: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length && fields.length <= MOST_FIELDS; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (quoted || !(isBlank ? text[i] === " " || text[i] === "\t" : text[i] === separator)) continue;
    if (!isBlank || i > from) fields.push(text.slice(from, i));
    from = i + 1;
  }
  fields.push(text.slice(from));
  return fields;
}
