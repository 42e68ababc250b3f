/** Usage flags by value: the globals that name them exist in browsers only. */
export const Usage = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;

/** A storage buffer that holds `data` from the start. */
export function storageBuffer(
  device: GPUDevice,
  label: string,
  data: ArrayBuffer | Float32Array | Uint32Array,
): GPUBuffer {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  const buffer = device.createBuffer({
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
export function emptyBuffer(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  return device.createBuffer({ label, size: Math.max(16, bytes), usage: Usage.STORAGE });
}

/** How a promise of the device is waited for, where plain `await` is not the best that can be done. */
export type Waiting = <T>(pending: Promise<T>) => Promise<T>;

/** Reads floats back through a staging buffer. */
export async function readFloats(
  staging: GPUBuffer,
  length: number,
  waitFor: Waiting = (pending) => pending,
): Promise<Float32Array> {
  await waitFor(staging.mapAsync(1, 0, 4 * length));
  const copy = new Float32Array(staging.getMappedRange(0, 4 * length)).slice();
  staging.unmap();
  return copy;
}
