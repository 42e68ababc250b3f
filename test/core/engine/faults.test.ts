import { afterEach, describe, expect, it, vi } from "vitest";
import { SOFTWARE_LIMITS, type ChunkLimits } from "../../../src/core/engine/dispatches.js";
import type { Engine } from "../../../src/core/engine/engine.js";
import type { FitStates } from "../../../src/core/engine/fitStates.js";
import { GpuEngine } from "../../../src/core/engine/gpuEngine.js";
import { DeviceLostError, DeviceMemoryError, EngineError } from "../../../src/core/errors.js";
import { unlessHung } from "../../../src/core/gpu/errors.js";
import { withNaps } from "../../../src/node/dawn.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { batchOf } from "../../support/batches.js";
import { clearLaws, geometric, lawCurve, problemOf, roundedProblem } from "../../support/curves.js";
import { describeGpu, openTestDevice } from "../../support/device.js";
import { replaced } from "../../support/lyingDevice.js";

const batch = batchOf(
  clearLaws.map((law, i) =>
    roundedProblem(problemOf(lawCurve(law, geometric(1e3, 1e7, 30), 0.01, i + 1), 1, { breaks: [1] }, 1)),
  ),
);
const STARTS = 400;

async function fitted(engine: Engine, of = batch): Promise<FitStates> {
  const session = await engine.open(of);
  try {
    const states = await session.starts(of.problems.map((_, problem) => ({ problem, first: 0, count: STARTS })));
    await session.iterate(states, 24);
    return states;
  } finally {
    session.release();
  }
}

