import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../core/errors.js";
import type { FitMeta, FitRow } from "../../core/types.js";
import type { FittedWindow } from "../../run/fitRun.js";
import { metaFrom } from "../../tables/meta.js";
import { rawFromBytes } from "../../tables/rawTable.js";
import { fitsFromBytes } from "../../tables/read.js";
import { tableKinds } from "../../tables/tableKind.js";
import { tableBytes } from "../../tables/write.js";
import { attempt, writeBytes } from "../files.js";
import { folderGone, LOCK } from "./lock.js";
import {
  checkSameRun,
  identityOf,
  MANIFEST,
  type Manifest,
  manifestText,
  partsOf,
  readManifest,
  type RunKind,
  sealOf,
  type WindowFile,
  windowFile,
  windowFileNamed,
  windowsOfNobody,
} from "./manifest.js";

/** The folder of a checkpoint for input that does not fit in memory. */
export const INPUT = "input";

/**
 * Makes the folder of a checkpoint where there is none.
 *
 * @param label what messages call it
 * @returns the names of the files in it
 * @throws InputError where it cannot be made, or holds anything that is no part of a checkpoint
 */
export async function makeFolder(folder: string, label: string): Promise<string[]> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new InputError(`${label}: ${whyNot(code, folder)}`);
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${label}: ${whyNot(error.code, folder)}`);
  });
  const foreign = entries.find((entry) => !isOurs(entry.name) || entry.isDirectory() !== (entry.name === INPUT));
  if (foreign === undefined) return entries.map(({ name }) => name);
  throw new InputError(
    `${label}: the folder is no checkpoint, it holds ${foreign.name}; name a new or an empty folder`,
  );
}

/**
 * Removes what a killed run left half-written in a folder, where that can be read.
 *
 * @param of whether a file of that name was being written by it
 */
export async function removeParts(folder: string, of: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const part = /^\.(.+)\.[0-9a-f]{12}\.part$/.exec(name);
    if (part && of(part[1])) await rm(join(folder, name), { force: true });
  }
}

/**
 * Removes all that runs have kept in a folder, but its lock. The manifest goes last: without it, what is left could not be
 * told from another program's files.
 */
export async function removeAllKept(folder: string): Promise<void> {
  const kept = (await readdir(folder)).filter((name) => isOurs(name) && name !== LOCK && name !== MANIFEST);
  for (const name of [...kept, MANIFEST]) await rm(join(folder, name), { force: true, recursive: true });
}

/** Who fits what, for the manifest. */
export interface CheckpointedRun extends RunKind {
  readonly command: string | null;
  readonly sources: readonly string[];
  /** curves that the run fits */
  readonly curves: number;
}

export function manifestOf(run: CheckpointedRun): Manifest {
  const { command, sources, curves } = run;
  const decides = partsOf(run);
  return {
    identity: identityOf(decides),
    decides,
    command,
    sources,
    curves,
    created: new Date().toISOString(),
  };
}

/** @throws InputError where the manifest of a folder is of another run, or damaged */
export function checkManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, MANIFEST);
  const text = attempt(path, "read", () => readFileSync(path, "utf8"));
  checkSameRun(readManifest(text, path), manifest, folder);
}

/** @throws InputError where it cannot be written */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeDurably(join(folder, MANIFEST), Buffer.from(manifestText(manifest)));
}

/**
 * Writes the manifest of windows that are without: a person has removed it, as a run writes it before its first window and
 * removes it last.
 *
 * @param whole windows under seals of this run
 * @param there all windows
 * @returns a line for a person
 * @throws InputError where no window shows that this run has made it
 */
export async function restoreManifest(
  folder: string,
  manifest: Manifest,
  whole: number,
  there: number,
): Promise<string> {
  if (whole === 0) throw windowsOfNobody(folder, there);
  await writeManifest(folder, manifest);
  const windows = whole === 1 ? "a window beside it is" : `${whole} windows beside it are`;
  return `${join(folder, MANIFEST)} was missing and is written again: by the seals, ${windows} this run's own`;
}

/** The windows of one run as files of a folder, each under a seal that shows damage. */
export class SealedWindows {
  constructor(
    private readonly folder: string,
    private readonly identity: string,
  ) {}

  /** @throws InputError where it cannot be written */
  async write({ first, curves, rows }: FittedWindow, meta: FitMeta): Promise<WindowFile> {
    const bytes = await tableBytes({ meta, rows }, "arrow");
    const file = windowFile(first, curves, sealOf(this.identity, { first, curves }, bytes));
    await writeDurably(this.pathOf(file), bytes);
    return file;
  }

  /** @throws InputError where it cannot be read */
  isWhole(file: WindowFile): boolean {
    return this.sealed(file) !== null;
  }

  /** @throws InputError where it is damaged, or gone */
  async rows(file: WindowFile): Promise<readonly FitRow[]> {
    return (await fitsFromBytes(this.bytes(file), this.pathOf(file))).rows;
  }

  /** How it was made. */
  async meta(file: WindowFile): Promise<FitMeta | null> {
    const { metadata } = await rawFromBytes(this.bytes(file), this.pathOf(file), tableKinds.fits);
    return metaFrom(metadata, this.pathOf(file));
  }

  remove(file: WindowFile): void {
    rmSync(this.pathOf(file), { force: true });
  }

  pathOf({ name }: WindowFile): string {
    return join(this.folder, name);
  }

  private bytes(file: WindowFile): Uint8Array {
    const bytes = this.sealed(file);
    if (bytes) return bytes;
    throw new InputError(
      `${this.pathOf(file)} was damaged or removed during the run; run the same command again: its curves are fitted again`,
    );
  }

  /** Null where it is damaged, or gone. @throws InputError where the disk does not hand it over: it may be whole */
  private sealed(file: WindowFile): Uint8Array | null {
    const path = this.pathOf(file);
    if (!existsSync(path)) return null;
    const bytes = attempt(path, "read", () => readFileSync(path));
    return sealOf(this.identity, file, bytes) === file.seal ? bytes : null;
  }
}

/** Writes a file so that it is there whole, or not at all, whatever happens to the process or the machine. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  if (!existsSync(folder)) throw folderGone(folder);
  await writeBytes(path, bytes);
  await syncFolder(folder);
}

/** So that a rename outlasts a loss of power; some systems cannot sync folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

function isOurs(name: string): boolean {
  return (
    [LOCK, MANIFEST, INPUT, ".DS_Store"].includes(name) ||
    /^\.nfs[0-9a-f]+$/.test(name) || // a removed file that another host still has open
    windowFileNamed(name) !== null ||
    /^lock\.[0-9a-f]{32}$|^\..+\.[0-9a-f]{12}\.part$/.test(name)
  );
}

function whyNot(code: string | undefined, folder: string): string {
  if (code === "ENOENT") {
    return existsSync(dirname(folder))
      ? `nothing can be made in ${dirname(folder)}; choose another place`
      : `there is no folder ${dirname(folder)} to make ${basename(folder)} in; make it first`;
  }
  return reasons[code ?? ""] ?? `the folder cannot be made (${code}); choose another place`;
}

const FORBIDDEN = "no permission to make or read the folder; change the permission or choose another place";

const reasons: Readonly<Record<string, string | undefined>> = {
  ENOTDIR: "it is a file, or a part of the path is; name a folder",
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "no space left on the device; make room, or choose another place",
};
