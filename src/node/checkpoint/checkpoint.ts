import { existsSync, mkdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FitMeta, FitRow } from "../../core/types.js";
import type { FittedWindow } from "../../run/fitRun.js";
import { attempt } from "../files.js";
import {
  checkManifest,
  type CheckpointedRun,
  INPUT,
  makeFolder,
  manifestOf,
  removeAllKept,
  removeParts,
  restoreManifest,
  SealedWindows,
  writeManifest,
} from "./folder.js";
import { takeLock, type Lock, type LockTimes } from "./lock.js";
import {
  covers,
  MANIFEST,
  type Manifest,
  overlap,
  type WindowFile,
  windowFileNamed,
  withoutOverlaps,
} from "./manifest.js";

export type { CheckpointedRun } from "./folder.js";

/** What earlier runs of the same command have left. */
export interface EarlierWork {
  readonly curves: number;
  /** that their windows took */
  readonly seconds: number;
  /** "gpu on NAME" or "cpu": what fitted them */
  readonly engines: readonly string[];
}

/**
 * Opens the checkpoint in a folder, or makes one, and locks it against other processes.
 *
 * @param label what messages call the folder
 * @throws InputError where the folder is something else, cannot be made, or another process works in it
 */
export async function openCheckpoint(
  folder: string,
  onNote: (line: string) => void = () => undefined,
  { label = `--checkpoint ${folder}`, times }: { readonly label?: string; readonly times?: LockTimes } = {},
): Promise<Checkpoint> {
  await makeFolder(folder, label);
  const lock = await takeLock(folder, onNote, times);
  try {
    const names = await makeFolder(folder, label);
    await removeParts(folder, () => true);
    return new Checkpoint(folder, names, lock, onNote);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Fitted windows of one run on disk, which the same command finds again. Each is there whole, or not at all. */
export class Checkpoint {
  private run: { readonly manifest: Manifest; readonly sealed: SealedWindows } | null = null;
  private readonly files = new Map<number, WindowFile>();
  private readonly leaveAtExit = (): void => this.leave();

  constructor(
    readonly folder: string,
    private readonly found: readonly string[],
    private readonly lock: Lock,
    private readonly onNote: (line: string) => void,
  ) {
    process.once("exit", this.leaveAtExit);
  }

  /** A folder of its own for input that does not fit in memory. */
  inputFolder(): string {
    const path = join(this.folder, INPUT);
    attempt(path, "write", () => mkdirSync(path, { recursive: true }));
    return path;
  }

  /** whether what was kept is still there: a person may have removed the folder */
  get isThere(): boolean {
    return existsSync(join(this.folder, MANIFEST));
  }

  /** whether an earlier run has left windows, or begun to */
  get isBegun(): boolean {
    return this.found.includes(MANIFEST) || this.files.size > 0;
  }

  /**
   * Takes up what an earlier run of this kind has left; damaged windows are removed, with a note each. Where the manifest
   * is missing, windows under this run's seals prove that it was of this kind.
   *
   * @throws InputError where it is of another kind, or windows without a manifest are not of this one
   */
  async takeUp(run: CheckpointedRun): Promise<EarlierWork> {
    const manifest = manifestOf(run);
    const sealed = new SealedWindows(this.folder, manifest.identity);
    this.run = { manifest, sealed };
    const isNamed = this.found.includes(MANIFEST);
    if (isNamed) checkManifest(this.folder, manifest);
    const there = this.found.flatMap((name) => windowFileNamed(name) ?? []);
    const whole = there.filter((file) => sealed.isWhole(file));
    if (!isNamed && there.length > 0)
      this.onNote(await restoreManifest(this.folder, manifest, whole.length, there.length));
    for (const file of there.filter((each) => !whole.includes(each))) {
      this.onNote(`${sealed.pathOf(file)} is damaged: its curves are fitted again`);
      sealed.remove(file);
    }
    for (const file of withoutOverlaps(whole)) this.files.set(file.first, file);
    return this.earlierWork(sealed);
  }

  /** Curves whose rows are kept. */
  get done(): number {
    return [...this.files.values()].reduce((sum, { curves }) => sum + curves, 0);
  }

  has(first: number, curves: number): boolean {
    return covers(this.files, first, curves);
  }

  /**
   * Keeps a window; it is safe when this settles.
   *
   * @param meta how it was fitted; its seconds are those of this window
   * @throws InputError where it cannot be written, or the checkpoint is another process's by now
   */
  async add(window: FittedWindow, meta: FitMeta): Promise<void> {
    this.lock.check();
    const { manifest, sealed } = this.run!;
    if (!this.isThere) await writeManifest(this.folder, manifest);
    const file = await sealed.write(window, meta);
    for (const other of this.files.values()) {
      if (!overlap(other, file) || other.name === file.name) continue;
      this.files.delete(other.first);
      sealed.remove(other);
    }
    this.files.set(file.first, file);
  }

  /** Rows of the windows in the order of their curves, as often as asked for; one window is held at a time. */
  async *windows(): AsyncGenerator<readonly FitRow[]> {
    for (const file of withoutOverlaps(this.files.values())) yield await this.run!.sealed.rows(file);
  }

  /** Lets go, and keeps what is there for the same command to go on from. */
  leave(): void {
    process.off("exit", this.leaveAtExit);
    try {
      // while the folder is still this process's own
      if (this.lock.isMine()) rmSync(join(this.folder, INPUT), { recursive: true, force: true });
    } catch {
      // the next run removes it
    }
    try {
      if (this.lock.release() && !this.isThere) rmdirSync(this.folder); // nothing was kept
    } catch {
      return; // it is gone, or not only ours
    }
  }

  /** Removes what was kept, and the folder: the run is at its end. */
  async remove(): Promise<void> {
    if (this.lock.isMine()) await this.removeKept();
    this.leave();
  }

  private async removeKept(): Promise<void> {
    try {
      await removeAllKept(this.folder);
    } catch (error) {
      const { code = "?" } = error as NodeJS.ErrnoException;
      this.onNote(`${this.folder} is not needed any more, but cannot be removed (${code}): delete it`);
    }
  }

  private async earlierWork(sealed: SealedWindows): Promise<EarlierWork> {
    let seconds = 0;
    const engines = new Set<string>();
    for (const file of this.files.values()) {
      const meta = await sealed.meta(file);
      if (meta === null) continue;
      seconds += meta.seconds;
      engines.add(engineName(meta));
    }
    return { curves: this.done, seconds, engines: [...engines] };
  }
}

/** "gpu on NAME" or "cpu". */
export function engineName({ engine, adapter }: Pick<FitMeta, "engine" | "adapter">): string {
  return adapter === null ? engine : `${engine} on ${adapter}`;
}
