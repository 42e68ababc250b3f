import { open, type FileHandle } from "node:fs/promises";
import { RecordBatchReader, type Table, tableFromIPC } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { fileMessages } from "./arrowFile.js";
import { streamMessages, type ArrowSteps, type Wanted } from "./arrowMessages.js";
import { ByteQueue } from "./byteQueue.js";
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
export function decodeArrow(bytes: Uint8Array, name: string): Table {
  const messages: Uint8Array[] = [];
  try {
    const steps = isFile(bytes) ? fileMessages(bytes.length) : streamMessages();
    for (let step = steps.next(); !step.done;) {
      if (step.value instanceof Uint8Array) messages.push(step.value);
      step = steps.next(step.value instanceof Uint8Array ? NOTHING : cut(bytes, step.value));
    }
    return tableFromIPC(Buffer.concat(messages));
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The record batches of a table in memory. */
export function* tableBatches(table: Table): Generator<RawBatch> {
  const counted = countedBatches();
  for (const batch of table.batches) yield counted(batch);
}

const NOTHING = new Uint8Array(0);

async function* checkedMessages(
  chunks: AsyncIterable<Uint8Array>,
  path: string | undefined,
): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks);
  try {
    if (!isFile(await queue.peek(6))) {
      yield* messagesFrom(streamMessages(), ({ length }) => queue.take(length));
    } else if (path === undefined) {
      const bytes = await queue.take(Infinity);
      yield* messagesFrom(fileMessages(bytes.length), (wanted) => Promise.resolve(cut(bytes, wanted)));
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
  read: (wanted: Wanted) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let step = steps.next(); !step.done;) {
    if (step.value instanceof Uint8Array) yield step.value;
    step = steps.next(step.value instanceof Uint8Array ? NOTHING : await read(step.value));
  }
}

function cut(bytes: Uint8Array, { at, length }: Wanted): Uint8Array {
  return bytes.subarray(at, at + length);
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

function isFile(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, 6)).toString("latin1") === "ARROW1";
}

/** An error of the file system, and one that says it all already, are passed on as they are. */
function unreadable(name: string, error: unknown): unknown {
  if (error instanceof InputError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  const fault = error instanceof ArrowFault ? error.message : "it is damaged";
  // a fault that says what to do is none of a file that was damaged on its way
  const what = fault.includes("; ") ? fault : `not a whole Arrow file or stream: ${fault}; write or copy it again`;
  return new InputError(`${name}: ${what}`, { cause: error });
}
