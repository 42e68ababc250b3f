import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  type Stats,
} from "node:fs";
import { open, realpath, rename, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../core/errors.js";
import { collect, once } from "../formats/bytes.js";
import type { Source } from "../formats/source.js";
import { isPacked, PACKED_MAGIC, unpacked } from "./unpack.js";

export type { Source } from "../formats/source.js";

/**
 * A file to read, or standard input for "-", unpacked where it is compressed with gzip as a whole. InputError where it is
 * missing, a folder, or not readable.
 */
export function openSource(path: string, stdin: NodeJS.ReadableStream = process.stdin): Source {
  if (path === "-") {
    return { name: "stdin", once: true, chunks: () => unpacked("stdin", stdin as AsyncIterable<Uint8Array>) };
  }
  const found = attempt(path, "read", () => statSync(path));
  if (found.isDirectory()) throw new InputError(`${path} is a folder, not a file; name a file in it`);
  attempt(path, "read", () => accessSync(path, constants.R_OK));
  if (!found.isFile()) return { name: path, once: true, chunks: () => unpacked(path, readChunks(path)) };
  if (isPackedFile(path)) return { name: path, chunks: () => unpacked(path, readChunks(path)) };
  return { name: path, path, chunks: () => readChunks(path) };
}

function isPackedFile(path: string): boolean {
  const start = new Uint8Array(PACKED_MAGIC);
  return attempt(path, "read", () => {
    const file = openSync(path, "r");
    try {
      return isPacked(start.subarray(0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Makes a folder and those above it that are missing. One by one: Node's own recursive way never ends where nothing can be
 * made, as in /proc.
 *
 * @throws InputError that names the folder and why it cannot be made
 */
export function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const each of missing) {
    try {
      mkdirSync(each);
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      // another process may have made it meanwhile
      if (code === "EEXIST" && statSync(each).isDirectory()) continue;
      throw new InputError(`${folder}: this folder cannot be made (${code}); choose another place`);
    }
  }
  if (!statSync(folder).isDirectory()) {
    throw new InputError(`${folder} is a file: name a folder`);
  }
}

/** Bytes that are held of what has no size before it is read: a pipe, or what is compressed. */
const MOST_HELD = 1 << 30;

/**
 * All bytes of a source.
 * @throws InputError where it is no plain file and goes on and on
 */
export async function readBytes(source: Source): Promise<Uint8Array> {
  if (source.path !== undefined) return Buffer.concat(await collect(source.chunks()));
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source.chunks()) {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_HELD) {
      throw new InputError(`${source.name}: more than ${MOST_HELD >> 20} MiB; save it as a plain file and give that`);
    }
  }
  return Buffer.concat(pieces);
}

/**
 * Writes chunks to a file under a temporary name beside it, syncs and renames: the path holds the old file or
 * the whole new one, and nothing is left behind if the chunks or the disk fail. A pipe or device is written
 * to directly, "-" goes to standard output. InputError where the place cannot be written.
 */
export async function writeFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  stdout: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  if (path === "-") return writeToStream(stdout, chunks);
  const existing = attempt(path, "write", () => statSync(path, { throwIfNoEntry: false }));
  if (existing?.isDirectory()) throw new InputError(`${path} is a folder: give the name of a file in it`);
  if (existing && !existing.isFile()) return writeInPlace(path, chunks);
  // A link stays a link: what it points to is replaced.
  await writeAndRename(path, existing ? await realpath(path) : path, existing, chunks);
}

/** The same for bytes that are all there. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, once(bytes));
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw asInputError(error, path, "read");
  }
}

async function writeAndRename(
  path: string,
  target: string,
  existing: Stats | undefined,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.part`);
  const handle = await inWords(open(temporary, "wx"), path);
  const remove = (): void => rmSync(temporary, { force: true });
  process.once("exit", remove); // an interrupt that ends the process early must not leave it either
  try {
    try {
      if (existing) await inWords(handle.chmod(existing.mode), path);
      await writeAll(handle, chunks, path);
      await inWords(handle.sync(), path);
    } finally {
      await handle.close();
    }
    await inWords(rename(temporary, target), path);
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off("exit", remove);
  }
}

async function writeInPlace(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await inWords(open(path, "w"), path);
  try {
    await writeAll(handle, chunks, path);
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunks: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  for await (const chunk of chunks) {
    // only what the target itself refuses is told of the target
    for (let at = 0; at < chunk.length;) {
      at += (await inWords(handle.write(chunk, at), path)).bytesWritten;
    }
  }
}

/** Waits for the reader, and stops without a word when it has seen enough (`| head`). */
async function writeToStream(stream: NodeJS.WritableStream, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    const error = await writeChunk(stream, chunk);
    if (error?.code === "EPIPE") return;
    if (error) throw asInputError(error, "standard output", "write");
  }
}

function writeChunk(stream: NodeJS.WritableStream, chunk: Uint8Array): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    // The same failure is also emitted as an event, which would end the process if nobody listened.
    const failed = (error: NodeJS.ErrnoException): void => resolve(error);
    stream.once("error", failed);
    stream.write(chunk, (error) => {
      if (error) return resolve(error);
      stream.off("error", failed);
      resolve(null);
    });
  });
}

/** A step of writing to a path, whose refusals become InputError in plain words; every other error passes as it is. */
export async function inWords<T>(step: Promise<T>, path: string): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw asInputError(error, path, "write");
  }
}

/** The same for a step that is done at once. */
export function attempt<T>(path: string, what: "read" | "write", act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asInputError(error, path, what);
  }
}

/** A failure of the file system in plain words; every other error as it is. */
export function asInputError(error: unknown, path: string, what: "read" | "write"): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof InputError || code === undefined || !(code in reasons)) return error;
  return new InputError(reasons[code](path, what));
}

const reasons: Record<string, (path: string, what: "read" | "write") => string> = {
  ENOENT: (path, what) =>
    what === "read"
      ? `${path}: no such file; check the name, relative paths start at ${process.cwd()}`
      : existsSync(dirname(path))
        ? `${path}: no file can be made here; choose another place`
        : `${path}: the folder ${dirname(path)} does not exist; make it first`,
  ENOTDIR: (path) => `${path}: a part of the path is a file, not a folder; choose another place`,
  EISDIR: (path) => `${path} is a folder, not a file; name a file in it`,
  EACCES: (path, what) => `${path}: no permission to ${what} here; change the permission or choose another place`,
  EPERM: (path, what) =>
    `${path}: ${what === "read" ? "reading" : "writing"} is not permitted here; choose another place`,
  EROFS: (path) => `${path}: the file system is read-only; choose another place`,
  ENOSPC: (path) => `${path}: no space left on the device, so nothing was written; make room, or choose another place`,
  EDQUOT: (path) =>
    `${path}: the quota of disk space is used up, so nothing was written; make room, or choose another place`,
  EFBIG: (path) =>
    `${path}: the file grows beyond what is allowed here (ulimit -f, or the file system), so nothing was written; ` +
    `raise the limit, or choose another place`,
  EIO: (path, what) =>
    `${path}: the disk, or the way to it, fails to ${what}; look after it, then give the same command again`,
  ESTALE: (path) =>
    `${path}: the network file system has lost sight of it; give the same command again once it answers`,
  EMFILE: (path) => `${path}: this process has too many open files; raise the limit (ulimit -n)`,
  ENFILE: (path) => `${path}: this machine has too many open files; try again when it is less busy`,
  ENAMETOOLONG: (path) => `${path}: the name is too long; choose a shorter one`,
};
