import { expect, it } from "vitest";
import type { Batch } from "../../../src/core/engine/engine.js";
import { GpuEngine } from "../../../src/core/engine/gpuEngine.js";
import { DeviceLostError } from "../../../src/core/errors.js";
import { withNaps } from "../../../src/node/dawn.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { batchOf } from "../../support/batches.js";
import { clearLaws, geometric, lawCurve, roundedProblem, problemOf } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";

/** A device that, once it is silenced, answers nothing that waits for its work, until it is told that it has done. */
function silent(device: GPUDevice) {
  let silenced = false;
  let done = (): void => undefined;
  const work = new Promise<undefined>((resolve) => (done = () => resolve(undefined)));
  const queue = proxied(device.queue, {
    onSubmittedWorkDone: () => (silenced ? work : device.queue.onSubmittedWorkDone()),
  });
  const createBuffer = (descriptor: GPUBufferDescriptor) => {
    const buffer = device.createBuffer(descriptor);
    if (descriptor.label !== "read back" || !silenced) return buffer;
    // a buffer that is destroyed ends what waits for it, whatever the device does
    let abort: (error: Error) => void = () => undefined;
    const map = new Promise<undefined>((_, reject) => (abort = reject));
    const destroy = buffer.destroy.bind(buffer);
    buffer.mapAsync = () => map;
    buffer.destroy = () => {
      abort(new Error("Buffer was destroyed before mapping was resolved."));
      return destroy();
    };
    return buffer;
  };
  const silence = () => void (silenced = true);
  return { device: proxied(device, { createBuffer, queue }), silence, done: () => done() };
}

function proxied<T extends object>(object: T, parts: Partial<Record<keyof T, unknown>>): T {
  return new Proxy(object, {
    get(target, name) {
      if (name in parts) return parts[name as keyof T];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

async function engineOn(device: GPUDevice): Promise<GpuEngine> {
  const limits = { hungSeconds: 0.05, hungTimes: 0 };
  return new GpuEngine(device, await readShaders(), "test", limits, withNaps);
}

function oneCurve(): Batch {
  const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 30), 0.01, 1);
  return batchOf([roundedProblem(problemOf(curve, 1, { breaks: [1] }, 1))]);
}

describeGpu("a device that hangs", (open) => {
  it("counts as hung until it has done all its work, not until its buffers are let go of", async () => {
    const { device, silence, done } = silent(open().device);
    const engine = await engineOn(device);
    const session = await engine.open(oneCurve());
    silence();
    expect(engine.hung).toBeNull();
    await expect(session.starts([{ problem: 0, first: 0, count: 8 }])).rejects.toThrow(DeviceLostError);
    session.release();
    let settled = false;
    const hung = engine.hung!.then(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(settled).toBe(false);
    done();
    await hung;
  });

  it("counts as hung, too, where it does not come to free what was destroyed", async () => {
    const { device, silence, done } = silent(open().device);
    let full = false;
    const createBuffer = (descriptor: GPUBufferDescriptor) => {
      if (full) throw new RangeError("createBuffer failed: out of memory");
      return device.createBuffer(descriptor);
    };
    const engine = await engineOn(proxied(device, { createBuffer }));
    await engine.check(false);
    silence();
    full = true;
    await expect(engine.open(oneCurve())).rejects.toThrow(
      new DeviceLostError("freeing memory: the device has not answered for 0.05 s: it hangs"),
    );
    expect(engine.hung).not.toBeNull();
    done();
    await engine.hung;
  });
});
