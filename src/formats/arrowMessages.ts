import { Message, MessageHeader } from "apache-arrow";
import { Footer } from "apache-arrow/ipc/metadata/file";
import { BufferRegion, DictionaryBatch, RecordBatch } from "apache-arrow/ipc/metadata/message";
import { MessageCheck } from "./arrowLayout.js";
import { joined } from "./bytes.js";
import { type Decompressor, decompressorOf } from "./decompress.js";
import { ArrowFault, FlatBudget, FlatTable } from "./flatTable.js";

/**
 * Bytes that are wanted next, of which fewer are given at the end of the source alone; or what has to be waited for; or a
 * message that was checked, as a stream has it.
 */
type ArrowStep = Wanted | Promise<unknown> | Uint8Array;

export interface Wanted {
  /** place in the source: in a stream the bytes after the last ones */
  readonly at: number;
  readonly length: number;
}

/** A generator that is given the bytes that it wants, and nothing for another step. */
export type ArrowSteps<T = void> = Generator<ArrowStep, T, Uint8Array>;

/**
 * The messages of an Arrow stream, each looked through before it is handed on: the same stream, which may be read without
 * fear.
 *
 * @throws ArrowFault where the bytes are cut short or damaged, or where more follow the end
 */
export function* streamMessages(): ArrowSteps {
  const check = new MessageCheck();
  const unpacking = new Unpacking();
  for (let at = 0; ;) {
    const prefix = yield* prefixBytes(at);
    if (prefix === null) {
      if (at === 0) throw new ArrowFault(CUT);
      return;
    }
    at += prefix.length;
    const length = lengthIn(prefix);
    if (length === 0) return yield* nothingMore(at);
    const metadata = yield* exactly(at, length);
    at += length;
    const message = decodeMetadata(metadata);
    const body = yield* exactly(at, message.bodyLength);
    at += body.length;
    const plain = yield* unpacking.unpacked({ message, metadata, body });
    check.check(plain.message, plain.body);
    yield framed(plain.metadata, plain.body);
  }
}

/**
 * One message of a file, which says where it stands.
 * @throws ArrowFault as `streamMessages`
 */
export function* messageAt({ offset, metadataLength, bodyLength }: Block): ArrowSteps<MessageParts> {
  const bytes = yield* exactly(offset, metadataLength + bodyLength);
  const prefix = isContinued(bytes) ? 8 : 4;
  const end = prefix + lengthIn(bytes.subarray(0, prefix));
  if (end > metadataLength) throw new ArrowFault(LONGER);
  const metadata = bytes.subarray(prefix, end);
  const message = decodeMetadata(metadata);
  if (message.bodyLength > bodyLength) throw new ArrowFault(LONGER);
  return { message, metadata, body: bytes.subarray(metadataLength, metadataLength + message.bodyLength) };
}

const LONGER = "a message is longer than its place";

export interface MessageParts {
  readonly message: Message;
  readonly metadata: Uint8Array;
  readonly body: Uint8Array;
}

export const CUT = "it is cut short";

/** Exactly so many bytes, or an ArrowFault. */
export function* exactly(at: number, length: number): ArrowSteps<Uint8Array> {
  const bytes = length === 0 ? new Uint8Array(0) : yield { at, length };
  if (bytes.length < length) throw new ArrowFault(CUT);
  return bytes;
}

/** A message as a stream has it, in memory of its own, which its batch keeps. */
export function framed(metadata: Uint8Array, body: Uint8Array): Uint8Array {
  const padded = Math.ceil(metadata.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + body.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, padded, true);
  bytes.set(metadata, 8);
  bytes.set(body, 8 + padded);
  return bytes;
}

/** The bytes before a message's metadata, null at the end of the source. */
function* prefixBytes(at: number): ArrowSteps<Uint8Array | null> {
  const first = yield { at, length: 4 };
  if (first.length === 0) return null;
  if (first.length < 4) throw new ArrowFault(CUT);
  return isContinued(first) ? joined([first, yield* exactly(at + 4, 4)]) : first;
}

/** Messages begin with 0xFFFFFFFF since version 0.15 of the format. */
function isContinued(prefix: Uint8Array): boolean {
  return prefix.length >= 4 && prefix.subarray(0, 4).every((byte) => byte === 0xff);
}

function lengthIn(prefix: Uint8Array): number {
  if (prefix.length < 4) throw new ArrowFault(CUT);
  const length = new DataView(prefix.buffer, prefix.byteOffset).getInt32(prefix.length - 4, true);
  if (length < 0 || length > MOST_METADATA) throw new ArrowFault("a message has a length that is none");
  return length;
}

function* nothingMore(at: number): ArrowSteps {
  const more = yield { at, length: 1 };
  if (more.length > 0) {
    throw new ArrowFault("more bytes follow the end of its stream; give streams that were joined as a file each");
  }
}

/** Bytes of a message's metadata: a schema of 100,000 columns is smaller. */
export const MOST_METADATA = 64 << 20;

/** Structs within lists within structs, … */
const DEEPEST = 24;
const BIG_ENDIAN = 1;

/**
 * The metadata of one message, decoded once all its offsets and lengths are known to lie inside.
 * @throws ArrowFault
 */
function decodeMetadata(bytes: Uint8Array): Message {
  const message = FlatTable.root(bytes, new FlatBudget(bytes.length));
  const kind = message.number(1, 1) as MessageHeader;
  const header = message.table(2);
  checkKeyValues(message, 4);
  if (header === undefined) throw new ArrowFault("a message has no header");
  if (kind === MessageHeader.Schema) checkSchema(header);
  else if (kind === MessageHeader.RecordBatch) checkRecordBatch(header);
  else if (kind === MessageHeader.DictionaryBatch) checkDictionaryBatch(header);
  else throw new ArrowFault("a message is neither a schema nor rows nor a dictionary");
  if (message.number(3, 8) < 0) throw new ArrowFault("a message has a negative length");
  return Message.decode(bytes);
}

