import {
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { widened } from "./bytes.js";

/** A record batch of named columns of one length, none with nulls. */
export function recordBatch(
  columns: readonly (readonly [name: string, column: Vector])[],
  length: number,
): RecordBatch {
  const schema = new Schema(columns.map(([name, column]) => new Field(name, column.type, false)));
  const children = columns.map(([, column]) => column.data[0] as Data);
  return batchOf(schema, children, length);
}

/**
 * A column by its name; null where there is none. Arrow's own way looks at all names before it, which a table of very many
 * columns cannot afford for each.
 */
export function columnOf(batch: RecordBatch, name: string): Vector | null {
  const known = places.get(batch.schema) ?? new Map(batch.schema.fields.map((field, i) => [String(field.name), i]));
  places.set(batch.schema, known);
  const place = known.get(name);
  return place === undefined ? null : batch.getChildAt(place);
}

const places = new WeakMap<Schema, ReadonlyMap<string, number>>();

export interface TableColumn {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly values: readonly unknown[];
}

/**
 * An Arrow table of one batch. Every column is built into buffers of its own: Apache Arrow's writer corrupts
 * a file whose columns share or overlap one buffer.
 */
export function buildTable(columns: readonly TableColumn[], metadata?: Map<string, string>): Table {
  const schema = new Schema(
    columns.map(({ name, type, nullable }) => new Field(name, type, nullable)),
    metadata,
  );
  const children = columns.map(({ type, values }) => vectorFromArray(values, type).data[0]);
  return new Table(schema, [batchOf(schema, children, columns[0]?.values.length ?? 0)]);
}

/** A Float64 column that takes the array over, without copying it. */
export function float64Vector(values: Float64Array): Vector<Float64> {
  return makeVector(makeData({ type: new Float64(), length: values.length, nullCount: 0, data: values }));
}

/** A Bool column of 1 (true) and 0. */
export function boolVector(flags: Uint8Array): Vector<Bool> {
  const data = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => (data[i >> 3] |= flag << (i & 7)));
  return makeVector(makeData({ type: new Bool(), length: flags.length, nullCount: 0, data }));
}

/**
 * A Utf8 column of the given cells, without nulls. At most 2^31 bytes of text. Arrow's own builder costs a call into
 * TextEncoder per value; here a column is one call: where the text is ASCII, byte offsets are character offsets.
 */
export function utf8Vector(cells: readonly string[]): Vector<Utf8> {
  const text = cells.join("");
  const data = encoder.encode(text);
  const ascii = data.length === text.length;
  const valueOffsets = new Int32Array(cells.length + 1);
  for (let i = 0; i < cells.length; i++) {
    valueOffsets[i + 1] = valueOffsets[i] + (ascii ? cells[i].length : encoder.encode(cells[i]).length);
  }
  return makeVector(makeData({ type: new Utf8(), length: cells.length, nullCount: 0, valueOffsets, data }));
}

/** What a cell of JSON holds. */
export type Cell = string | number | boolean;

/** Columns are settled by the first batch; later ones are smaller, so that less is held. */
const ROWS_OF_FIRST = 65_536;
const ROWS_PER_BATCH = 16_384;
const BYTES_PER_BATCH = 1 << 26;
const BYTES_PER_NUMBER = 8;
/** names that are kept though no row has a cell of them */
const MOST_NULLS = 100_000;

/** Cells of a column, and the rows that have them. */
interface SparseColumn {
  rows: number[];
  cells: Cell[];
  /** cells of the batches before */
  before: number;
}

/** Rows that each have some of the columns, which are those of the first batch. */
export class SparseColumns {
  readonly #columns = new Map<string, SparseColumn>();
  /** columns with a cell since the last batch */
  #used = 0;
  #rows = 0;
  #batches = 0;
  #textLength = 0;
  /** whether the row that is open has a cell */
  #isFilled = false;
  /** rows of the batches before */
  #before = 0;
  /** names of the nulls of the row that is open, and in how many rows a name has null */
  #openNulls: string[] = [];
  readonly #nulls = new Map<string, number>();

  get width(): number {
    return this.#columns.size;
  }

