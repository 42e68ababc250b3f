import { CAUTIOUS_LIMITS, type ChunkLimits } from "../core/engine/dispatches.js";
import { DeviceLostError, DeviceMemoryError, EngineError } from "../core/errors.js";
import type { OpenEngine } from "../node/engines.js";
import { EngineTurns } from "./engineTurns.js";
import { given } from "../core/given.js";
import type { FitRun } from "./fitRun.js";

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
    private readonly run: FitRun,
    private readonly points: number,
  ) {
    this.turns = new EngineTurns(run);
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
