import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { probeAdapters, readAnswer, REQUESTED_LIMITS, type AdapterReport } from "../../src/node/adapters.js";
import { chooseAdapter, listAdapters, openDevice, whyNoAdapter } from "../../src/node/dawn.js";

const report = (name: string, type: AdapterReport["type"]): AdapterReport => ({
  name,
  vendor: "",
  architecture: "",
  description: "",
  backend: "vulkan",
  type,
  software: type === "software",
  timestamps: false,
  limits: {},
});

function answer(names: Record<string, boolean>, preferred: { high: string; low: string } | null = null): string {
  const found = Object.entries(names).map(([name, software]) => {
    const { type, ...rest } = report(name, software ? "software" : "hardware");
    return type === "software" ? { ...rest, software: true } : rest;
  });
  return `noise\n${JSON.stringify({ found, preferred, error: null })}\n`;
}

describe("readAnswer", () => {
  it("puts discrete before integrated before software", () => {
    const text = answer({ soft: true, chip: false, card: false }, { high: "card", low: "chip" });
    const { adapters, reason } = readAnswer(text, "", null);
    expect(adapters.map(({ name, type }) => [name, type])).toEqual([
      ["card", "discrete"],
      ["chip", "integrated"],
      ["soft", "software"],
    ]);
    expect(reason).toBeNull();
  });

  it("does not guess between discrete and integrated where the powers agree", () => {
    const both = readAnswer(answer({ one: false, two: false }, { high: "one", low: "one" }), "", null);
    expect(both.adapters.map((adapter) => adapter.type)).toEqual(["hardware", "hardware"]);
  });

  it.each([
    ["", "", "the driver crashed (SIGSEGV)", "Listing the adapters failed: the driver crashed (SIGSEGV)."],
    ["", "", null, "Listing the adapters failed: no answer came."],
    [
      '{"found":[],"preferred":null,"error":"libdawn: not found.\\nstack"}',
      "",
      null,
      "Dawn could not be loaded: libdawn: not found.",
    ],
    [
      answer({}),
      "Warning: vkCreateInstance: Found no drivers!\nWarning: a limit was artificially reduced from 9 to 1.\n",
      null,
      "Dawn found no adapter (vkCreateInstance: Found no drivers).",
    ],
    [answer({}), "", null, "Dawn found no adapter."],
  ])("%j: says why there is none", (stdout, stderr, ended, reason) => {
    expect(readAnswer(stdout, stderr, ended)).toEqual({ adapters: [], reason });
  });
});

describe("chooseAdapter", () => {
  const all = [report("Big Card", "discrete"), report("Chip", "integrated"), report("llvmpipe", "software")];

  it.each([
    ["auto", "Big Card"],
    ["hardware", "Big Card"],
    ["software", "llvmpipe"],
    ["chip", "Chip"],
    [" BIG ", "Big Card"],
  ])("%j", (choice, name) => expect(chooseAdapter(all, choice)?.name).toBe(name));

  it("takes software for auto where there is nothing else, and null where nothing fits", () => {
    expect(chooseAdapter(all.slice(2), "auto")?.name).toBe("llvmpipe");
    expect(chooseAdapter(all.slice(2), "hardware")).toBeNull();
    expect(chooseAdapter(all.slice(0, 2), "software")).toBeNull();
    expect(chooseAdapter(all, "H100")).toBeNull();
    expect(chooseAdapter([], "auto")).toBeNull();
  });
});

