import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runNode } from "./process.js";

/**
 * Has an adapter solve a problem whose answer is known, in a process of its own, which a broken driver may take down.
 *
 * @param name the adapter's own words
 * @returns why it is not to be used; null where it passes
 */
export async function checkAdapter(name: string, timeoutMs = 120_000): Promise<string | null> {
  const source = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(`./adapterCheckWorker.${source ? "ts" : "js"}`, import.meta.url));
  const args = [...(source ? ["--import", "tsx"] : []), program, name];
  const { stdout, ended } = await runNode(args, timeoutMs);
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) return `Its check failed: ${ended ?? "no answer came"}.`;
  return (JSON.parse(line) as { readonly fault: string | null }).fault;
}

/** What one adapter says of itself. */
export interface AdapterReport {
  /** the driver's own words, for example "llvmpipe (LLVM 15.0.6, 256 bits)" */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** "vulkan", "metal", "d3d12", …; empty where Dawn did not tell */
  readonly backend: string;
  /** "hardware" where Dawn does not tell discrete from integrated */
  readonly type: "discrete" | "integrated" | "hardware" | "software";
  readonly software: boolean;
  readonly timestamps: boolean;
  /** WebGPU limits by their names; sizes in bytes */
  readonly limits: Readonly<Record<string, number>>;
}

/** The adapters of this machine, the best first, and why there are none. */
export interface ProbeReport {
  readonly adapters: readonly AdapterReport[];
  /** one sentence; null where there is an adapter */
  readonly reason: string | null;
}

/** The limits that a device is opened with, at the adapter's own maximum. */
export const REQUESTED_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const;

/**
 * Lists the adapters in a process of its own: Dawn writes its warnings straight to the terminal when there is
 * no driver, and a broken driver takes the process down with it.
 */
export async function probeAdapters(timeoutMs = 30_000): Promise<ProbeReport> {
  let dawn: string;
  try {
    dawn = pathToFileURL(createRequire(import.meta.url).resolve("webgpu")).href;
  } catch {
    return { adapters: [], reason: "The package webgpu is not installed." };
  }
  const args = ["--input-type=module", "-e", PROGRAM, dawn, REQUESTED_LIMITS.join()];
  const { stdout, stderr, ended } = await runNode(args, timeoutMs);
  return readAnswer(stdout, stderr, ended);
}

/** Turns what the probing process wrote and how it ended into a report. */
export function readAnswer(stdout: string, stderr: string, ended: string | null): ProbeReport {
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) {
    return { adapters: [], reason: `Listing the adapters failed: ${ended ?? "no answer came"}.` };
  }
  const { found, preferred, error } = JSON.parse(line) as ProgramAnswer;
  if (error !== null) {
    const firstLine = error.split("\n")[0].replace(/\.$/, "");
    return { adapters: [], reason: `Dawn could not be loaded: ${firstLine}.` };
  }
  const adapters = found.map((adapter) => ({ ...adapter, type: adapterType(adapter, preferred) }));
  adapters.sort((p, q) => rank(p) - rank(q));
  return { adapters, reason: adapters.length > 0 ? null : noDriver(stderr) };
}

type Unranked = Omit<AdapterReport, "type">;

/** What the probing program writes: the adapters, whom each power preference takes (by name), its failure. */
interface ProgramAnswer {
  readonly found: readonly Unranked[];
  readonly preferred: Preferred | null;
  readonly error: string | null;
}

interface Preferred {
  readonly high?: string;
  readonly low?: string;
}

/** Dawn names no types, but "high-performance" takes the discrete adapter and "low-power" the integrated one. */
function adapterType(adapter: Unranked, preferred: Preferred | null): AdapterReport["type"] {
  if (adapter.software) return "software";
  if (preferred === null || preferred.high === preferred.low) return "hardware";
  if (adapter.name === preferred.high) return "discrete";
  return adapter.name === preferred.low ? "integrated" : "hardware";
}

function rank(adapter: AdapterReport): number {
  return ["discrete", "hardware", "integrated", "software"].indexOf(adapter.type);
}

function noDriver(stderr: string): string {
  const refusals = stderr
    .split("\n")
    .filter((line) => line.startsWith("Warning: ") && !line.includes("artificially reduced"))
    .map((line) => line.slice("Warning: ".length).trim().replace(/[.!]$/, ""));
  if (refusals.length === 0) return "Dawn found no adapter.";
  return `Dawn found no adapter (${[...new Set(refusals)].join("; ")}).`;
}

/*
 * A text, not a module: it has to run the same from src (TypeScript) and from dist. A name that no adapter has
 * makes Dawn list all of them in its error. Each instance costs a driver start, so the powers are asked only
 * where they tell something.
 */
const PROGRAM = `
import { writeSync } from "node:fs";

const answer = { found: [], preferred: null, error: null };
try {
  const { create } = await import(process.argv[1]);
  const limitNames = process.argv[2].split(",");
  const describe = (adapter, name, backend) => ({
    name,
    backend,
    vendor: adapter.info.vendor,
    architecture: adapter.info.architecture,
    description: adapter.info.description,
    software: adapter.info.isFallbackAdapter === true || adapter.info.architecture === "software",
    timestamps: adapter.features.has("timestamp-query"),
    limits: Object.fromEntries(limitNames.map((limit) => [limit, adapter.limits[limit]])),
  });
  const names = new Map();
  try {
    await create(["adapter=no adapter has this name"]).requestAdapter();
  } catch (listing) {
    for (const [, backend, name] of listing.message.matchAll(/backend: '([^']*)', name: '(.*)'/g)) {
      if (backend !== "null" && !names.has(name)) names.set(name, backend);
    }
  }
  const devices = new Map();
  for (const [name, backend] of names) {
    const adapter = await create(["backend=" + backend, "adapter=" + name]).requestAdapter();
    if (adapter === null) continue;
    answer.found.push(describe(adapter, name, backend));
    devices.set(adapter.info.device, name);
  }
  if (answer.found.filter((adapter) => !adapter.software).length > 1) {
    const gpu = create([]);
    const high = await gpu.requestAdapter({ powerPreference: "high-performance" });
    const low = await gpu.requestAdapter({ powerPreference: "low-power" });
    answer.preferred = { high: devices.get(high?.info.device), low: devices.get(low?.info.device) };
  }
} catch (error) {
  answer.error = String(error?.message ?? error);
}
writeSync(1, JSON.stringify(answer) + "\\n");
process.exit(0);
`;
