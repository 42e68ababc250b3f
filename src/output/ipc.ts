import { AsyncByteQueue, RecordBatchFileWriter, RecordBatchStreamWriter, tableFromIPC } from "apache-arrow";
import type { RecordBatch, Schema, Table } from "apache-arrow";
import { InputError } from "../errors.js";
import { startsWith } from "./magic.js";

/** Arrow IPC bytes, batch by batch: what one batch needs is all that is held. */
export async function* encodeArrow(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
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

/** A table from the bytes of an Arrow file or stream; `name` is the file's, for messages. */
export function decodeArrow(bytes: Uint8Array, name: string): Table {
  if (startsWith(bytes, "ARROW1") && !startsWith(bytes.subarray(-6), "ARROW1")) {
    throw new InputError(`${name}: the Arrow file is cut short; write or copy it again`);
  }
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    const what = `${name} cannot be read as Arrow: it is cut short or damaged; write or copy it again`;
    throw new InputError(what, { cause: error });
  }
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
