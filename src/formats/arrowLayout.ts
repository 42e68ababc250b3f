import {
  DataType,
  type DateUnit,
  type Dictionary,
  type Field,
  type IntervalUnit,
  type Message,
  type MessageHeader,
  type Schema,
  type Union,
} from "apache-arrow";
import { ArrowFault } from "./flatTable.js";

/** What a table's messages are held against: its schema, and the dictionaries that have come. */
export class MessageCheck {
  #schema: Schema | undefined;
  readonly #dictionaries = new Map<number, number>();

  /** @param schema where it stands elsewhere than in a message */
  constructor(schema?: Schema) {
    this.#schema = schema;
  }

  /** @throws ArrowFault where the body does not hold what the message claims, or the message has no place here */
  check(message: Message, body: Uint8Array): void {
    const schema = this.#schema;
    if (message.isSchema()) {
      if (schema !== undefined) throw new ArrowFault("it has two schemas");
      this.#schema = message.header();
      return;
    }
    if (schema === undefined) throw new ArrowFault("it does not begin with a schema");
    if (message.isRecordBatch()) {
      const types = schema.fields.map(({ type }) => type as DataType);
      return this.#layout(message.header(), types, body, schema);
    }
    const { id, data, isDelta } = (message as Message<MessageHeader.DictionaryBatch>).header();
    const type = schema.dictionaries.get(id);
    if (type === undefined) throw new ArrowFault("it has a dictionary that no column uses");
    this.#layout(data, [type], body, schema);
    this.#dictionaries.set(id, data.length + (isDelta ? (this.#dictionaries.get(id) ?? 0) : 0));
  }

  /**
   * Checks that the rows that a message claims are in its body: every buffer inside and long enough, offsets ascending and
   * inside, dictionary indices inside. What has passed can be read without a look at another buffer's bytes.
   */
  #layout(claims: BatchClaims, types: readonly DataType[], body: Uint8Array, schema: Schema): void {
    // a column of nulls takes no bytes, whatever its length
    if (claims.length < 0 || claims.length > 8 * body.length) refuse("claims more rows than its bytes can hold");
    const walk = new LayoutWalk(claims, body, this.#dictionaries, schema);
    for (const type of types) walk.column(type, claims.length, true);
  }
}

/** What a message says of the rows in its body. */
type BatchClaims = ReturnType<Message<MessageHeader.RecordBatch>["header"]>;

/** Bytes of the longest cell of text: JavaScript's strings end at 512 MiB, a curve's name long before. */
const LONGEST_TEXT = 16 << 20;
const MOST_VIEWED = 1 << 28;

class LayoutWalk {
  #node = 0;
  #buffer = 0;
  #variadic = 0;
  readonly #view: DataView;

  /** @param dictionaries entries of each dictionary by its id */
  constructor(
    readonly claims: BatchClaims,
    readonly body: Uint8Array,
    readonly dictionaries: ReadonlyMap<number, number>,
    readonly schema: Schema,
  ) {
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /** @param exact whether the column has as many rows as its parent, or may have more */
  column(type: DataType, rows: number, exact: boolean): void {
    const node = this.claims.nodes[this.#node++];
    if (node === undefined) refuse("lacks a column");
    const { length, nullCount } = node;
    if (exact ? length !== rows : length < rows) refuse("has columns of different lengths");
    if (nullCount < 0 || nullCount > length) refuse("claims more nulls than rows");
    if (DataType.isNull(type)) return;
    if (DataType.isUnion(type)) return this.#union(type, length);
    const valid = this.#buffers(nullCount > 0 ? Math.ceil(length / 8) : 0);
    const bits = fixedBits(type);
    if (bits !== undefined) this.#buffers(Math.ceil((length * bits) / 8));
    else if (DataType.isDictionary(type)) this.#dictionary(type, length, nullCount > 0 ? valid : null);
    else if (DataType.isUtf8(type) || DataType.isBinary(type)) this.#text(length, 4);
    else if (DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) this.#text(length, 8);
    else if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) this.#views(length);
    else this.#nested(type, length);
  }

  #nested(type: DataType, length: number): void {
    const children = (type.children ?? []) as readonly Field[];
    if (DataType.isStruct(type)) return children.forEach((child) => this.column(typeOf(child), length, false));
    if (children.length !== 1) refuse("has a list without a type of its items");
    const items = DataType.isFixedSizeList(type)
      ? length * type.listSize
      : this.#offsets(length, DataType.isLargeList(type) ? 8 : 4).end;
    if (!(items >= 0)) refuse("has a list of negative length");
    this.column(typeOf(children[0]), items, false);
  }

