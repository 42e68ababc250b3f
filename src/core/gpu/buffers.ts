import { DeviceMemoryError } from "../errors.js";

/** Usage flags by value: the globals that name them exist in browsers only. */
export const Usage = {
  MAP_READ: 1,
  COPY_SRC: 4,
  COPY_DST: 8,
  UNIFORM: 64,
  STORAGE: 128,
  QUERY_RESOLVE: 512,
} as const;

/** What makes buffers: a device, or a set of them that are let go of together. */
export type BufferMaker = Pick<GPUDevice, "createBuffer">;

/** Buffers of a device that are let go of together, those too that were made before one could not be. */
export class BufferSet implements BufferMaker {
  private readonly held: GPUBuffer[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** @throws DeviceMemoryError where no buffer of this device may be as large */
  createBuffer(descriptor: GPUBufferDescriptor): GPUBuffer {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const stored = (descriptor.usage & Usage.STORAGE) !== 0;
    const most = stored ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (descriptor.size > most) {
      const what = `the buffer of ${descriptor.label ?? "the engine"} would have ${descriptor.size} bytes`;
      throw new DeviceMemoryError(`${what}; this device takes ${most} at most`);
    }
    const buffer = this.device.createBuffer(descriptor);
    this.held.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.held.splice(0)) buffer.destroy();
  }
}

/**
 * Frees the memory of destroyed buffers: a device keeps it until all that it was handed before is done. That it is lost
 * is for its next dispatch to tell.
 */
export async function freeDestroyed({ queue }: GPUDevice): Promise<void> {
  queue.submit([]);
  await queue.onSubmittedWorkDone().catch(() => undefined);
}

/** A storage buffer that holds `data` from the start. */
export function storageBuffer(
  maker: BufferMaker,
  label: string,
  data: ArrayBuffer | Float32Array | Uint32Array,
): GPUBuffer {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  const buffer = maker.createBuffer({
    label,
    size: Math.max(16, bytes.byteLength),
    usage: Usage.STORAGE | Usage.COPY_DST | Usage.COPY_SRC,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(bytes);
  buffer.unmap();
  return buffer;
}

/** A storage buffer that a kernel fills. */
export function emptyBuffer(maker: BufferMaker, label: string, bytes: number): GPUBuffer {
  return maker.createBuffer({ label, size: Math.max(16, bytes), usage: Usage.STORAGE });
}

/** How a promise of the device is waited for, where plain `await` is not the best that can be done. */
export type Waiting = <T>(pending: Promise<T>) => Promise<T>;

/** Reads the first bytes of a staging buffer back. */
export async function readBytes(
  staging: GPUBuffer,
  bytes: number,
  waitFor: Waiting = (pending) => pending,
): Promise<ArrayBuffer> {
  await waitFor(staging.mapAsync(1, 0, bytes));
  const copy = staging.getMappedRange(0, bytes).slice(0);
  staging.unmap();
  return copy;
}

/** Two counts of the device's clock, in nanoseconds. */
const BYTES = 16;

/** Measures how long a device computes on passes that follow each other; where it has no clock, the waiting counts. */
export class Stopwatch {
  private readonly queries: GPUQuerySet | null;

  constructor(device: GPUDevice) {
    const offered = device.features.has("timestamp-query");
    this.queries = offered ? device.createQuerySet({ type: "timestamp", count: 2 }) : null;
  }

  /** Bytes that it adds to a read-back of `bytes`: put behind them by `write`. */
  room(bytes: number): number {
    return this.queries ? this.after(bytes) - bytes + BYTES : 0;
  }

  /** What a pass has to be told. */
  passOf(isFirst: boolean, isLast: boolean): GPUComputePassDescriptor {
    if (!this.queries || (!isFirst && !isLast)) return {};
    const begin = isFirst ? { beginningOfPassWriteIndex: 0 } : {};
    const end = isLast ? { endOfPassWriteIndex: 1 } : {};
    return { timestampWrites: { querySet: this.queries, ...begin, ...end } };
  }

  /** Puts the counts behind `bytes` of a read-back. */
  write(encoder: GPUCommandEncoder, maker: BufferMaker, staging: GPUBuffer, bytes: number): void {
    if (!this.queries) return;
    const usage = Usage.QUERY_RESOLVE | Usage.COPY_SRC;
    const counts = maker.createBuffer({ label: "timestamps", size: BYTES, usage });
    encoder.resolveQuerySet(this.queries, 0, 2, counts, 0);
    encoder.copyBufferToBuffer(counts, 0, staging, this.after(bytes), BYTES);
  }

  /** Seconds between the counts; `waited` where there are none, or none that can be. */
  seconds(readBack: ArrayBuffer, bytes: number, waited: number): number {
    if (!this.queries) return waited;
    const [begin, end] = new BigUint64Array(readBack, this.after(bytes), 2);
    const seconds = Number(end - begin) / 1e9;
    return seconds > 0 && seconds < waited ? seconds : waited;
  }

  destroy(): void {
    this.queries?.destroy();
  }

  private after(bytes: number): number {
    return 8 * Math.ceil(bytes / 8);
  }
}
