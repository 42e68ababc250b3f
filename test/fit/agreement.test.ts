import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { GpuEngine } from "../../src/core/engine/gpuEngine.js";
import type { Engine } from "../../src/core/engine/engine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { fitCurves } from "../../src/core/fit.js";
import { readShaders } from "../../src/node/packageFiles.js";
import { workerPool } from "../../src/node/workers.js";
import { resolveOptions } from "../../src/core/options.js";
import type { FitRow } from "../../src/core/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { describeGpu } from "../support/device.js";
import { expectWithin } from "../support/within.js";

const curves = clearLaws.map((law, i) => lawCurve(law, geometric(1e3, 1e7, 50), 0.005, i + 1, `curve ${i}`));
const options = resolveOptions({ breaks: [0, 1], starts: 128 });

async function rowsOn(engine: Engine, executor = inlineExecutor): Promise<FitRow[]> {
  const rows: FitRow[] = [];
  for await (const window of fitCurves(curves, options, { engine, executor })) rows.push(...window);
  return rows;
}

describe("the CPU engine", () => {
  it("gives the same table on a pool of threads as in one", async () => {
    const pool = workerPool(2);
    try {
      expect(await rowsOn(new CpuEngine(pool), pool)).toEqual(await rowsOn(new CpuEngine(inlineExecutor)));
    } finally {
      await pool.close();
    }
  });
});

describeGpu("both engines", (open) => {
  it("give the same answers to the tolerance of the polish", async () => {
    const gpu = await rowsOn(new GpuEngine(open().device, await readShaders(), "test"));
    const cpu = await rowsOn(new CpuEngine(inlineExecutor));
    for (const [i, seen] of gpu.entries()) {
      const wanted = cpu[i];
      const name = `${seen.key.join()} at n = ${seen.nBreaks}`;
      expect([seen.selected, seen.atBound], name).toEqual([wanted.selected, wanted.atBound]);
      expectWithin(seen.objective! / wanted.objective!, 1, 1e-9, name);
      // f64 knows where a minimum is to the square root of its rounding, 1e-8, times the square root of the condition
      expectWithin(seen.c0! / wanted.c0!, 1, 1e-5, `c0 of ${name}`);
      expectWithin(seen.a!, wanted.a!, 1e-6, `a of ${name}`);
      wanted.c.forEach((c, k) => expectWithin(seen.c[k] / c, 1, 1e-5, `c of ${name}`));
      wanted.d.forEach((d, k) => expectWithin(seen.d[k] / d, 1, 1e-5, `d of ${name}`));
      wanted.f.forEach((f, k) => expectWithin(seen.f[k] / f, 1, 1e-4, `f of ${name}`));
      expect(seen.engine).toBe("gpu");
      expect(seen.agreedDigits, name).toBeGreaterThan(3);
    }
  });

  it("give the same table through tiny chunks", async () => {
    const sources = await readShaders();
    const whole = await rowsOn(new GpuEngine(open().device, sources, "test"));
    const tiny = await rowsOn(new GpuEngine(open().device, sources, "test", { stateBytes: 1, dispatchWork: 1 }));
    expect(tiny).toEqual(whole);
  });
});
