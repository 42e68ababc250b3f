import { CpuEngine } from "../core/engine/cpuEngine.js";
import { SOFTWARE_LIMITS } from "../core/engine/dispatches.js";
import { GpuEngine } from "../core/engine/gpuEngine.js";
import { inlineExecutor, type Executor } from "../core/engine/tasks.js";
import { AdapterError, EngineError } from "../core/errors.js";
import type { EngineChoice } from "../core/types.js";
import type { OpenEngine, OpeningOptions } from "../run/runEngine.js";
import { type AdapterReport, listAdapters, type OpenDevice, openDevice, whyNoAdapter, withNaps } from "./dawn.js";
import { readShaders } from "./packageFiles.js";
import { workerPool } from "./workers.js";

/** Starting threads for the polish takes longer than polishing fewer points than this. */
const POINTS_WORTH_THREADS = 250;

/**
 * Opens the engine that was asked for: `gpu` on the named adapter, `cpu`, or under `auto` a hardware adapter, else a
 * software adapter, else the CPU. Each adapter has to solve a problem whose answer is known first.
 *
 * @param points how many will be fitted, over all curves
 * @throws EngineError when `gpu`, or an adapter by name, is not to be had, AdapterError when it does not pass its check
 */
export async function openEngine(
  choice: EngineChoice,
  adapter?: string,
  threads?: number,
  points = Infinity,
  options: OpeningOptions = {},
): Promise<OpenEngine> {
  if (choice === "cpu") return openCpu(threads, options.why ?? "as asked for");
  const openExecutor = () => (points < POINTS_WORTH_THREADS ? inlineExecutor : workerPool(threads));
  if (choice === "auto" && adapter === undefined) {
    const { without = new Map<string, string>(), ...rest } = options;
    const open = await openBest(openExecutor, { ...rest, without });
    return open ?? openCpu(threads, await whyCpu(without));
  }
  const open = await openDevice(adapter ?? "auto");
  if (open) return openGpu(open, openExecutor, options);
  const reason = await whyNoAdapter(adapter ?? "auto");
  throw new EngineError(`${reason} \`bnsl devices\` says what there is and how to get more`);
}

/** The best adapter that is not left out and can be used; null where there is none. Adds those that cannot to `without`. */
async function openBest(
  openExecutor: () => Executor,
  options: OpeningOptions & { readonly without: Map<string, string> },
): Promise<OpenEngine | null> {
  const { without } = options;
  for (;;) {
    const best = (await listAdapters()).find(({ name }) => !without.has(name));
    if (!best) return null;
    try {
      const open = await openDevice(without.size === 0 ? "auto" : best.name);
      return open && (await openGpu(open, openExecutor, options));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      without.set(best.name, error instanceof AdapterError ? error.what : error.message);
    }
  }
}

async function whyCpu(without: ReadonlyMap<string, string>): Promise<string> {
  if (without.size > 0) return [...without.values()].join("; ");
  return `${await whyNoAdapter("auto")} \`bnsl devices\` says how to get the faster GPU path`;
}

function openCpu(threads: number | undefined, why: string): OpenEngine {
  const executor = workerPool(threads);
  return {
    engine: new CpuEngine(executor),
    executor,
    line: `engine: cpu (f64 on worker threads): ${why}`,
    close: () => executor.close(),
  };
}

async function openGpu(
  open: OpenDevice,
  openExecutor: () => Executor,
  { limits = {}, resampled = false, without }: OpeningOptions,
): Promise<OpenEngine> {
  const { device, adapter } = open;
  let engine: GpuEngine | null = null;
  const release = async () => {
    const done = () => Promise.resolve(engine?.close()).then(() => open.release());
    // to destroy a device that hangs would stop this thread as well
    if (engine?.hung) void engine.hung.then(done);
    else await done();
  };
  try {
    const cuts = { ...(adapter.software ? SOFTWARE_LIMITS : {}), ...limits };
    engine = new GpuEngine(device, await readShaders(), adapter.name, cuts, withNaps);
    await engine.check(false);
    if (resampled) await engine.check(true);
    const executor = openExecutor();
    return {
      engine,
      executor,
      line: `engine: gpu on ${adapter.name} (${adapterKind(adapter, without)})`,
      close: async () => {
        await executor.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function adapterKind({ software }: AdapterReport, without: ReadonlyMap<string, string> = new Map()): string {
  const kind = software ? "a software adapter" : "a hardware adapter";
  if (without.size > 0) return `${kind}: ${[...without.values()].join("; ")}`;
  return software ? `${kind}: no hardware adapter was found` : kind;
}
