import { CpuEngine } from "../engine/cpuEngine.js";
import type { Engine } from "../engine/engine.js";
import { SOFTWARE_LIMITS, type ChunkLimits } from "../engine/dispatches.js";
import { GpuEngine } from "../engine/gpuEngine.js";
import { inlineExecutor, type Executor } from "../engine/tasks.js";
import { EngineError } from "../errors.js";
import type { EngineChoice } from "../types.js";
import { openDevice, whyNoAdapter, type AdapterReport, type OpenDevice } from "./dawn.js";
import { readShaders } from "./shaders.js";
import { withNaps } from "./waiting.js";
import { workerPool } from "./workers.js";

/** An engine in use with the threads beside it. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly executor: Executor;
  /** one line for a person: which engine, and why */
  readonly line: string;
  close(): Promise<void>;
}

/** What an engine may be told besides. */
export interface OpeningOptions {
  /** how work is cut for a device; left out: as the kind of adapter wants it */
  readonly limits?: Partial<ChunkLimits>;
  /** why it is the CPU, where that was not asked for */
  readonly why?: string;
}

/** Starting threads for the polish takes longer than polishing fewer points than this. */
const POINTS_WORTH_THREADS = 250;

/**
 * Opens the engine that was asked for: `gpu` on the named adapter, `cpu`, or under `auto` a hardware adapter, else a
 * software adapter, else the CPU.
 *
 * @param points how many will be fitted, over all curves
 * @throws EngineError when `gpu`, or an adapter by name, is not to be had
 */
export async function openEngine(
  choice: EngineChoice,
  adapter?: string,
  threads?: number,
  points = Infinity,
  { limits = {}, why = "as asked for" }: OpeningOptions = {},
): Promise<OpenEngine> {
  if (choice === "cpu") return openCpu(threads, why);
  const wanted = choice === "auto" && adapter === undefined;
  const open = await openDevice(adapter ?? "auto").catch((error: unknown) => {
    if (wanted && error instanceof EngineError) return error;
    throw error;
  });
  if (open instanceof EngineError) return openCpu(threads, open.message);
  if (open)
    return openGpu(
      open,
      () => (points < POINTS_WORTH_THREADS ? inlineExecutor : workerPool(threads)),
      limits,
    );
  const reason = await whyNoAdapter(adapter ?? "auto");
  if (!wanted) throw new EngineError(`${reason} \`bnsl devices\` says what there is and how to get more`);
  return openCpu(threads, `${reason} \`bnsl devices\` says how to get the faster GPU path`);
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
  limits: Partial<ChunkLimits>,
): Promise<OpenEngine> {
  const { device, adapter } = open;
  try {
    const cuts = { ...(adapter.software ? SOFTWARE_LIMITS : {}), ...limits };
    const engine = new GpuEngine(device, await readShaders(), adapter.name, cuts, withNaps);
    const executor = openExecutor();
    return {
      engine,
      executor,
      line: `engine: gpu on ${adapter.name} (${adapterKind(adapter)})`,
      close: async () => {
        await executor.close();
        const release = () => engine.close().then(() => open.release());
        // to destroy a device that hangs would stop this thread as well
        if (engine.hung) void engine.hung.then(release);
        else await release();
      },
    };
  } catch (error) {
    await open.release();
    throw error;
  }
}

function adapterKind(adapter: AdapterReport): string {
  return adapter.software ? "a software adapter: no hardware adapter was found" : "a hardware adapter";
}