  #text(length: number, bytes: 4 | 8): void {
    const { end, longest } = this.#offsets(length, bytes);
    if (longest > LONGEST_TEXT) refuse(`has a cell of more than ${LONGEST_TEXT >> 20} MiB`);
    this.#buffers(end);
  }

  /** Ascending offsets: where the last of them ends, and the longest step. */
  #offsets(length: number, bytes: 4 | 8): { end: number; longest: number } {
    const at = this.#buffers(length === 0 ? 0 : (length + 1) * bytes);
    if (length === 0) return { end: 0, longest: 0 };
    let [last, longest] = [this.#offset(at, 0, bytes), 0];
    if (last < 0) refuse("has an offset below 0");
    for (let i = 1; i <= length; i++) {
      const next = this.#offset(at, i, bytes);
      if (next < last) refuse("has offsets that fall");
      longest = Math.max(longest, next - last);
      last = next;
    }
    return { end: last, longest };
  }

  #offset(at: number, i: number, bytes: 4 | 8): number {
    return bytes === 4 ? this.#view.getInt32(at + 4 * i, true) : Number(this.#view.getBigInt64(at + 8 * i, true));
  }

  /** @param valid where the bits of rows that are no null stand; null: none is */
  #dictionary(type: Dictionary, length: number, valid: number | null): void {
    const bytes = type.indices.bitWidth / 8;
    const at = this.#buffers(length * bytes);
    const entries = this.dictionaries.get(type.id);
    if (entries === undefined && length > 0) refuse("uses a dictionary that has not come yet");
    for (let i = 0; i < length; i++) {
      if (valid !== null && ((this.body[valid + (i >> 3)] >> (i & 7)) & 1) === 0) continue;
      const index = this.#index(at + i * bytes, bytes, type.indices.isSigned);
      if (!(index >= 0 && index < entries!)) refuse("points outside of a dictionary");
    }
  }

  #index(at: number, bytes: number, signed: boolean): number {
    const view = this.#view;
    if (bytes === 1) return signed ? view.getInt8(at) : view.getUint8(at);
    if (bytes === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
    if (bytes === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
    return Number(signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  }

  /** Cells of at most 12 bytes stand in their view, others in a buffer that it names. */
  #views(length: number): void {
    const at = this.#buffers(16 * length);
    const count = this.claims.variadicBufferCounts[this.#variadic++] ?? 0;
    if (count < 0 || this.#buffer + count > this.claims.buffers.length) refuse("lacks a buffer");
    const first = this.#buffer;
    for (let i = 0; i < count; i++) this.#buffers(0);
    let viewed = 0;
    for (let i = 0; i < length; i++) {
      const size = this.#view.getInt32(at + 16 * i, true);
      if (size < 0 || size > LONGEST_TEXT) refuse(`has a cell of more than ${LONGEST_TEXT >> 20} MiB`);
      if (size <= 12) continue;
      const buffer = this.#view.getInt32(at + 16 * i + 8, true);
      const start = this.#view.getInt32(at + 16 * i + 12, true);
      const inside = buffer >= 0 && buffer < count && start >= 0;
      if (!inside || start + size > this.claims.buffers[first + buffer].length) refuse("has text outside of it");
      viewed += size;
    }
    if (viewed > MOST_VIEWED) refuse("repeats the same text without end");
  }

  /** Never read here, so that what its rows point at does not matter. */
  #union(type: Union, length: number): void {
    // up to version 4 of the metadata unions had bits for nulls
    if (Number(this.schema.metadataVersion) < 4) this.#buffers(0);
    this.#buffers(length);
    const dense = DataType.isDenseUnion(type);
    if (dense) this.#buffers(4 * length);
    for (const child of type.children as readonly Field[]) this.column(typeOf(child), dense ? 0 : length, false);
  }

  /** Where the next buffer stands in the body, which has at least so many bytes. */
  #buffers(least: number): number {
    const buffer = this.claims.buffers[this.#buffer++];
    if (buffer === undefined) refuse("lacks a buffer");
    const { offset, length } = buffer;
    if (offset < 0 || length < 0 || offset + length > this.body.length) refuse("has a buffer outside of it");
    if (!(length >= least)) refuse("has a buffer that is too short");
    return offset;
  }
}

function refuse(what: string): never {
  throw new ArrowFault(`a message ${what}`);
}

function typeOf(field: Field): DataType {
  return field.type as DataType;
}

const dateBits: Readonly<Record<DateUnit, number>> = { 0: 32, 1: 64 };
const intervalBits: Readonly<Record<IntervalUnit, number>> = { 0: 32, 1: 64, 2: 128 };

/**
 * Bits that each value of a type takes; undefined where they are of different lengths, lie in other columns, or name an
 * entry of a dictionary.
 * @throws ArrowFault where the type has a width that no value has
 */
function fixedBits(type: DataType): number | undefined {
  const bits = claimedBits(type);
  if (bits === undefined || (bits >= 0 && Number.isSafeInteger(bits))) return bits;
  throw new ArrowFault(`the type of a column has a width that is none`);
}

function claimedBits(type: DataType): number | undefined {
  if (DataType.isBool(type)) return 1;
  if (DataType.isInt(type)) return [8, 16, 32, 64].includes(type.bitWidth) ? type.bitWidth : NaN;
  if (DataType.isFloat(type)) return [16, 32, 64][type.precision] ?? NaN;
  if (DataType.isDecimal(type)) return [32, 64, 128, 256].includes(type.bitWidth) ? type.bitWidth : NaN;
  if (DataType.isDate(type)) return dateBits[type.unit] ?? NaN;
  if (DataType.isTime(type)) return type.bitWidth;
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return 64;
  if (DataType.isInterval(type)) return intervalBits[type.unit] ?? NaN;
  return DataType.isFixedSizeBinary(type) ? 8 * type.byteWidth : undefined;
}
