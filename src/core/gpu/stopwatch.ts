import { Usage, type BufferMaker } from "./buffers.js";

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
