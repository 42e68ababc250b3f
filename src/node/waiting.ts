import type { Waiting } from "../core/gpu/buffers.js";

/** How long this thread sleeps at a time, in milliseconds: next to nothing beside a dispatch. */
const NAP = 0.3;

const clock = new Int32Array(new SharedArrayBuffer(4));

/**
 * Waits for a device with naps. Dawn asks a device again and again, in every turn of the event loop, whether it has done:
 * a whole core, and software adapters compute on the same cores.
 */
export const withNaps: Waiting = async (pending) => {
  let waiting = true;
  const done = () => (waiting = false);
  pending.then(done, done);
  while (waiting) {
    await new Promise((resolve) => setImmediate(resolve));
    if (waiting) Atomics.wait(clock, 0, 0, NAP);
  }
  return pending;
};
