import { AsyncByteQueue, RecordBatchFileWriter, RecordBatchStreamWriter } from "apache-arrow";
import type { RecordBatch, Schema } from "apache-arrow";

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
