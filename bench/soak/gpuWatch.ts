import { setTimeout as sleep } from "node:timers/promises";
import { globals } from "webgpu";

/** What is known of the devices of this process, and how to disturb the one in use. */
export interface GpuWatch {
  /** devices that were opened and neither destroyed nor lost */
  devices(): number;
  /** buffers of those devices that were made and not destroyed */
  buffers(): number;
  /** false where there is no device to destroy */
  destroyDevice(): boolean;
  /** the next buffer cannot be had: as an error of the scope, or at once as those that are mapped when made */
  failNextBuffer(): void;
  /** the next answer of a device comes minutes late, as from a kernel that hangs; false where that was done not long ago */
  hangNextMap(): boolean;
  /** whatever has not happened yet does not happen */
  disarm(): void;
}

/** longer than any engine waits; it waits a minute, so that hangs are rare */
const HANG_MILLISECONDS = 400_000;
const FIRST_HANG_MILLISECONDS = 60_000;
const HANG_EVERY_MILLISECONDS = 600_000;

/** Looks at all devices of this process from here on, by standing between Dawn's classes and whoever calls them. */
export function watchGpu(): GpuWatch {
  const live = new Map<GPUDevice, Set<GPUBuffer>>();
  let armed: "buffer" | "scope" | "map" | null = null;
  let flip = false;
  let hangFrom = performance.now() + FIRST_HANG_MILLISECONDS;
  // Dawn's own classes: those of the same names that a browser has are types alone here
  const classes = globals as unknown as Record<string, { prototype: object }>;

  wrap<GPUAdapter, "requestDevice">(classes.GPUAdapter, "requestDevice", async (adapter, call, ...words) => {
    const device = await call.apply(adapter, words);
    live.set(device, new Set());
    void device.lost.then(() => live.delete(device));
    return device;
  });
  wrap<GPUDevice, "destroy">(classes.GPUDevice, "destroy", (device, call) => {
    live.delete(device);
    return call.apply(device);
  });
  wrap<GPUDevice, "createBuffer">(classes.GPUDevice, "createBuffer", (device, call, descriptor) => {
    if (armed === "buffer") {
      armed = null;
      throw new RangeError("createBuffer failed, size is too large for the implementation");
    }
    const buffer = call.call(device, descriptor);
    live.get(device)?.add(buffer);
    return buffer;
  });
  wrap<GPUDevice, "popErrorScope">(classes.GPUDevice, "popErrorScope", async (device, call) => {
    const fails = armed === "scope";
    if (fails) armed = null;
    const error = await call.apply(device);
    return fails ? new GPUOutOfMemoryError("out of memory, made up by the soak") : error;
  });
  wrap<GPUBuffer, "destroy">(classes.GPUBuffer, "destroy", (buffer, call) => {
    for (const buffers of live.values()) buffers.delete(buffer);
    return call.apply(buffer);
  });
  wrap<GPUBuffer, "mapAsync">(classes.GPUBuffer, "mapAsync", (buffer, call, ...words) => {
    if (armed !== "map") return call.apply(buffer, words);
    armed = null;
    // asked for at once: Dawn's objects of a device that was let go of may not be asked for anything
    const answer = call.apply(buffer, words);
    answer.catch(() => undefined);
    return sleep(HANG_MILLISECONDS, undefined, { ref: false }).then(() => answer);
  });
  return {
    devices: () => live.size,
    buffers: () => [...live.values()].reduce((sum, { size }) => sum + size, 0),
    destroyDevice: () => {
      const device = [...live.keys()].at(-1);
      device?.destroy();
      return device !== undefined;
    },
    failNextBuffer: () => {
      flip = !flip;
      armed = flip ? "buffer" : "scope";
    },
    hangNextMap: () => {
      if (performance.now() < hangFrom) return false;
      hangFrom = performance.now() + HANG_EVERY_MILLISECONDS;
      armed = "map";
      return true;
    },
    disarm: () => void (armed = null),
  };
}

type Method<Owner, Name extends keyof Owner> = Extract<Owner[Name], (...words: never[]) => unknown>;

/** Puts `around` in the place of a method; it gets the object, the method and what it was called with. */
function wrap<Owner, Name extends keyof Owner & string>(
  owner: { prototype: object },
  name: Name,
  around: (
    self: Owner,
    call: Method<Owner, Name>,
    ...words: Parameters<Method<Owner, Name>>
  ) => ReturnType<Method<Owner, Name>>,
): void {
  const call = Reflect.get(owner.prototype, name) as Method<Owner, Name>;
  Reflect.set(owner.prototype, name, function (this: Owner, ...words: Parameters<Method<Owner, Name>>) {
    return around(this, call, ...words);
  });
}