  /** whether there is enough for a batch */
  get fillBatch(): boolean {
    if (this.#rows >= (this.#batches === 0 ? ROWS_OF_FIRST : ROWS_PER_BATCH)) return true;
    return BYTES_PER_NUMBER * this.#rows * this.#used + this.#textLength >= BYTES_PER_BATCH && this.#rows > 0;
  }

  /** A cell of the row that is open; "late" for a column that the first batch did not have. */
  add(name: string, cell: Cell): "taken" | "late" | "twice" {
    let column = this.#columns.get(name);
    if (column === undefined) {
      if (this.#batches > 0) return "late";
      this.#columns.set(name, (column = { rows: [], cells: [], before: 0 }));
    }
    if (column.rows.length === 0) this.#used++;
    else if (column.rows[column.rows.length - 1] === this.#rows) return "twice";
    column.rows.push(this.#rows);
    column.cells.push(cell);
    if (typeof cell === "string") this.#textLength += cell.length;
    this.#isFilled = true;
    return "taken";
  }

  /** A null of the row that is open. */
  addNull(name: string): void {
    const isKnown = this.#columns.has(name) || this.#nulls.has(name);
    // names by the million take memory; those that the first batch does not have are not read
    if (isKnown || (this.#batches === 0 && this.#nulls.size < MOST_NULLS)) this.#openNulls.push(name);
  }

  /** @returns false where the row has no cell, so that it is none */
  closeRow(): boolean {
    const isRow = this.#isFilled;
    if (isRow) for (const name of this.#openNulls) this.#nulls.set(name, (this.#nulls.get(name) ?? 0) + 1);
    if (this.#openNulls.length > 0) this.#openNulls = [];
    this.#isFilled = false;
    if (isRow) this.#rows++;
    return isRow;
  }

  /** Columns that have null in some of the rows and a cell in all others, of all batches that were taken. */
  everywhere(): ReadonlySet<string> {
    const isFull = ([name, nulls]: [string, number]) => this.#before === nulls + (this.#columns.get(name)?.before ?? 0);
    return new Set([...this.#nulls].filter(isFull).map(([name]) => name));
  }

  /** The rows so far; it begins anew with none. */
  takeBatch(): RecordBatch {
    const length = this.#rows;
    // of a row that an error left open
    for (const { rows, cells } of this.#columns.values()) {
      if (rows.at(-1) !== length) continue;
      rows.pop();
      cells.pop();
    }
    // where very many columns have no cell, they share the memory of one
    const empty = sparseData({ rows: [], cells: [], before: 0 }, length);
    const children = Array.from(this.#columns.values(), (column) =>
      column.rows.length === 0 ? empty : sparseData(column, length),
    );
    const fields = Array.from(this.#columns.keys(), (name, j) => new Field(name, children[j].type, true));
    for (const column of this.#columns.values()) {
      if (column.rows.length === 0) continue;
      column.before += column.rows.length;
      [column.rows, column.cells] = [[], []];
    }
    this.#before += length;
    [this.#rows, this.#used, this.#textLength] = [0, 0, 0];
    this.#batches++;
    return batchOf(new Schema(fields), children, length);
  }
}

/** Numbers or truth values where all cells are; text elsewhere. */
function sparseData({ rows, cells }: SparseColumn, length: number): Data {
  const nullCount = length - rows.length;
  const nullBitmap = nullCount === 0 ? null : bitsAt(rows, length);
  if (cells.every((cell) => typeof cell === "number")) {
    const data = new Float64Array(length);
    rows.forEach((row, i) => (data[row] = cells[i]));
    return makeData({ type: new Float64(), length, nullCount, nullBitmap, data });
  }
  if (cells.every((cell) => typeof cell === "boolean")) {
    const data = bitsAt(
      rows.filter((_, i) => cells[i]),
      length,
    );
    return makeData({ type: new Bool(), length, nullCount, nullBitmap, data });
  }
  const texts = new Array<string>(length).fill("");
  rows.forEach((row, i) => (texts[row] = String(cells[i])));
  const { valueOffsets, values } = utf8Vector(texts).data[0];
  return makeData({ type: new Utf8(), length, nullCount, nullBitmap, valueOffsets, data: values });
}

function bitsAt(rows: readonly number[], length: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (const row of rows) bits[row >> 3] |= 1 << (row & 7);
  return bits;
}

function batchOf(schema: Schema, children: Data[], length: number): RecordBatch {
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

const encoder = new TextEncoder();
/** utf-8 takes three bytes at most for a UTF-16 unit */
const BYTES_PER_UNIT = 3;

/** A Utf8 column that grows cell by cell. */
export class TextColumn {
  // small, for a table may have very many columns
  #bytes = new Uint8Array(1 << 6);
  #offsets = new Int32Array(1 << 4);
  #count = 0;
  #length = 0;

  /** bytes of its cells */
  get byteLength(): number {
    return this.#length;
  }

  addBytes(source: Uint8Array, from: number, end: number): void {
    this.#makeRoom(end - from);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = from; i < end; i++) bytes[at++] = source[i];
    this.#close(at);
  }

  addText(text: string): void {
    this.#makeRoom(BYTES_PER_UNIT * text.length);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#length));
    this.#close(this.#length + written);
  }

  /** The cells so far; it begins anew with none. */
  take(): Vector<Utf8> {
    const data = this.#bytes.subarray(0, this.#length);
    const valueOffsets = this.#offsets.subarray(0, this.#count + 1);
    const length = this.#count;
    this.#bytes = new Uint8Array(this.#bytes.length);
    this.#offsets = new Int32Array(this.#offsets.length);
    this.#count = 0;
    this.#length = 0;
    return makeVector(makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data }));
  }

  #close(end: number): void {
    this.#length = end;
    this.#offsets[++this.#count] = end;
  }

  /** For one more cell of so many bytes. */
  #makeRoom(bytes: number): void {
    if (this.#count + 2 > this.#offsets.length) {
      this.#offsets = widened(this.#offsets, 2 * this.#offsets.length);
    }
    if (this.#length + bytes > this.#bytes.length) {
      this.#bytes = widened(this.#bytes, 2 * (this.#length + bytes));
    }
  }
}
