import { DeviceLostError } from "../errors.js";
import { freeDestroyed, type Waiting } from "../gpu/buffers.js";
import { unlessHung } from "../gpu/errors.js";
import type { PipelineCache } from "../gpu/pipelineCache.js";
import type { ChunkLimits } from "./dispatches.js";
import type { Pace } from "./pace.js";

/** A device with what is known of it; sessions that follow each other share it. */
export interface DeviceUse {
  readonly device: GPUDevice;
  /** its adapter's own words */
  readonly adapter: string;
  readonly layouts: PipelineCache;
  readonly limits: ChunkLimits;
  readonly waitFor: Waiting;
  readonly paces: Map<GPUComputePipeline, Pace>;
  /** bytes of fit states that it had room for at once */
  stateBytes: number;
  /** told when it hangs; `settled` does when it has done after all */
  onHung(settled: Promise<void>): void;
}

/**
 * What a device answers, which it has to within so many seconds.
 *
 * @param what is told of it in messages
 * @throws DeviceLostError where it does not: it hangs, and `use` is told so
 */
export function answerOf<T>(use: DeviceUse, what: string, pending: Promise<T>, hungAfter: number): Promise<T> {
  return use.waitFor(unlessHung(what, pending, hungAfter)).catch((error: unknown) => {
    if (error instanceof DeviceLostError) use.onHung(workDone(use.device));
    throw error;
  });
}

/**
 * Has a device that had no room for something free what was destroyed.
 *
 * @throws DeviceLostError where it hangs over what it was handed before
 */
export function makeRoom(use: DeviceUse): Promise<void> {
  return answerOf(use, "freeing memory", freeDestroyed(use.device), use.limits.hungSeconds);
}

/** Settles when the device has done all that it was given: a read-back ends with its buffer, which may be long before. */
function workDone(device: GPUDevice): Promise<void> {
  const settled = () => undefined;
  return device.queue.onSubmittedWorkDone().then(settled, settled);
}