/**
 * Bytes that a table may have for each that its file has, and some more for small ones. Real tables have far fewer; without a
 * limit a few kilobytes fill the memory.
 */
const MOST_FOLD = 256;
const FREE_BYTES = 32 << 20;
/** The number of bytes that a buffer unpacks to stands before it; −1: it is stored as it is. */
const LENGTH_BYTES = 8;
const STORED = -1n;
const ALIGNMENT = 8;

/** Makes messages of one table whose buffers are compressed into those of a table that is not. */
export class Unpacking {
  /** bytes that it may still have */
  #left = FREE_BYTES;

  /** @throws ArrowFault where a buffer does not unpack to what it says, or says too much */
  *unpacked(parts: MessageParts): ArrowSteps<MessageParts> {
    if (parts.message.isSchema()) return parts;
    const header = parts.message.header() as RecordBatch | DictionaryBatch;
    const batch = header instanceof DictionaryBatch ? header.data : header;
    if (batch.compression == null) return parts;
    let unpack!: Decompressor;
    yield decompressorOf(batch.compression.type).then((found) => void (unpack = found));
    const { buffers, body } = this.#body(batch.buffers, parts.body, unpack);
    const rows = new RecordBatch(batch.length, batch.nodes, buffers, null, batch.variadicBufferCounts);
    const message = Message.from(
      header instanceof DictionaryBatch ? new DictionaryBatch(rows, header.id, header.isDelta) : rows,
      body.length,
    );
    return { message, metadata: Message.encode(message), body };
  }

  #body(buffers: readonly BufferRegion[], packed: Uint8Array, unpack: Decompressor) {
    const parts = buffers.map((buffer) => packedBuffer(buffer, packed));
    let end = 0;
    const places = parts.map(({ length }) => {
      const place = new BufferRegion(end, length);
      end = Math.ceil((end + length) / ALIGNMENT) * ALIGNMENT;
      return place;
    });
    this.#left += MOST_FOLD * packed.length - end;
    if (!(this.#left >= 0)) {
      throw new ArrowFault("its buffers unpack to more than a file of its size has reason to; write it uncompressed");
    }
    const body = new Uint8Array(end);
    parts.forEach(({ bytes, isStored }, i) => {
      const { offset, length } = places[i];
      if (isStored) body.set(bytes, offset);
      else unpack(bytes, body.subarray(offset, offset + length));
    });
    return { buffers: places, body };
  }
}

/** The bytes of one buffer, and how many they unpack to. */
function packedBuffer({ offset, length }: BufferRegion, body: Uint8Array) {
  if (offset < 0 || length < 0 || offset + length > body.length)
    throw new ArrowFault("a message has a buffer outside of it");
  if (length === 0) return { bytes: body.subarray(0, 0), length: 0, isStored: true };
  if (length < LENGTH_BYTES) throw new ArrowFault("one of its compressed buffers is too short");
  const bytes = body.subarray(offset + LENGTH_BYTES, offset + length);
  const plain = new DataView(body.buffer, body.byteOffset + offset).getBigInt64(0, true);
  if (plain === STORED) return { bytes, length: bytes.length, isStored: true };
  if (plain < 0n) throw new ArrowFault("one of its compressed buffers has a length that is none");
  return { bytes, length: Number(plain), isStored: false };
}

/** Where a message of a file stands, bytes. */
export interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

/**
 * The footer of a file, decoded in the same way.
 * @throws ArrowFault
 */
export function decodeFooter(bytes: Uint8Array) {
  const footer = FlatTable.root(bytes, new FlatBudget(bytes.length));
  const schema = footer.table(1);
  if (schema === undefined) throw new ArrowFault("its footer has no schema");
  checkSchema(schema);
  const blocksOf = (field: number): Block[] =>
    footer.structs(field, 24).map((block) => ({
      offset: Number(block.getBigInt64(0, true)),
      metadataLength: block.getInt32(8, true),
      bodyLength: Number(block.getBigInt64(16, true)),
    }));
  return { schema: Footer.decode(bytes).schema, dictionaries: blocksOf(2), batches: blocksOf(3) };
}

function checkSchema(schema: FlatTable): void {
  if (schema.number(0, 2) === BIG_ENDIAN) {
    throw new ArrowFault("its numbers are big-endian, which is not read here");
  }
  schema.tables(1).forEach((field) => checkField(field, 0));
  checkKeyValues(schema, 2);
}

function checkField(field: FlatTable, depth: number): void {
  if (depth > DEEPEST) throw new ArrowFault(`its columns are nested more than ${DEEPEST} deep`);
  field.checkText(0);
  field.table(3);
  field.table(4)?.table(1);
  field.tables(5).forEach((child) => checkField(child, depth + 1));
  checkKeyValues(field, 6);
}

function checkKeyValues(table: FlatTable, field: number): void {
  for (const entry of table.tables(field)) {
    entry.checkText(0);
    entry.checkText(1);
  }
}

function checkRecordBatch(batch: FlatTable): void {
  batch.length(1, 16);
  batch.length(2, 16);
  batch.table(3);
  batch.length(4, 8);
}

function checkDictionaryBatch(dictionary: FlatTable): void {
  const data = dictionary.table(1);
  if (data === undefined) throw new ArrowFault("a dictionary has no data");
  checkRecordBatch(data);
}
