import {
  AsyncByteQueue,
  Message,
  type RecordBatch,
  RecordBatchFileWriter,
  RecordBatchReader,
  RecordBatchStreamWriter,
  type Schema,
  type Table,
  tableFromIPC,
} from "apache-arrow";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../core/errors.js";
import { MessageCheck } from "./arrowLayout.js";
import {
  type ArrowSteps,
  type Block,
  CUT,
  decodeFooter,
  exactly,
  framed,
  messageAt,
  MOST_METADATA,
  streamMessages,
  Unpacking,
  type Wanted,
} from "./arrowMessages.js";
import { ByteQueue, collect, joined, once, startsWith } from "./bytes.js";
import { ArrowFault } from "./flatTable.js";
import { countedBatches, type RawBatch } from "./source.js";

/**
 * The record batches of an Arrow IPC file or stream, a message at a time. A stream is read as it comes; a file goes by its
 * footer, which comes last: one that has a path is read there piece by piece, any other is held in memory.
 * @throws InputError where the bytes are not readable as Arrow, or claim what is not there
 */
export async function* readArrow(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  path?: string,
): AsyncGenerator<RawBatch> {
  const counted = countedBatches();
  const messages = checkedMessages(chunks, path);
  try {
    const reader = await RecordBatchReader.from(messages);
    for await (const batch of reader) yield counted(batch);
  } catch (error) {
    throw unreadable(name, error);
  } finally {
    // the library's reader does not end what it reads from when it is left early
    await messages.return(undefined);
  }
}

/**
 * A table from the bytes of an Arrow file or stream; `name` is the file's, for messages.
 * @throws InputError as `readArrow`
 */
export async function decodeArrow(bytes: Uint8Array, name: string): Promise<Table> {
  try {
    return tableFromIPC(joined(await collect(checkedMessages(once(bytes)))));
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The record batches of a table in memory. */
export function* tableBatches(table: Table): Generator<RawBatch> {
  const counted = countedBatches();
  for (const batch of table.batches) yield counted(batch);
}

/** Arrow IPC bytes, batch by batch: what one batch needs is all that is held. */
export async function* encodeArrow(
  schema: Schema,
  batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
  kind: "file" | "stream",
): AsyncGenerator<Uint8Array> {
  const queue = new DrainedQueue();
  const writer = kind === "file" ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  writer.reset(queue, schema);
  yield* queue.drain();
  for await (const batch of batches) {
    writer.write(batch);
    yield* queue.drain();
  }
  writer.close();
  yield* queue.drain();
}

const MAGIC = "ARROW1";
const NOTHING = new Uint8Array(0);

async function* checkedMessages(chunks: AsyncIterable<Uint8Array>, path?: string): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks);
  try {
    if (!startsWith(await queue.peek(MAGIC.length), MAGIC)) {
      yield* messagesFrom(streamMessages(), ({ length }) => queue.take(length));
    } else if (path === undefined) {
      const bytes = await queue.take(Infinity);
      yield* messagesFrom(fileMessages(bytes.length), ({ at, length }) => bytes.subarray(at, at + length));
    } else {
      yield* messagesAtPath(path);
    }
  } finally {
    await queue.close();
  }
}

async function* messagesAtPath(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    yield* messagesFrom(fileMessages(size), (wanted) => readPart(handle, wanted));
  } finally {
    await handle.close();
  }
}

async function* messagesFrom(
  steps: ArrowSteps,
  read: (wanted: Wanted) => Uint8Array | Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let step = steps.next(); !step.done;) {
    const { value } = step;
    if (value instanceof Uint8Array) yield value;
    else if (value instanceof Promise) await value;
    step = steps.next(value instanceof Uint8Array || value instanceof Promise ? NOTHING : await read(value));
  }
}

/** The steps ask for nothing that does not lie within the size of the file. */
async function readPart(handle: FileHandle, { at, length }: Wanted): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** An error of the file system, and one that says it all already, are passed on as they are. */
function unreadable(name: string, error: unknown): unknown {
  if (error instanceof InputError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  const fault = error instanceof ArrowFault ? error.message : "it is damaged";
  // a fault that says what to do is none of a file that was damaged on its way
  const what = fault.includes("; ") ? fault : `not a whole Arrow file or stream: ${fault}; write or copy it again`;
  return new InputError(`${name}: ${what}`, { cause: error });
}

/**
 * The messages of an Arrow file of so many bytes, looked through and handed on as those of a stream: the schema that its
 * footer holds, all dictionaries, then the rows.
 *
 * @throws ArrowFault where the bytes are cut short or damaged
 */
function* fileMessages(size: number): ArrowSteps {
  const { schema, dictionaries, batches } = decodeFooter(yield* footerBytes(size));
  const blocks = [...dictionaries, ...batches];
  checkPlaces(blocks, size);
  const check = new MessageCheck(schema);
  const unpacking = new Unpacking();
  yield framed(Message.encode(Message.from(schema)), NOTHING);
  for (const block of blocks) {
    const { message, metadata, body } = yield* unpacking.unpacked(yield* messageAt(block));
    check.check(message, body);
    yield framed(metadata, body);
  }
}

/** The footer stands before its length and the magic word. */
function* footerBytes(size: number): ArrowSteps<Uint8Array> {
  const last = 4 + MAGIC.length;
  if (size < 8 + last) throw new ArrowFault(CUT);
  const tail = yield* exactly(size - last, last);
  if (!startsWith(tail.subarray(4), MAGIC)) throw new ArrowFault(CUT);
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  if (length <= 0 || length > MOST_METADATA || length > size - 8 - last) {
    throw new ArrowFault("its footer has a length that is none");
  }
  return yield* exactly(size - last - length, length);
}

/** No message twice: a few bytes of footer could ask for the same rows a thousand times. */
function checkPlaces(blocks: readonly Block[], size: number): void {
  let total = 0;
  for (const { offset, metadataLength, bodyLength } of blocks) {
    const length = metadataLength + bodyLength;
    const inside = offset >= 0 && metadataLength > 0 && bodyLength >= 0 && offset + length <= size;
    if (!inside) throw new ArrowFault("a message stands outside of it");
    total += length;
  }
  if (total > size) throw new ArrowFault("its footer names the same bytes again and again");
}

/**
 * Hands the writer's chunks on one by one. The library's own queue joins chunks that lie in one buffer and so
 * corrupts batches that were read from a file, and it grows without bound when the disk is slower.
 */
class DrainedQueue extends AsyncByteQueue {
  private chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    if (chunk.byteLength > 0) this.chunks.push(chunk);
  }

  drain(): Uint8Array[] {
    const ready = this.chunks;
    this.chunks = [];
    return ready;
  }
}
