import { DeviceLostError } from "../errors.js";

/** The time is counted in so many parts, of which a thread that was busy or a machine that slept misses all but one. */
const PARTS = 10;

/**
 * Waits for a device no longer than `seconds` of this thread's attention.
 *
 * @throws DeviceLostError where it takes longer: nothing on this machine tells a device that hangs from a slow one
 */
export function unlessHung<T>(what: string, pending: Promise<T>, seconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let parts = 0;
    const clock = setInterval(
      () => {
        if (++parts < PARTS) return;
        clearInterval(clock);
        reject(new DeviceLostError(`${what}: the device has not answered for ${seconds} s: it hangs`));
      },
      (1000 * seconds) / PARTS,
    );
    pending.then(resolve, reject).finally(() => clearInterval(clock));
  });
}
