import { basename, dirname, resolve } from "node:path";
import { InputError } from "../../core/errors.js";
import { given } from "../../core/given.js";
import type { FitMeta, FitOptions, FitRow } from "../../core/types.js";
import type { CurveStore } from "../../curves/curveStore.js";
import { Checkpoint, type EarlierWork, engineName, openCheckpoint } from "../../node/checkpoint/checkpoint.js";
import { removeParts } from "../../node/checkpoint/folder.js";
import type { LockTimes } from "../../node/checkpoint/lock.js";
import { packageVersion } from "../../node/packageFiles.js";
import type { FittedWindow } from "../../run/fitRun.js";
import type { FitFlags } from "../commands/fit.js";
import type { FitSink, TakenEngine } from "../io.js";
import { statsOf } from "../output.js";

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

/**
 * The checkpoint that a command's flags ask for: the folder of --checkpoint, or one beside the file of -o; null where the
 * fits go to no file.
 *
 * @throws InputError where it cannot be made, is something else, or another process works in it
 */
export async function checkpointOf(
  { checkpoint, output }: FitFlags,
  note: (line: string) => void,
  times?: LockTimes,
): Promise<Checkpoint | null> {
  if (checkpoint?.trim() === "") throw new InputError("--checkpoint stands without a folder: name one");
  if (checkpoint !== undefined) {
    if (output !== undefined && resolve(output) === resolve(checkpoint))
      throw new InputError(`-o and --checkpoint both name ${output}: name a file and a folder`);
    return openCheckpoint(checkpoint, note, given({ times }));
  }
  if (output === undefined || output === "-" || statsOf(output)?.isFile() === false) return null;
  const folder = `${output}.checkpoint`;
  return openCheckpoint(folder, note, { label: `${output}: its checkpoint ${folder}`, ...given({ times }) });
}

/** Takes up what earlier runs of the same command have done, and says so. */
export async function takeUp(
  checkpoint: Checkpoint,
  store: CurveStore,
  options: FitOptions,
  command: string,
  { output }: FitFlags,
  note: (line: string) => void,
): Promise<EarlierWork> {
  const { digest, shard, facts, count } = store;
  const run = {
    version: packageVersion(),
    options,
    digest,
    shard,
    command,
    sources: facts.sources,
    curves: count,
  };
  const earlier = await checkpoint.takeUp(run);
  if (earlier.curves > 0) note(`going on: ${share(earlier.curves, count)} were done`);
  if (checkpoint.isBegun && output !== undefined && output !== "-") await removeOldParts(output);
  return earlier;
}

/** Says where an engine is not the one that fitted what is kept. */
export function tellOtherEngine(earlier: EarlierWork, now: TakenEngine, note: (line: string) => void): void {
  const name = engineName(now);
  if (earlier.engines.every((engine) => engine === name)) return;
  note(`the curves that were done were fitted by ${earlier.engines.join(" and ")}, the rest is by ${name}`);
}

/** "3,328 of 7,200 curves" */
export function share(done: number, count: number): string {
  return `${done.toLocaleString("en")} of ${count.toLocaleString("en")} curve${count === 1 ? "" : "s"}`;
}

/** What a killed run of this command left beside its output. */
async function removeOldParts(output: string): Promise<void> {
  const name = basename(output);
  await removeParts(dirname(output), (of) => of === name);
}
