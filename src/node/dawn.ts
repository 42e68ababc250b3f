import { setImmediate as nextTurn } from "node:timers/promises";
import { EngineError } from "../core/errors.js";
import type { Waiting } from "../core/gpu/buffers.js";
import { filterNativeStderr } from "./nativeStderr.js";
import { type AdapterReport, probeAdapters, type ProbeReport, REQUESTED_LIMITS } from "./adapters.js";

export type { AdapterReport } from "./adapters.js";

/** A device in use, with what has to stay alive beside it. */
export interface OpenDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterReport;
  /**
   * Destroys the device and lets go of Dawn, so that the process can end; settles when that is done. Nothing may be
   * compiled for the device any more. May be called twice.
   */
  release(): Promise<void>;
}

/** Each adapter of this machine once, the best first: discrete, other hardware, integrated, software. */
export async function listAdapters(): Promise<readonly AdapterReport[]> {
  return (await probe()).adapters;
}

/**
 * Opens a device on the adapter that `choice` names: "auto" (hardware, else software), "hardware", "software",
 * or an adapter's name or a part of it in any case. Null where there is no such adapter: `whyNoAdapter` says why.
 *
 * The device has the adapter's own maximum of every limit that the engine uses, and `timestamp-query` where
 * the adapter offers it, unquantised.
 *
 * @throws EngineError if the adapter is there but gives no device
 */
export async function openDevice(choice: string): Promise<OpenDevice | null> {
  const adapter = chooseAdapter(await listAdapters(), choice);
  if (adapter === null) return null;
  const gpu = await createInstance(adapter);
  inUse.add(gpu);
  try {
    const device = await requestDevice(gpu, adapter);
    let released: Promise<void> | null = null;
    return { device, adapter, release: () => (released ??= releaseDevice(device, gpu)) };
  } catch (error) {
    await letGo(gpu);
    const why = error instanceof Error ? error.message : String(error);
    throw new EngineError(`The adapter "${adapter.name}" gave no device: ${why}`);
  }
}

/** The adapter that `openDevice` would take, or null. `adapters` come best first. */
export function chooseAdapter(adapters: readonly AdapterReport[], choice: string): AdapterReport | null {
  const word = choice.trim().toLowerCase();
  if (word === "auto") return adapters[0] ?? null;
  if (word === "software" || word === "hardware") {
    return adapters.find((adapter) => adapter.software === (word === "software")) ?? null;
  }
  const named = adapters.find((adapter) => adapter.name.toLowerCase() === word);
  return named ?? adapters.find((adapter) => adapter.name.toLowerCase().includes(word)) ?? null;
}

/** One or two sentences for a person whose `choice` found no adapter. */
export async function whyNoAdapter(choice: string): Promise<string> {
  const { adapters, reason } = await probe();
  if (reason !== null) return reason;
  const names = adapters.map((adapter) => `"${adapter.name}" (${adapter.type})`).join(", ");
  return `No adapter is "${choice}". There is ${names}.`;
}

/*
 * Dawn crashes if what create() returned is collected while anything that was asked of it is not answered, be it by an
 * error, as its answers are delivered in later turns of the event loop. Node does not exit while it is held.
 */
const inUse = new Set<GPU>();

/** turns of the event loop in which the last answers are delivered, with room to spare: one was seen to do */
const LAST_TURNS = 10;

/** Devices that were opened and not yet let go of; the process cannot end by itself before. */
export function devicesInUse(): number {
  return inUse.size;
}

let probed: Promise<ProbeReport> | null = null;

function probe(): Promise<ProbeReport> {
  probed ??= probeAdapters();
  return probed;
}

let classesAssigned = false;

async function createInstance(adapter: AdapterReport): Promise<GPU> {
  const { create, globals } = await import("webgpu");
  if (!classesAssigned) Object.assign(globalThis, globals);
  classesAssigned = true;
  return create([
    `backend=${adapter.backend}`,
    `adapter=${adapter.name}`,
    "disable-dawn-features=timestamp_quantization",
  ]);
}

async function requestDevice(gpu: GPU, report: AdapterReport): Promise<GPUDevice> {
  // of limits that are a driver's and not used here: two lines before anything that the user asked for
  const adapter = await filterNativeStderr(
    () => gpu.requestAdapter(),
    (line) => /^Warning: maxDynamic\w+ artificially reduced /.test(line),
  );
  if (adapter === null) throw new Error("it was listed, but is not there any more.");
  return adapter.requestDevice({
    label: report.name,
    requiredFeatures: report.timestamps ? ["timestamp-query"] : [],
    requiredLimits: Object.fromEntries(REQUESTED_LIMITS.map((name) => [name, adapter.limits[name]])),
  });
}

async function releaseDevice(device: GPUDevice, gpu: GPU): Promise<void> {
  device.destroy();
  await device.lost;
  await letGo(gpu);
}

async function letGo(gpu: GPU): Promise<void> {
  for (let turn = 0; turn < LAST_TURNS; turn++) await nextTurn();
  inUse.delete(gpu);
}

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
