import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { mkdtemp, open, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { inWords } from "../files.js";

/** A file that holds what memory does not; it is gone when it is closed or the process ends, however that ends. */
export interface SpoolFile {
  /** writes all bytes at a position */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** fills the bytes from a position on */
  read(bytes: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

const WAITING = "rows that do not fit in memory wait there to be fitted";
const spoolName = /^rows-[0-9a-f]{12}\.spool$/;

/**
 * A new spool in a folder, or in a fresh folder for temporary files.
 * @throws InputError where none can be made, and later where the disk takes no more
 */
export async function openSpool(folder: string | undefined): Promise<SpoolFile> {
  const why = folder === undefined ? `${WAITING}; TMPDIR names another folder for such files` : WAITING;
  const place = folder ?? (await explained(inWords(mkdtemp(join(tmpdir(), "bnsl-")), tmpdir()), why));
  const path = join(place, `rows-${randomBytes(6).toString("hex")}.spool`);
  const handle = await explained(inWords(open(path, "wx+"), path), why);
  const remove = (): void => {
    rmSync(path, { force: true });
    if (folder === undefined) rmSync(place, { force: true, recursive: true });
  };
  try {
    // an open file lives on without its name, and even a killed process leaves nothing
    remove();
  } catch {
    // some systems keep the names of open files: it goes when it is closed
  }
  return spoolOn(handle, path, remove, why);
}

/**
 * A spool on a file that is open.
 * @param why said behind what the disk refuses
 */
export function spoolOn(handle: FileHandle, path: string, remove: () => void, why = WAITING): SpoolFile {
  return {
    async write(bytes, position) {
      for (let at = 0; at < bytes.length;) {
        const written = handle.write(bytes, at, bytes.length - at, position + at);
        at += (await explained(inWords(written, path), why)).bytesWritten;
      }
    },
    async read(bytes, position) {
      for (let at = 0; at < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, position + at);
        if (bytesRead === 0)
          throw new InputError(`${path}: rows put aside there are gone; give the same command again`);
        at += bytesRead;
      }
    },
    async close() {
      await handle.close();
      remove();
    },
  };
}

/** Removes what runs that were killed have left in a folder. */
export function removeOldSpools(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // whoever writes there says what is wrong with it
  }
  for (const name of names.filter((name) => spoolName.test(name))) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // another run may have it open, where names of open files are kept
    }
  }
}

async function explained<T>(step: Promise<T>, why: string): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message} (${why})`, { cause: error });
  }
}
