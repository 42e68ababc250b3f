import { existsSync } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../core/errors.js";
import { writeBytes } from "../node/files.js";
import { folderGone, LOCK } from "./lockFile.js";
import { MANIFEST } from "./manifest.js";
import { windowFileNamed } from "./windowFiles.js";

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

/** Writes a file so that it is there whole, or not at all, whatever happens to the process or the machine. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  if (!existsSync(folder)) throw folderGone(folder);
  await writeBytes(path, bytes);
  await syncFolder(folder);
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

function isOurs(name: string): boolean {
  return (
    [LOCK, MANIFEST, INPUT, ".DS_Store"].includes(name) ||
    /^\.nfs[0-9a-f]+$/.test(name) || // a removed file that another host still has open
    windowFileNamed(name) !== null ||
    /^lock\.[0-9a-f]{32}$|^\..+\.[0-9a-f]{12}\.part$/.test(name)
  );
}

function whyNot(code: string | undefined, folder: string): string {
  switch (code) {
    case "ENOENT":
      return existsSync(dirname(folder))
        ? `nothing can be made in ${dirname(folder)}; choose another place`
        : `there is no folder ${dirname(folder)} to make ${basename(folder)} in; make it first`;
    case "ENOTDIR":
      return "it is a file, or a part of the path is; name a folder";
    case "EACCES":
    case "EPERM":
      return "no permission to make or read the folder; change the permission or choose another place";
    case "EROFS":
      return "the file system is read-only; choose another place";
    case "ENOSPC":
      return "no space left on the device; make room, or choose another place";
    default:
      return `the folder cannot be made (${code}); choose another place`;
  }
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
