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
