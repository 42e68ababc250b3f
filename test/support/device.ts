import { afterAll, beforeAll, describe } from "vitest";
import { openDevice, whyNoAdapter, type OpenDevice } from "../../src/node/dawn.js";

/** Whether GPU tests are wanted: they are, unless the environment says BNSL_NO_GPU=1. */
export const gpuWanted = process.env.BNSL_NO_GPU !== "1";

/** A device on this machine's best adapter. Fails where there is none: a test without a device proves nothing. */
export async function openTestDevice(): Promise<OpenDevice> {
  const open = await openDevice("auto");
  if (open) return open;
  const reason = await whyNoAdapter("auto");
  throw new Error(`GPU tests need an adapter: run scripts/ensure-vulkan, or set BNSL_NO_GPU=1. ${reason}`);
}

/**
 * Tests that need a device, which is opened once for them all. Under BNSL_NO_GPU=1 they are not registered, and a line
 * says so; every file that uses this has tests without a device as well.
 */
export function describeGpu(name: string, tests: (open: () => OpenDevice) => void): void {
  if (!gpuWanted) {
    console.log(`BNSL_NO_GPU=1: left out the GPU tests of ${name}`);
    return;
  }
  describe(`${name} (GPU)`, () => {
    let opened: OpenDevice | null = null;
    beforeAll(async () => {
      opened = await openTestDevice();
    });
    afterAll(() => opened?.release());
    tests(() => {
      if (!opened) throw new Error("the device is opened before the first test, not while tests are registered");
      return opened;
    });
  });
}