describe("the adapters of this machine", () => {
  it("are each listed once, the best first, with their limits", async () => {
    const adapters = await listAdapters();
    expect(adapters.length, "these tests need an adapter: scripts/ensure-vulkan").toBeGreaterThan(0);
    expect(new Set(adapters.map((adapter) => adapter.name)).size).toBe(adapters.length);
    for (const { limits } of adapters) {
      expect(Object.keys(limits)).toEqual([...REQUESTED_LIMITS]);
      expect(limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(128 * 2 ** 20);
    }
    const types = adapters.map((adapter) => adapter.software);
    expect(types).toEqual([...types].sort());
  });

  it("give a device with the adapter's own limits that computes", async () => {
    const open = await openDevice("auto");
    if (open === null) throw new Error("no adapter: scripts/ensure-vulkan");
    const { device, adapter } = open;
    for (const name of REQUESTED_LIMITS) expect(device.limits[name]).toBe(adapter.limits[name]);
    expect(device.features.has("timestamp-query")).toBe(adapter.timestamps);
    expect(await doubled(device, [1, 2.5, -3])).toEqual([2, 5, -6]);
    await open.release();
    expect((await device.lost).reason).toBe("destroyed");
    await open.release();
  });

  it("are not opened under a name that none has", async () => {
    expect(await openDevice("no such card")).toBeNull();
    expect(await whyNoAdapter("no such card")).toMatch(/^No adapter is "no such card"\. There is "/);
  });
});

describe("a process", () => {
  it("ends by itself within a second after release, with a device alive through garbage collection", async () => {
    const { stdout, took } = await runScript(`
      const open = await openDevice("auto");
      for (let i = 0; i < 5; i++) { globalThis.gc(); await new Promise((done) => setTimeout(done, 10)); }
      open.device.createShaderModule({ code: "@compute @workgroup_size(1) fn main() {}" });
      await open.device.queue.onSubmittedWorkDone();
      await open.release();
      console.log(Date.now());
    `);
    expect(took - Number(stdout.trim())).toBeLessThan(1000);
  });

  it("outlives devices that are released with answers under way, again and again", async () => {
    const { stdout } = await runScript(`
      for (let i = 0; i < 60; i++) {
        await round(i);
        for (let k = 0; k < 3; k++) { globalThis.gc(); await new Promise((done) => setTimeout(done, k)); }
      }
      console.log("outlived");
      async function round(i) {
        const open = await openDevice("auto");
        const { device } = open;
        const answers = Array.from({ length: 5 }, () => {
          const buffer = device.createBuffer({ size: 2 ** 20, usage: GPUBufferUsage.MAP_READ });
          device.pushErrorScope("validation");
          return [device.popErrorScope(), buffer.mapAsync(GPUMapMode.READ), device.queue.onSubmittedWorkDone()];
        });
        void Promise.allSettled(answers.flat());
        if (i % 2) await new Promise((done) => setImmediate(done));
        await open.release();
      }
    `);
    expect(stdout).toContain("outlived");
  }, 60_000);

  it("outlives engines that are closed while kernels are compiled", async () => {
    const engines = JSON.stringify(fileURLToPath(new URL("../../src/node/engines.ts", import.meta.url)));
    const support = (file: string) => JSON.stringify(fileURLToPath(new URL(`../support/${file}`, import.meta.url)));
    const { stdout } = await runScript(`
      const { openEngine } = await import(${engines});
      const { batchOf } = await import(${support("batches.ts")});
      const { curveOf, problemOf } = await import(${support("curves.ts")});
      const curve = curveOf([1, 2, 4, 8, 16], [5, 4, 3, 2.5, 2.2]);
      for (let i = 0; i < 12; i++) {
        await round(i);
        for (let k = 0; k < 3; k++) { globalThis.gc(); await new Promise((done) => setTimeout(done, 10 * k)); }
      }
      console.log("outlived");
      async function round(i) {
        const open = await openEngine("gpu");
        void open.engine.open(batchOf([problemOf(curve, i % 4)])).catch(() => null);
        await new Promise((done) => setTimeout(done, 7 * i));
        await open.close();
      }
    `);
    expect(stdout).toContain("outlived");
  }, 120_000);

  it("finds no adapter without a driver, says why, and writes nothing to the terminal", async () => {
    const { stdout, stderr } = await runScript(
      `console.log(JSON.stringify([await openDevice("auto"), await whyNoAdapter("auto")]));`,
      { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" },
    );
    expect(stderr).toBe("");
    const [device, reason] = JSON.parse(stdout) as [null, string];
    expect(device).toBeNull();
    expect(reason).toMatch(/^Dawn found no adapter \(.*Found no drivers/);
  });

  it("that takes too long to list is ended, with a word on it", async () => {
    expect(await probeAdapters(1)).toEqual({
      adapters: [],
      reason: "Listing the adapters failed: the driver did not answer in time.",
    });
  });
});

describe("importing the module", () => {
  it("does not load Dawn", async () => {
    const { stdout } = await runScript(`console.log(typeof globalThis.GPUBufferUsage);`);
    expect(stdout.trim()).toBe("undefined");
  });
});

/** Runs TypeScript with the module's functions at hand in a process of its own. */
async function runScript(
  body: string,
  env: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string; took: number }> {
  const module = fileURLToPath(new URL("../../src/node/dawn.ts", import.meta.url));
  const code = `import { openDevice, whyNoAdapter } from ${JSON.stringify(module)};\n${body}`;
  const args = ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ...env },
    timeout: 110_000,
  });
  return { stdout, stderr, took: Date.now() };
}

async function doubled(device: GPUDevice, values: readonly number[]): Promise<number[]> {
  const size = 4 * values.length;
  const data = device.createBuffer({
    size,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const back = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(data, 0, new Float32Array(values));
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var<storage, read_write> v: array<f32>;
      @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { v[id.x] *= 2; }`,
  });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: data } }],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(values.length);
  pass.end();
  encoder.copyBufferToBuffer(data, 0, back, 0, size);
  device.queue.submit([encoder.finish()]);
  await back.mapAsync(GPUMapMode.READ);
  return [...new Float32Array(back.getMappedRange())];
}
