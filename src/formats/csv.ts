import type { RecordBatch, Schema, Vector } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { recordBatch, TextColumn } from "./batch.js";
import { collect, joined } from "./bytes.js";
import {
  carriageReturn,
  CsvParser,
  type FieldSink,
  LONGEST_RECORD,
  MOST_FIELDS,
  newline,
  type RecordSink,
  splitLines,
  tooLong,
} from "./csvParser.js";
import { listItem, numberText, type Scalar, scalarReader } from "./scalars.js";
import type { RawBatch } from "./source.js";

/** columns are guessed from the first batch; later ones are smaller, so that less is held */
const rowsOfFirst = 65_536;
const rowsPerBatch = 16_384;
/** long words, or very many columns, would make such a batch huge */
const bytesPerBatch = 1 << 26;
/** where a cell ends in its column */
const BYTES_OF_OFFSET = 4;

/**
 * The record batches of CSV text in UTF-8: every column a string as written. The first line names the columns; fields
 * are separated by commas, or by tabs or semicolons where the header has no comma. Blank lines are passed over.
 * @throws InputError naming the line of a row with too few or too many fields or with broken quotes
 */
export async function* readCsv(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawBatch> {
  const records = new CsvRecords(name);
  const feed = new CsvFeed(records);
  try {
    for await (const chunk of utf8Only(name, chunks)) {
      await feed.take(chunk);
      if (records.fillsBatch) yield records.takeBatch();
    }
    await feed.finish();
  } catch (error) {
    // what stands before the broken line may be bad too, and is looked at first
    if (records.count > 0) yield records.takeBatch();
    throw error;
  }
  if (!records.hasHeader)
    throw new InputError(`${name}: the file is empty; give a table whose first line names its columns`);
  if (records.count > 0) yield records.takeBatch();
}

/**
 * CSV text (RFC 4180 quoting, lines end in \n), a piece per batch. Null is an empty cell, the empty string
 * `""`. Neighbouring lists of numbers are spread as c1, d1, f1, c2, … up to the longest list, for which a
 * table with such columns is held whole where the length is not told; lists of names are joined with ";".
 * Everything else is written batch by batch.
 *
 * @param longest the length of the longest list of numbers, where it is known
 */
export async function* encodeCsv(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  longest?: number,
): AsyncGenerator<Uint8Array> {
  const holds = longest === undefined && schema.fields.some((_, i) => isSpread(schema, i));
  const held = holds ? await collect(batches) : [];
  const groups = columnGroups(schema, (from, to) => longest ?? longestList(held, from, to));
  yield Buffer.from(groups.flatMap((group) => group.headers.map(quoted)).join(",") + "\n");
  for await (const batch of holds ? held : batches) {
    const lines: string[] = [];
    const rows = groups.map((group) => group.open(batch));
    for (let i = 0; i < batch.numRows; i++) lines.push(rows.flatMap((cells) => cells(i)).join(","), "\n");
    yield Buffer.from(lines.join(""));
  }
}

/** The records since the last batch, each with the line on which it begins. */
class CsvRecords {
  #header: readonly string[] | undefined;
  #columns: readonly TextColumn[] = [];
  #lines: number[] = [];
  /** the line on which the next record begins */
  nextLine = 1;
  #batches = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(readonly name: string) {}

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** whether there is enough for a batch */
  get fillsBatch(): boolean {
    if (this.count >= (this.#batches === 0 ? rowsOfFirst : rowsPerBatch)) return true;
    const cells = this.count * this.#columns.length;
    const bytes = this.#columns.reduce((sum, column) => sum + column.byteLength, BYTES_OF_OFFSET * cells);
    return this.count > 0 && bytes >= bytesPerBatch;
  }

  /** Takes a line as it is cut into fields, none of which has a line end within. */
  addFields(bytes: Uint8Array, starts: readonly number[], fields: number): void {
    // blank lines by the million, as gzip packs them into nothing, are not worth a string each
    if (fields === 1 && starts[1] === starts[0] + 1) return void this.nextLine++;
    if (fields !== this.#header?.length || fields === 1) {
      const cells = Array.from({ length: fields }, (_, j) => bytes.subarray(starts[j], starts[j + 1] - 1));
      return this.add(cells.map((cell) => this.#decoder.decode(cell)));
    }
    for (let j = 0; j < fields; j++) this.#columns[j].addBytes(bytes, starts[j], starts[j + 1] - 1);
    this.#lines.push(this.nextLine++);
  }

  add(record: readonly string[]): void {
    const line = this.nextLine;
    this.nextLine += 1 + newlinesWithin(record);
    if (record.length === 1 && record[0].trim() === "") return;
    if (this.#header === undefined) return this.#open(record, line);
    if (record.length !== this.#header.length) {
      const fields = record.length === 1 ? "1 field" : `${record.length} fields`;
      const counts = `${fields}, but the header has ${this.#header.length}`;
      throw new InputError(`${this.name}, line ${line}: ${counts}; mend the line, or quote fields that hold commas`);
    }
    for (let j = 0; j < record.length; j++) this.#columns[j].addText(record[j]);
    this.#lines.push(line);
  }

  refuseFields(line = this.nextLine): never {
    throw new InputError(
      `${this.name}, line ${line}: more than ${MOST_FIELDS} fields; give a table with a row for each point of a ` +
        "curve, and leave out columns that are not needed",
    );
  }

  takeBatch(): RawBatch {
    const names = this.#header ?? [];
    const lines = this.#lines;
    const columns = names.map((column, j): [string, Vector] => [column, this.#columns[j].take()]);
    const batch = recordBatch(columns, lines.length);
    this.#lines = [];
    this.#batches++;
    return { batch, untyped: true, unit: "line", at: (i) => lines[i] };
  }

  #open(record: readonly string[], line: number): void {
    if (record.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)))) {
      const hint = "write a first line that names the columns";
      throw new InputError(`${this.name}: the first line holds numbers, not column names; ${hint}`);
    }
    if (record.length > MOST_FIELDS) this.refuseFields(line);
    this.#header = record.map((cell) => cell.trim());
    this.#columns = record.map(() => new TextColumn());
  }
}

function newlinesWithin(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (/[\r\n]/.test(cell)) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}

const quote = 34;

/**
 * Comma, unless the header line has none outside quotes: then tab or semicolon, whichever it has. Undefined as long as
 * the header line has no end yet.
 */
function delimiterOf(start: Uint8Array): string | undefined {
  let quoted = false;
  const seen = new Set<number>();
  for (const byte of start) {
    if (byte === quote) quoted = !quoted;
    if (quoted) continue;
    const lineEnds = byte === newline || byte === carriageReturn;
    if (lineEnds && seen.size > 0) return [",", "\t", ";"].find((mark) => seen.has(mark.charCodeAt(0))) ?? ",";
    if (!lineEnds) seen.add(byte);
  }
  return undefined;
}

/** Lets chunks pass as they are, and throws InputError at the first bytes that are not UTF-8. */
async function* utf8Only(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    check(chunk);
    yield chunk;
  }
  check();

  function check(chunk?: Uint8Array): void {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      const hint = "save it as CSV in UTF-8, or as Arrow or Parquet";
      throw new InputError(`${name}: not text in UTF-8; ${hint}`, { cause: error });
    }
  }
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Cuts the bytes of a CSV file into records: lines are split as long as no quote has come, and parsed from there on. */
class CsvFeed {
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

  constructor(private readonly sink: RecordSink & FieldSink) {}

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
      this.#parser = new CsvParser(delimiter, this.sink, !this.#begun);
      return this.#parser.parse(bytes);
    }
    const begin = !this.#begun && byteOrderMark.every((byte, i) => bytes[i] === byte) ? 3 : 0;
    this.#begun = true;
    const text = bytes.subarray(begin);
    const used = splitLines(text, delimiter.charCodeAt(0), this.sink);
    if (used < text.length) this.#wait(text.slice(used));
  }

  #wait(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingLength += bytes.length;
    if (this.#waitingLength > LONGEST_RECORD) throw new InputError(tooLong(this.sink.name, this.sink.nextLine));
  }

  #takeWaiting(chunk: Uint8Array): Uint8Array {
    if (this.#waitingLength === 0) return chunk;
    const bytes = joined([...this.#waiting, chunk]);
    this.#waiting = [];
    this.#waitingLength = 0;
    return bytes;
  }
}

/** Columns that are written side by side: one, or a run of lists. */
interface ColumnGroup {
  readonly headers: readonly string[];
  readonly open: (batch: RecordBatch) => (row: number) => string[];
}

function columnGroups(schema: Schema, longest: (from: number, to: number) => number): ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  for (let i = 0; i < schema.fields.length; i++) {
    if (!isSpread(schema, i)) {
      groups.push(plainGroup(schema, i));
      continue;
    }
    const first = i;
    while (i + 1 < schema.fields.length && isSpread(schema, i + 1)) i++;
    groups.push(spreadGroup(schema, first, i + 1, longest(first, i + 1)));
  }
  return groups;
}

function plainGroup(schema: Schema, index: number): ColumnGroup {
  const field = schema.fields[index];
  const item = listItem(field);
  const read = scalarReader(item ?? field);
  const text = item
    ? (value: unknown) => cellText(listOf(value).length > 0 ? listOf(value).map(read).join(";") : null)
    : (value: unknown) => cellText(read(value));
  return {
    headers: [field.name],
    open: (batch) => {
      const column = columnOf(batch, index);
      return (row) => [text(column.get(row))];
    },
  };
}

function spreadGroup(schema: Schema, from: number, to: number, longest: number): ColumnGroup {
  const fields = schema.fields.slice(from, to);
  const read = scalarReader(listItem(fields[0])!);
  const lengths = Array.from({ length: longest }, (_, k) => k);
  return {
    headers: lengths.flatMap((k) => fields.map((field) => `${field.name}${k + 1}`)),
    open: (batch) => {
      const columns = fields.map((_, i) => columnOf(batch, from + i));
      return (row) => {
        const lists = columns.map((column) => listOf(column.get(row)));
        if (lists.some((list) => list.length > longest)) throw new RangeError(`a list is longer than ${longest}`);
        return lengths.flatMap((k) => lists.map((list) => cellText(read(list[k]))));
      };
    },
  };
}

function isSpread(schema: Schema, index: number): boolean {
  const item = listItem(schema.fields[index]);
  return item !== null && /^Float/.test(String(item.type));
}

function longestList(batches: readonly RecordBatch[], from: number, to: number): number {
  let longest = 0;
  for (const batch of batches) {
    for (let c = from; c < to; c++) {
      const column = columnOf(batch, c);
      for (let i = 0; i < batch.numRows; i++) longest = Math.max(longest, listOf(column.get(i)).length);
    }
  }
  return longest;
}

function columnOf(batch: RecordBatch, index: number): Vector {
  return batch.getChildAt(index)!;
}

function listOf(value: unknown): unknown[] {
  return value === null || value === undefined ? [] : Array.from(value as Iterable<unknown>);
}

function cellText(value: Scalar): string {
  if (value === null) return "";
  if (typeof value === "string") return quoted(value);
  return typeof value === "boolean" ? String(value) : numberText(value);
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
