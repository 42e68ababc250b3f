import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { differences, identityOf, partsOf, type RunKind } from "../checkpoint/identity.js";
import { MANIFEST, manifestText, readManifest, type Manifest } from "../checkpoint/manifest.js";
import {
  covers,
  overlap,
  sealOf,
  windowFile,
  windowFileNamed,
  withoutOverlaps,
  type WindowFile,
} from "../checkpoint/windowFiles.js";
import { InputError } from "../errors.js";
import { fitsFromBytes } from "../output/read.js";
import { metaFrom } from "../output/readMeta.js";
import { rawFromBytes } from "../output/rawTable.js";
import { tableKinds } from "../output/tableKind.js";
import { tableBytes } from "../output/write.js";
import type { FitMeta, FitRow } from "../types.js";
import { INPUT, makeFolder, removeParts, writeDurably } from "./checkpointFiles.js";
import { takeLock, type Lock, type LockTimes } from "./checkpointLock.js";
import type { FittedWindow } from "./fit.js";

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
 * @throws InputError where the folder is something else, cannot be made, or another process works in it
 */
export async function openCheckpoint(
  folder: string,
  onNote: (line: string) => void = () => undefined,
  times?: LockTimes,
): Promise<Checkpoint> {
  await makeFolder(folder);
  const lock = await takeLock(folder, onNote, times);
  const names = await makeFolder(folder);
  await removeParts(folder, () => true);
  return new Checkpoint(folder, names, lock, onNote);
}

/** Fitted windows of one run on disk, which the same command finds again. Each is there whole, or not at all. */
export class Checkpoint {
  private manifest: Manifest | null = null;
  private readonly files = new Map<number, WindowFile>();
  private readonly leaveAtExit = (): void => this.leave();

  constructor(
    readonly folder: string,
    private readonly found: readonly string[],
    private readonly lock: Lock,
    private readonly onNote: (line: string) => void,
  ) {
    // the listener of the lock goes first: the folder is empty when this one runs
    process.once("exit", this.leaveAtExit);
  }

  /** A folder of its own for input that does not fit in memory. */
  inputFolder(): string {
    const path = join(this.folder, INPUT);
    mkdirSync(path, { recursive: true });
    return path;
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
    const created = new Date().toISOString();
    this.manifest = { identity: identityOf(decides), decides, command, sources, curves, created };
    if (!this.isBegun) return { curves: 0, seconds: 0, engines: [] };
    this.refuseOther(
      readManifest(readFileSync(join(this.folder, MANIFEST), "utf8"), join(this.folder, MANIFEST)),
    );
    const whole = this.found
      .flatMap((name) => windowFileNamed(name) ?? [])
      .filter((file) => this.isWhole(file));
    for (const file of withoutOverlaps(whole)) this.files.set(file.first, file);
    return this.earlierWork();
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
    await this.begin();
    const bytes = await tableBytes({ meta, rows: window.rows }, "arrow");
    const file = windowFile(window.first, window.curves, sealOf(this.manifest!.identity, bytes));
    await writeDurably(join(this.folder, file.name), bytes);
    for (const other of this.files.values())
      if (overlap(other, file) && other.name !== file.name) this.drop(other);
    this.files.set(file.first, file);
  }

  /** Rows of the windows in the order of their curves, as often as asked for; one window is held at a time. */
  async *windows(): AsyncGenerator<readonly FitRow[]> {
    for (const file of withoutOverlaps(this.files.values())) {
      yield (await fitsFromBytes(this.bytesOf(file), join(this.folder, file.name))).rows;
    }
  }

  /** Writes down what the run is, so that the same command finds its windows. */
  async begin(): Promise<void> {
    const path = join(this.folder, MANIFEST);
    if (this.isBegun || existsSync(path)) return;
    await writeDurably(path, Buffer.from(manifestText(this.manifest!)));
  }

  /** Lets go, and keeps what is there for the same command to go on from. */
  leave(): void {
    process.off("exit", this.leaveAtExit);
    this.lock.release();
    if (existsSync(join(this.folder, MANIFEST))) return;
    try {
      rmSync(join(this.folder, INPUT), { recursive: true, force: true });
      rmdirSync(this.folder); // nothing was kept
    } catch {
      return; // not empty: not only ours
    }
  }

  /** Removes what was kept, and the folder: the run is at its end. */
  async remove(): Promise<void> {
    // the manifest goes last: what is left behind it could not be told from another program's files
    const names = [...[...this.files.values()].map(({ name }) => name), MANIFEST];
    for (const name of names) await rm(join(this.folder, name), { force: true });
    this.leave();
  }

  private refuseOther(there: Manifest): void {
    const here = this.manifest!;
    if (there.identity === here.identity) return;
    const what = differences(there.decides, here.decides);
    throw new InputError(
      `${this.folder} is the checkpoint of another run${what.length > 0 ? `: ${what.join("; ")}` : ""}. ` +
        `Delete the folder to begin again, or give another --checkpoint` +
        (there.command === null ? "" : `; it was begun by: ${there.command}`),
    );
  }

  private isWhole(file: WindowFile): boolean {
    if (this.sealed(file) !== null) return true;
    this.onNote(`${join(this.folder, file.name)} is damaged: its curves are fitted again`);
    rmSync(join(this.folder, file.name), { force: true });
    return false;
  }

  private sealed(file: WindowFile): Uint8Array | null {
    const bytes = readFileSync(join(this.folder, file.name));
    return sealOf(this.manifest!.identity, bytes) === file.seal ? bytes : null;
  }

  private bytesOf(file: WindowFile): Uint8Array {
    const bytes = this.sealed(file);
    if (bytes) return bytes;
    throw new InputError(
      `${join(this.folder, file.name)} was damaged during the run; run the same command again: its curves are fitted again`,
    );
  }

  private drop(file: WindowFile): void {
    this.files.delete(file.first);
    rmSync(join(this.folder, file.name), { force: true });
  }

  private async earlierWork(): Promise<EarlierWork> {
    let seconds = 0;
    const engines = new Set<string>();
    for (const file of this.files.values()) {
      const { metadata } = await rawFromBytes(this.bytesOf(file), file.name, tableKinds.fits);
      const meta = metaFrom(metadata, file.name);
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
