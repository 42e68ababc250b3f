import { CpuEngine } from "../core/engine/cpuEngine.js";
import { CAUTIOUS_LIMITS, type ChunkLimits } from "../core/engine/dispatches.js";
import type { Engine } from "../core/engine/engine.js";
import type { Executor } from "../core/engine/tasks.js";
import { AdapterError, DeviceLostError, DeviceMemoryError, EngineError } from "../core/errors.js";
import { given } from "../core/given.js";
import type { EngineChoice, FitMeta } from "../core/types.js";
import type { RefitRun } from "../uncertainty/refitBlocks.js";
import type { FitRun } from "./fitRun.js";

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
  /** whether resamples will be fitted: those kernels are then checked from the start as well */
  readonly resampled?: boolean;
  /** adapters that `auto` leaves out, by name, and why; it adds those that it has to leave out itself */
  readonly without?: Map<string, string>;
}

/** What a run takes from the machine that it is on: a page in a browser has other engines than Node. */
export interface Machine {
  /**
   * Opens the engine that was asked for.
   *
   * @param points how many will be fitted, over all curves
   * @throws EngineError when it cannot be had, AdapterError when it does not pass its check
   */
  readonly openEngine: (
    choice: EngineChoice,
    adapter?: string,
    threads?: number,
    points?: number,
    options?: OpeningOptions,
  ) => Promise<OpenEngine>;
  /** of bnsl, for the tables' metadata */
  readonly version: string;
}

/** How an engine is opened, and what a person is told where one before it was lost. */
interface Attempt {
  readonly note: string;
  readonly limits?: Partial<ChunkLimits>;
}

/** What is tried where the device is lost over the same work again and again; then, under `auto`, the CPU. */
const ATTEMPTS: readonly Attempt[] = [
  { note: "" },
  { note: "going on with a new device" },
  { note: "once more with a new device and far smaller dispatches", limits: CAUTIOUS_LIMITS },
];

/** The engine of a run, replaced where its device is lost. */
export class RunEngine {
  private current: OpenEngine | null = null;
  private readonly turns: EngineTurns;
  private attempt: Attempt = ATTEMPTS[0];
  private cpuBecause: string | null = null;

  /** @param points how many will be fitted, over all curves */
  constructor(
    machine: Machine,
    private readonly run: FitRun,
    private readonly points: number,
  ) {
    this.turns = new EngineTurns(machine, run);
  }

  /**
   * Opens the engine where none is open.
   *
   * @throws EngineError when none is to be had
   */
  async open(): Promise<OpenEngine> {
    const { limits } = this.attempt;
    const options = this.cpuBecause === null ? given({ limits }) : { why: this.cpuBecause };
    return (this.current ??= await this.turns.open(this.points, options));
  }

  /**
   * Does work that can be done again: on a new device where the engine's own is lost, then on one that is given little at
   * a time, then on the CPU if the run may use it; there also what a device has no room for. Where `auto` took an adapter
   * that cannot be trusted, on the next.
   *
   * @throws EngineError where nothing of that helps
   */
  async work<T>(does: (open: OpenEngine) => Promise<T>): Promise<T> {
    for (let lost = 0; ;) {
      const open = await this.open();
      try {
        return await does(open);
      } catch (error) {
        if (this.turns.leaves(error, "these curves")) {
          await this.close();
          [lost, this.attempt] = [0, ATTEMPTS[0]];
          continue;
        }
        if (!(error instanceof DeviceLostError) && !(error instanceof DeviceMemoryError)) throw error;
        await this.close();
        this.next(error, error instanceof DeviceLostError ? ATTEMPTS.at(++lost) : undefined);
      }
    }
  }

  async close(): Promise<void> {
    const open = this.current;
    this.current = null;
    await open?.close();
  }

  private next(error: EngineError, attempt: Attempt | undefined): void {
    const { run } = this;
    if (attempt) {
      this.attempt = attempt;
      run.onNote?.(`${error.message}: ${attempt.note}`);
      return;
    }
    // an adapter by name was asked for itself
    if (run.engine !== "auto" || run.adapter !== undefined || this.cpuBecause !== null) throw error;
    this.cpuBecause = "the device was lost again and again, or has too little memory";
    run.onNote?.(`${error.message}: these curves and those after them are fitted on the CPU`);
  }
}

/**
 * Does work on an engine of the machine; once more from the beginning where the device is lost, and where `auto` took an
 * adapter that cannot be trusted, on the next.
 *
 * @param points how many will be fitted, over all curves; left out: resamples will be
 * @throws EngineError when no engine is to be had or it is lost twice
 */
export async function twice<T>(
  machine: Machine,
  run: FitRun,
  work: (open: OpenEngine) => Promise<T>,
  points?: number,
): Promise<T> {
  const turns = new EngineTurns(machine, run);
  for (let lost = 0; ;) {
    const open = await turns.open(points, { resampled: points === undefined });
    try {
      return await work(open);
    } catch (error) {
      if (turns.leaves(error, "all")) continue;
      if (!(error instanceof DeviceLostError) || lost++ > 0) throw error;
      run.onNote?.(`${error.message}: once more with a new device`);
    } finally {
      await open.close();
    }
  }
}

/** An open engine as a resampling takes it. */
export function enginesOf({ engine, executor }: OpenEngine, run: FitRun): RefitRun {
  return { engine, fine: new CpuEngine(executor, "fine"), onNote: (line) => run.onNote?.(line) };
}

/** An engine lost for good in the middle of a run; what was done is in its sink. */
export class RunError extends EngineError {
  override name = "RunError";

  constructor(
    cause: unknown,
    readonly meta: FitMeta,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The engines of a run, one after the other where one is given up, each told to a person once. */
export class EngineTurns {
  private line = "";
  /** adapters that were given up, and why */
  private readonly without = new Map<string, string>();

  constructor(
    private readonly machine: Machine,
    private readonly run: FitRun,
  ) {}

  /**
   * Opens an engine, and tells the run which one it is.
   *
   * @param points how many will be fitted, over all curves
   * @throws EngineError when none is to be had
   */
  async open(points?: number, options: Omit<OpeningOptions, "without"> = {}): Promise<OpenEngine> {
    const { run, without } = this;
    const choice = options.why === undefined ? run.engine : "cpu";
    const adapter = options.why === undefined ? run.adapter : undefined;
    const open = await this.machine.openEngine(choice, adapter, run.threads, points, { ...options, without });
    if (open.line !== this.line) run.onNote?.(open.line);
    this.line = open.line;
    run.onEngine?.({ engine: open.engine.name, adapter: open.engine.adapter });
    return open;
  }

  /**
   * Whether the run may go on after an error of the engine in use, without its adapter: where it returned what cannot be
   * trusted, and was not asked for. A person is told so.
   *
   * @param what "these curves": what is done again
   */
  leaves(error: unknown, what: string): boolean {
    const { run, without } = this;
    if (!(error instanceof AdapterError) || run.engine !== "auto" || run.adapter !== undefined) return false;
    without.set(error.adapter, error.what);
    run.onNote?.(`${error.what}: ${what} once more without it`);
    return true;
  }
}
