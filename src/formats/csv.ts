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
import { type CsvLayout, layoutOf } from "./csvLayout.js";
import { type LeftOut, LineCleaner } from "./lineCleaner.js";
import type { Dialect } from "../core/types.js";
import type { RawBatch } from "./source.js";

/** columns are guessed from the first batch; later ones are smaller, so that less is held */
const rowsOfFirst = 65_536;
const rowsPerBatch = 16_384;
/** long words, or very many columns, would make such a batch huge */
const bytesPerBatch = 1 << 26;
/** where a cell ends in its column */
const BYTES_OF_OFFSET = 4;

/**
 * The record batches of CSV text in UTF-8, or of its kin: every column a string as written. The first line that is neither blank
 * nor a comment names the columns; `layoutOf` finds out what separates fields. Blank lines are passed over.
 * @throws InputError naming the line of a row with too few or too many fields or with broken quotes
 */
export async function* readCsv(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  _path?: string,
  given: Dialect = {},
): AsyncGenerator<RawBatch> {
  const records = new CsvRecords(name);
  const feed = new CsvFeed(records, given);
  // the last batch tells what was left out of all
  let held: RawBatch | undefined;
  try {
    for await (const chunk of utf8Only(name, chunks)) {
      await feed.take(chunk);
      if (!records.fillsBatch) continue;
      if (held !== undefined) yield held;
      held = records.takeBatch();
      if (feed.leavesOut) continue;
      yield { ...held, notes: records.notes(null) };
      held = undefined;
    }
    await feed.finish();
  } catch (error) {
    // what stands before the broken line may be bad too, and is looked at first
    if (held !== undefined) yield held;
    if (records.count > 0) yield records.takeBatch();
    throw error;
  }
  if (!records.hasHeader)
    throw new InputError(`${name}: the file is empty; give a table whose first line names its columns`);
  if (records.count > 0) {
    if (held !== undefined) yield held;
    held = records.takeBatch();
  }
  if (held !== undefined) yield { ...held, notes: records.notes(feed.leftOut) };
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
  #layout: CsvLayout | undefined;
  /** the line of units below the header; 0 where there is none */
  #unitLine = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(readonly name: string) {}

  begin(layout: CsvLayout): void {
    this.#layout = layout;
    this.nextLine = layout.line;
    this.#unitLine = layout.unitLine ?? 0;
  }

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
    if (fields !== this.#header?.length || fields === 1 || this.nextLine === this.#unitLine) {
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
    if (line === this.#unitLine) return;
    if (record.length !== this.#header.length) {
      const fields = record.length === 1 ? "1 field" : `${record.length} fields`;
      const counts = `${fields}, but the header has ${this.#header.length}`;
      const comment = /^\s*[#%]/.exec(record[0])?.[0].trim();
      const remedy =
        comment === undefined ? "quote fields that hold commas" : `say --comment "${comment}" if it is one`;
      throw new InputError(`${this.name}, line ${line}: ${counts}; mend the line, or ${remedy}`);
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
    return {
      batch,
      untyped: true,
      unit: "line",
      at: (i) => lines[i],
      ...(this.#layout?.separator === "," ? {} : { oneMark: true as const }),
    };
  }

  /** @param leftOut comments among the rows */
  notes(leftOut: LeftOut | null): string[] {
    return this.#layout?.notes(leftOut) ?? [];
  }

  #open(record: readonly string[], line: number): void {
    if (record.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)))) {
      const hint = "write a first line that names the columns";
      throw new InputError(`${this.name}: the first line holds numbers, not column names; ${hint}`);
    }
    if (record.length > MOST_FIELDS) this.refuseFields(line);
    const nameless = this.#layout?.nameless ?? null;
    const cells = [...(nameless === "first" ? [""] : []), ...record, ...(nameless === "last" ? [""] : [])];
    // as pandas calls a column without a name
    this.#header = cells.map((cell, j) => cell.trim() || `Unnamed: ${j}`);
    this.#columns = cells.map(() => new TextColumn());
  }
}

