import type { FitMeta, FitRow } from "../../core/types.js";
import type { Checkpoint } from "../../node/checkpoint/checkpoint.js";
import type { FittedWindow } from "../../run/fitRun.js";
import type { FitSink } from "../io.js";

/** Where the rows of a run are until all of them are delivered. */
export interface KeptRows extends FitSink {
  /** curves whose rows are there */
  readonly done: number;
  /** the checkpoint that holds them; null: they are in memory, and end with the process */
  readonly place: string | null;
  /** rows of windows in the order of their curves, as often as asked for */
  windows(): AsyncIterable<readonly FitRow[]>;
}

/** All rows in memory. */
export class RowsInMemory implements KeptRows {
  readonly place = null;
  private readonly held: FittedWindow[] = [];

  get done(): number {
    return this.held.reduce((sum, { curves }) => sum + curves, 0);
  }

  has(): boolean {
    return false;
  }

  add(window: FittedWindow): Promise<void> {
    this.held.push(window);
    return Promise.resolve();
  }

  async *windows(): AsyncGenerator<readonly FitRow[]> {
    await Promise.resolve();
    for (const { rows } of this.held) yield rows;
  }
}

/**
 * Rows in a checkpoint, from the first window on that is not all of the table: a table of one window has nothing to go on
 * from.
 */
export class RowsInCheckpoint implements KeptRows {
  private readonly memory = new RowsInMemory();
  private last = performance.now();

  /**
   * @param curves that the run fits
   * @param always a checkpoint was asked for: a table of one window is kept, too
   * @param describe how a window was made that took so many seconds
   */
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly curves: number,
    private readonly always: boolean,
    private readonly describe: (seconds: number) => FitMeta,
  ) {}

  get done(): number {
    return this.checkpoint.done + this.memory.done;
  }

  get place(): string | null {
    return this.checkpoint.done > 0 && this.checkpoint.isThere ? this.checkpoint.folder : null;
  }

  has(first: number, curves: number): boolean {
    this.last = performance.now();
    return this.checkpoint.has(first, curves);
  }

  async add(window: FittedWindow): Promise<void> {
    const seconds = (performance.now() - this.last) / 1000;
    if (!this.always && !this.checkpoint.isBegun && window.curves === this.curves) {
      await this.memory.add(window);
    } else await this.checkpoint.add(window, this.describe(seconds));
  }

  async *windows(): AsyncGenerator<readonly FitRow[]> {
    yield* this.memory.windows();
    yield* this.checkpoint.windows();
  }
}
