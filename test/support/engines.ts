import { describe } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import type { Engine } from "../../src/core/engine/engine.js";
import { GpuEngine } from "../../src/core/engine/gpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { fitCurves } from "../../src/core/fit.js";
import { resolveOptions } from "../../src/core/options.js";
import type { Curve, FitOptions, FitRow } from "../../src/core/types.js";
import { readShaders } from "../../src/node/packageFiles.js";
import { describeGpu } from "./device.js";

/** Fits curves on an engine, the polish in this thread; rows by curve, n ascending. */
export type FitCurves = (curves: readonly Curve[], options?: Partial<FitOptions>) => Promise<FitRow[]>;

/** The same tests on the CPU engine and, where a GPU is wanted, on the GPU engine. */
export function describeEngines(name: string, tests: (fit: FitCurves) => void): void {
  describeCpuFits(name, tests);
  describeGpuFits(name, tests);
}

/** Tests of fits on the CPU engine alone: what would compile kernels of many more shapes. */
export function describeCpuFits(name: string, tests: (fit: FitCurves) => void): void {
  describe(`${name} (CPU)`, () => tests(fitterOn(() => Promise.resolve(new CpuEngine(inlineExecutor)))));
}

/** Tests of fits on the GPU engine alone. */
export function describeGpuFits(name: string, tests: (fit: FitCurves) => void): void {
  describeGpu(name, (open) => {
    let engine: Promise<Engine> | null = null;
    tests(fitterOn(() => (engine ??= readShaders().then((texts) => new GpuEngine(open().device, texts, "test")))));
  });
}

function fitterOn(engine: () => Promise<Engine>): FitCurves {
  return async (curves, options = {}) => {
    const rows: FitRow[] = [];
    const context = { engine: await engine(), executor: inlineExecutor };
    for await (const window of fitCurves(curves, resolveOptions(options), context)) rows.push(...window);
    return rows;
  };
}