function newlinesWithin(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (/[\r\n]/.test(cell)) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}

const quote = 34;

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

/** Bytes from which the layout of a file is found out; more of them where its header is longer. */
const LOOKED_AT = 1 << 16;

/** Cuts the bytes of a CSV file into records: lines are split as long as no quote has come, and parsed from there on. */
class CsvFeed {
  /** bytes of a line whose end has not come; at first those from which the layout is found out */
  #waiting: Uint8Array[] = [];
  #waitingLength = 0;
  #wanted = LOOKED_AT;
  #layout: CsvLayout | undefined;
  #cleaner: LineCleaner | null = null;
  #quoted = false;
  #parser: CsvParser | undefined;

  constructor(
    private readonly sink: RecordSink & FieldSink & { begin(layout: CsvLayout): void },
    private readonly given: Dialect,
  ) {}

  /**
   * Hands every record that these bytes complete to the sink.
   * @throws InputError for broken quotes, and for a line without an end; also what the sink throws
   */
  async take(chunk: Uint8Array): Promise<void> {
    if (this.#layout === undefined) return this.#look(chunk, false);
    return this.#pass(this.#cleaner === null ? chunk : this.#cleaner.take(chunk));
  }

  /** whether lines may turn out to be comments */
  get leavesOut(): boolean {
    return this.#layout !== undefined && this.#layout.comment !== null;
  }

  /** The comments among the rows that have come. */
  get leftOut(): LeftOut | null {
    return this.#cleaner?.leftOut ?? null;
  }

  /** Hands over the last record, where no line end closes it. */
  async finish(): Promise<void> {
    if (this.#layout === undefined) await this.#look(new Uint8Array(0), true);
    if (this.#layout === undefined) return;
    if (this.#cleaner !== null) await this.#pass(this.#cleaner.finish());
    if (this.#parser === undefined && this.#waitingLength > 0) {
      await this.#cut(this.#takeWaiting(Uint8Array.from(this.#quoted ? [] : [newline])));
    }
    await this.#parser?.finish();
  }

  /** The begin of a file is looked at in the same pieces however it comes, so that the same is found out. */
  async #look(chunk: Uint8Array, isWhole: boolean): Promise<void> {
    if (this.#waitingLength + chunk.length < this.#wanted && !isWhole) return this.#wait(chunk.slice());
    const bytes = this.#takeWaiting(chunk);
    for (; this.#layout === undefined && (bytes.length >= this.#wanted || isWhole); this.#wanted *= 2) {
      this.#layout = layoutOf(
        this.sink.name,
        bytes.subarray(0, this.#wanted),
        isWhole && bytes.length <= this.#wanted,
        this.given,
      );
      if (bytes.length <= this.#wanted && isWhole) break;
    }
    if (this.#layout === undefined) return this.#wait(bytes.slice());
    const { start, line, isBlank, comment, isRow } = this.#layout;
    this.sink.begin(this.#layout);
    if (isBlank || comment !== null) this.#cleaner = new LineCleaner(comment, isBlank, line, isRow);
    return this.take(bytes.subarray(start));
  }

  async #pass(chunk: Uint8Array): Promise<void> {
    if (this.#parser !== undefined) return this.#parser.parse(chunk);
    this.#quoted ||= chunk.includes(quote);
    if (!chunk.includes(newline) && !chunk.includes(carriageReturn)) return this.#wait(chunk.slice());
    return this.#cut(this.#takeWaiting(chunk));
  }

  async #cut(bytes: Uint8Array): Promise<void> {
    const { separator } = this.#layout!;
    if (this.#quoted) {
      this.#parser = new CsvParser(separator, this.sink);
      return this.#parser.parse(bytes);
    }
    const used = splitLines(bytes, separator.charCodeAt(0), this.sink);
    if (used < bytes.length) this.#wait(bytes.slice(used));
  }

  #wait(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
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
