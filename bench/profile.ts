/**
 * Where the time of a search goes: `npx tsx bench/profile.ts [--data FILE]… [--breaks 1] [--starts 128] [--repetitions 5]
 * [--seed 0] [--adapter NAME] [--save] [--note WORDS]`. Phases follow each other, so their seconds add up to the whole.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Engine, EngineSession } from "../src/core/engine/engine.js";
import { SOFTWARE_LIMITS } from "../src/core/engine/dispatches.js";
import { GpuEngine } from "../src/core/engine/gpuEngine.js";
import type { Executor, Task } from "../src/core/engine/tasks.js";
import { fitCurves } from "../src/core/fit.js";
import { loadCurves } from "../src/curves/load.js";
import { openDevice } from "../src/node/dawn.js";
import { openSource } from "../src/node/files.js";
import { packageFile, readShaders } from "../src/node/packageFiles.js";
import { workerPool } from "../src/node/workers.js";
import { resolveOptions } from "../src/core/options.js";
import type { Curve } from "../src/core/types.js";
import { timeKernels, type KernelTimes } from "./measure/kernelTimes.js";
import { columns, Report } from "./measure/report.js";
import { spreadOf } from "./measure/statistics.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [packageFile("bench/suites/default.csv")] },
    breaks: { type: "string", default: "1" },
    starts: { type: "string", default: "128" },
    repetitions: { type: "string", default: "5" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string", default: "auto" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

/** Seconds of the calling thread in each phase; the rest of the whole is the host's own work between them. */
interface Phases {
  open: number;
  starts: number;
  iterate: number;
  polish: number;
  whole: number;
}

const loading = performance.now();
const set = await loadCurves(
  values.data.map((file) => openSource(file)),
  {},
);
const loadSeconds = (performance.now() - loading) / 1000;
const open = await openDevice(values.adapter);
if (!open) throw new Error(`no adapter is "${values.adapter}"`);
const report = new Report("profile", open.adapter.name);
const executor = workerPool();
try {
  const limits = open.adapter.software ? SOFTWARE_LIMITS : {};
  const engine = new GpuEngine(open.device, await readShaders(), open.adapter.name, limits);
  const kernels = timeKernels(open.device);
  const first = await profile(set.curves, engine, executor, Number(values.seed));
  await kernels.read();
  const runs: { phases: Phases; times: KernelTimes }[] = [];
  for (let i = 1; i <= Number(values.repetitions); i++) {
    const phases = await profile(set.curves, engine, executor, Number(values.seed) + i);
    runs.push({ phases, times: await kernels.read() });
  }
  print(first, runs);
  const figures = runs.map(({ phases, times }) => ({ phases, kernels: Object.fromEntries(times) }));
  const data = values.data.map((file) => basename(file));
  report.end({ loadSeconds, first, runs: figures }, { ...values, data }, values);
} finally {
  await executor.close();
  await open.release();
}

async function profile(curves: readonly Curve[], engine: Engine, threads: Executor, seed: number): Promise<Phases> {
  const phases: Phases = { open: 0, starts: 0, iterate: 0, polish: 0, whole: 0 };
  const options = resolveOptions({ breaks: [Number(values.breaks)], starts: Number(values.starts), seed });
  const polishing = overlapping((seconds) => (phases.polish += seconds));
  const context = {
    engine: timedEngine(engine, phases),
    executor: {
      run: <K extends Task["kind"]>(task: Extract<Task, { kind: K }>) => polishing(threads.run<K>(task)),
      close: () => threads.close(),
    },
  };
  const began = performance.now();
  for await (const rows of fitCurves(curves, options, context)) void rows;
  phases.whole = (performance.now() - began) / 1000;
  return phases;
}

function timedEngine(engine: Engine, phases: Phases): Engine {
  const timed = async <T>(phase: keyof Phases, work: Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work;
    phases[phase] += (performance.now() - began) / 1000;
    return result;
  };
  return {
    name: engine.name,
    adapter: engine.adapter,
    close: () => engine.close(),
    open: async (batch): Promise<EngineSession> => {
      const session = await timed("open", engine.open(batch));
      return {
        starts: (ranges) => timed("starts", session.starts(ranges)),
        iterate: (states, iterations) => timed("iterate", session.iterate(states, iterations)),
        release: () => session.release(),
      };
    },
  };
}

/** Counts the seconds in which at least one of many promises is pending. */
function overlapping(add: (seconds: number) => void): <T>(work: Promise<T>) => Promise<T> {
  let pending = 0;
  let began = 0;
  return async (work) => {
    if (pending++ === 0) began = performance.now();
    try {
      return await work;
    } finally {
      if (--pending === 0) add((performance.now() - began) / 1000);
    }
  };
}

function print(first: Phases, runs: readonly { phases: Phases; times: KernelTimes }[]): void {
  const median = (of: (run: (typeof runs)[number]) => number) => spreadOf(runs.map(of)).median;
  const kernel = (stage: string) => median(({ times }) => (times.get(stage)?.milliseconds ?? 0) / 1000);
  const whole = median(({ phases }) => phases.whole);
  const line = (name: string, seconds: number) => [
    name,
    (1000 * seconds).toFixed(1),
    `${((100 * seconds) / whole).toFixed(1)} %`,
  ];
  const phase = (name: keyof Phases) => median(({ phases }) => phases[name]);
  const named = phase("open") + phase("starts") + phase("iterate") + phase("polish");
  report.print(
    `${set.curves.length} curves, n = ${values.breaks}, ${values.starts} starts a curve; medians of ${runs.length} runs`,
  );
  report.print(
    columns(
      ["phase", "ms", "share"],
      [
        line("starts: kernel", kernel("starts")),
        line("starts: transfer and dispatch", phase("starts") - kernel("starts")),
        line("Levenberg-Marquardt: kernel", kernel("levenberg_marquardt")),
        line("Levenberg-Marquardt: transfer and dispatch", phase("iterate") - kernel("levenberg_marquardt")),
        line("buffers of a batch", phase("open")),
        line("polish (f64, threads)", phase("polish")),
        line("host: plans, survivors, minima, rows", whole - named),
        line("whole", whole),
      ],
    ),
  );
  const compile = first.open - phase("open");
  report.print(
    `outside: loading ${(1000 * loadSeconds).toFixed(0)} ms; linking and compiling ${(1000 * compile).toFixed(0)} ms at the first batch`,
  );
}