describe("unlessHung", () => {
  afterEach(() => vi.useRealTimers());

  it("gives up on what does not settle, not on what does", async () => {
    vi.useFakeTimers();
    const never = unlessHung("a stage", new Promise(() => undefined), 10);
    const settled = unlessHung("a stage", new Promise((resolve) => setTimeout(resolve, 9_000, 7)), 10);
    const error = never.catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await settled).toBe(7);
    expect(await error).toBeInstanceOf(DeviceLostError);
    expect(((await error) as Error).message).toBe("a stage: the device has not answered for 10 s: it hangs");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("passes failures on", async () => {
    await expect(unlessHung("a stage", Promise.reject(new TypeError("no")), 10)).rejects.toThrow(TypeError);
  });
});

/** A device whose buffers are counted, and fail as they are told to. */
function counted(device: GPUDevice, fails: (descriptor: GPUBufferDescriptor) => "asynchronously" | "at once" | null) {
  const live = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  const sizes: number[] = [];
  const createBuffer = (descriptor: GPUBufferDescriptor) => {
    const fault = fails(descriptor);
    if (fault === "at once") throw new RangeError("createBuffer failed: out of memory");
    sizes.push(descriptor.size);
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    live.add(buffer);
    return buffer;
  };
  // error scopes are not the wrapper's own: what was to fail is answered for by its scope
  let refused = false;
  const pop = async () => {
    const error = await device.popErrorScope();
    return error;
  };
  const wrapper = new Proxy(device, {
    get(target, name) {
      if (name === "createBuffer")
        return (descriptor: GPUBufferDescriptor) => {
          refused ||= fails(descriptor) === "asynchronously";
          return createBuffer(descriptor);
        };
      if (name === "popErrorScope")
        return async () => {
          const mine = refused;
          refused = false;
          const error = await pop();
          return mine ? { message: "not enough memory left" } : error;
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { device: wrapper, live, sizes };
}

/** A device of so many bytes that keeps those of a destroyed buffer until it is handed work again, as Dawn does. */
function bounded(device: GPUDevice, bytes: number) {
  const seen = { peak: 0, refusals: 0 };
  let used = 0;
  let destroyed = 0;
  const createBuffer = (descriptor: GPUBufferDescriptor) => {
    if (used + descriptor.size > bytes) {
      seen.refusals++;
      throw new RangeError("createBuffer failed: out of memory");
    }
    used += descriptor.size;
    seen.peak = Math.max(seen.peak, used);
    const buffer = device.createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      destroyed += descriptor.size;
      return destroy();
    };
    return buffer;
  };
  const queue = replaced(device.queue, {
    submit: (commands: Iterable<GPUCommandBuffer>) => {
      used -= destroyed;
      destroyed = 0;
      return device.queue.submit(commands);
    },
  });
  return { device: replaced(device, { createBuffer, queue }), seen };
}

describeGpu("GpuEngine where a device fails", (open) => {
  const engineOn = async (device: GPUDevice, limits: Partial<ChunkLimits> = {}) =>
    new GpuEngine(device, await readShaders(), "test", { ...SOFTWARE_LIMITS, ...limits }, withNaps);
  let undisturbed: Promise<FitStates> | null = null;
  const wanted = () => (undisturbed ??= engineOn(open().device).then((engine) => fitted(engine)));

  it.each(["at once", "asynchronously"] as const)(
    "halves what it gives a device that has no room (%s), and gives the same bits",
    async (fault) => {
      const most = 20_000;
      const { device, live, sizes } = counted(open().device, ({ size }) => (size > most ? fault : null));
      const states = await fitted(await engineOn(device));
      expect(states.values).toEqual((await wanted()).values);
      if (fault === "at once") expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
      expect(live.size).toBe(0);
    },
  );

  it("has a device free what was destroyed before it asks for less", async () => {
    const whole = bounded(open().device, Infinity);
    await fitted(await engineOn(whole.device));
    const half = bounded(open().device, 0.7 * whole.seen.peak);
    const states = await fitted(await engineOn(half.device));
    expect(states.values).toEqual((await wanted()).values);
    expect(half.seen.refusals).toBe(1);
  });

  it("says so where not even one workgroup has room, and holds nothing", async () => {
    const { device, live } = counted(open().device, ({ label }) => (label === "states" ? "at once" : null));
    const error = await fitted(await engineOn(device)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceMemoryError);
    expect((error as Error).message).toContain("out of memory");
    expect(live.size).toBe(0);
  });

  it.each(["points", "curves", "bounds", "parents", "samples"])(
    "holds nothing where there is no room for the %s of a batch",
    async (name) => {
      for (const fault of ["at once", "asynchronously"] as const) {
        const { device, live } = counted(open().device, ({ label }) => (label === name ? fault : null));
        await expect(fitted(await engineOn(device))).rejects.toThrow(DeviceMemoryError);
        expect(live.size).toBe(0);
      }
    },
  );

  it("refuses a buffer that is larger than the device takes any, as one that there is no room for", async () => {
    const { device } = open();
    const small = replaced(device, { limits: { ...limitsOf(device), maxStorageBufferBindingSize: 1500 } });
    const error = await fitted(await engineOn(small)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceMemoryError);
    expect((error as Error).message).toMatch(/the buffer of points would have \d+ bytes; this device takes 1500/);
  });

  it("lets go of all buffers of a device that is destroyed under it", async () => {
    const own = await openTestDevice();
    try {
      const { device, live } = counted(own.device, () => null);
      const engine = await engineOn(device);
      const session = await engine.open(batch);
      const states = await session.starts([{ problem: 0, first: 0, count: 64 }]);
      own.device.destroy();
      await expect(session.iterate(states, 8)).rejects.toThrow(DeviceLostError);
      session.release();
      expect(live.size).toBe(0);
      await expect(fitted(engine)).rejects.toThrow(DeviceLostError);
      expect(live.size).toBe(0);
    } finally {
      await own.release();
    }
  });

  it("takes a device that does not end a dispatch for lost, and does not wait for it", async () => {
    const own = await openTestDevice();
    const huge = { firstWork: 1e12, dispatchSeconds: 1e6, hungSeconds: 0.2, hungTimes: 0 };
    const engine = await engineOn(own.device, huge);
    const long = batchOf(
      clearLaws.map((law, i) =>
        problemOf(lawCurve(law, geometric(1e3, 1e7, 4000), 0.01, i + 1), 2, { breaks: [2] }, 1),
      ),
    );
    const session = await engine.open(long);
    const states = await session.starts(long.problems.map((_, problem) => ({ problem, first: 0, count: 2048 }))).then(
      () => expect.fail("the device was not given enough to do"),
      (error: unknown) => error,
    );
    expect(states).toBeInstanceOf(DeviceLostError);
    expect((states as EngineError).message).toContain("it hangs");
    expect(engine.hung).not.toBeNull();
    session.release();
    await engine.hung;
    await own.release();
  });
});

function limitsOf(device: GPUDevice): Record<string, number> {
  const names = ["maxBufferSize", "minUniformBufferOffsetAlignment", "maxComputeWorkgroupsPerDimension"] as const;
  return Object.fromEntries(names.map((name) => [name, device.limits[name]]));
}
