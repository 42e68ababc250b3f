import { readdirSync, readFileSync } from "node:fs";
import type { GpuWatch } from "./gpuWatch.js";
import type { ThreadWatch } from "./threadWatch.js";

/** What this process holds between two runs, when it should hold nothing of the run before. */
export interface Holdings {
  /** MB */
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
  readonly devices: number;
  readonly buffers: number;
  readonly threads: number;
  readonly files: number;
  readonly children: number;
  /** files and folders in the folder for temporary ones */
  readonly temporary: number;
}

/** After two collections of garbage (`--expose-gc`); files and children are read from Linux's /proc. */
export async function holdings(gpu: GpuWatch, threads: ThreadWatch, folder: string): Promise<Holdings> {
  if (globalThis.gc === undefined) throw new Error("run with node --expose-gc: memory is only told after it");
  globalThis.gc();
  // what waits to be finalised is let go of between the two
  await new Promise((resolve) => setTimeout(resolve, 20));
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    resident: rss / 1e6,
    heap: heapUsed / 1e6,
    external: external / 1e6,
    devices: gpu.devices(),
    buffers: gpu.buffers(),
    threads: threads.running(),
    files: readdirSync("/proc/self/fd").length,
    children: childProcesses(),
    temporary: readdirSync(folder, { recursive: true }).length,
  };
}

function childProcesses(): number {
  return readdirSync("/proc/self/task")
    .map((thread) => readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim())
    .flatMap((list) => (list === "" ? [] : list.split(" "))).length;
}
