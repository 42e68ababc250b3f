import { describe } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import type { Engine } from "../../src/core/engine/engine.js";
import { GpuEngine } from "../../src/core/engine/gpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { readShaders } from "../../src/node/packageFiles.js";
import { describeGpu } from "./device.js";

/** The same tests given the CPU engine and, where a GPU is wanted, the GPU engine. */
export function describeEachEngine(name: string, tests: (engine: () => Promise<Engine>) => void): void {
  describe(`${name} (CPU)`, () => tests(() => Promise.resolve(cpuEngine())));
  describeGpu(name, (open) => {
    let engine: Promise<Engine> | null = null;
    tests(() => (engine ??= readShaders().then((texts) => new GpuEngine(open().device, texts, "test"))));
  });
}

export function cpuEngine(): Engine {
  return new CpuEngine(inlineExecutor);
}
