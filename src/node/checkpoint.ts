import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { identityOf, partsOf, type RunKind } from "../checkpoint/identity.js";
import { checkSameRun, MANIFEST, manifestText, readManifest, type Manifest } from "../checkpoint/manifest.js";
import {
  covers,
  overlap,
  windowFileNamed,
  withoutOverlaps,
  type WindowFile,
} from "../checkpoint/windowFiles.js";
import type { FitMeta, FitRow } from "../types.js";
import { INPUT, makeFolder, removeAllKept, removeParts, writeDurably } from "./checkpointFiles.js";
import { takeLock, type Lock, type LockTimes } from "./checkpointLock.js";
import { attempt } from "./files.js";
import type { FittedWindow } from "./fitRun.js";
import { SealedWindows } from "./sealedWindows.js";

/** Who fits what, for the manifest. */
export interface CheckpointedRun extends RunKind {
  readonly command: string | null;
  readonly sources: readonly string[];
  /** curves that the run fits */
  readonly curves: number;
}

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
    return this.found.includes(MANIFEST);
  }

  /**
   * Takes up what an earlier run of this kind has left; damaged windows are removed, with a note each.
   *
   * @throws InputError where it is of another kind
   */
  async takeUp(run: CheckpointedRun): Promise<EarlierWork> {
    const decides = partsOf(run);
    const { command, sources, curves } = run;
    const identity = identityOf(decides);
    const manifest = { identity, decides, command, sources, curves, created: new Date().toISOString() };
    const sealed = new SealedWindows(this.folder, identity);
    this.run = { manifest, sealed };
    if (!this.isBegun) return { curves: 0, seconds: 0, engines: [] };
    const path = join(this.folder, MANIFEST);
    const text = attempt(path, "read", () => readFileSync(path, "utf8"));
    checkSameRun(readManifest(text, path), manifest, this.folder);
    const there = this.found.flatMap((name) => windowFileNamed(name) ?? []);
    const whole = there.filter((file) => this.isWhole(file, sealed));
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
    const path = join(this.folder, MANIFEST);
    if (!this.isThere) await writeDurably(path, Buffer.from(manifestText(manifest)));
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

  private isWhole(file: WindowFile, sealed: SealedWindows): boolean {
    if (sealed.isWhole(file)) return true;
    this.onNote(`${sealed.pathOf(file)} is damaged: its curves are fitted again`);
    sealed.remove(file);
    return false;
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
