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
