import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { type FileHandle, mkdtemp, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { widened } from "../../formats/bytes.js";
import { inWords } from "../files.js";

const STAGING = 1 << 20;
const SMALLEST = 1 << 8;
const NONE = new Uint8Array(0);

/** Streams of bytes by number, which grow side by side: in memory as far as that goes, then on disk, all in one file. */
export class SpoolStreams {
  readonly #streams: Stream[] = [];
  #staging = NONE;
  #file: SpoolFile | undefined;
  #fileLength = 0;
  #held = 0;

  /**
   * @param memory most bytes held
   * @param folder where the file goes; undefined: a fresh folder for temporary files
   */
  constructor(
    private readonly memory: number,
    private readonly folder: string | undefined,
  ) {}

  /** whether it is time to `flush` */
  get isFull(): boolean {
    return this.#held > this.memory;
  }

  append(stream: number, bytes: Uint8Array): void {
    while (this.#streams.length <= stream) this.#streams.push(new Stream());
    this.#held += this.#streams[stream].append(bytes);
  }

  /**
   * Puts all that is held on disk.
   * @throws InputError where the disk does not take it
   */
  async flush(): Promise<void> {
    this.#file ??= await openSpool(this.folder);
    if (this.#staging.length === 0) this.#staging = new Uint8Array(STAGING);
    const staging = this.#staging;
    let staged = 0;
    for (const stream of this.#streams) {
      const bytes = stream.takeHeld(this.#fileLength + staged);
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + STAGING - staged);
        staging.set(part, staged);
        at += part.length;
        staged += part.length;
        if (staged < STAGING) continue;
        await this.#write(staging);
        staged = 0;
      }
    }
    await this.#write(staging.subarray(0, staged));
    this.#held = 0;
  }

  /**
   * The bytes of a stream in pieces, which are good until the next is asked for: whole multiples of `unit` bytes, where
   * what was appended is.
   */
  async *read(stream: number, unit: number): AsyncGenerator<Uint8Array> {
    const own = this.#streams.at(stream);
    if (own === undefined) return;
    const piece = new Uint8Array(Math.min(own.longest, Math.ceil(STAGING / unit) * unit));
    for (const [position, length] of own.segments()) {
      for (let at = 0; at < length; at += piece.length) {
        const part = piece.subarray(0, length - at);
        await this.#file!.read(part, position + at);
        yield part;
      }
    }
    if (own.held.length > 0) yield own.held;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#file!.write(bytes, this.#fileLength);
    this.#fileLength += bytes.length;
  }
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

/** What is held of a stream, and where on disk the rest of it is. */
class Stream {
  /** longest segment on disk, bytes */
  longest = 0;
  #bytes = NONE;
  #length = 0;
  /** position and length of each segment in turn */
  readonly #segments: number[] = [];

  get held(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** @returns bytes of memory more than before */
  append(bytes: Uint8Array): number {
    const length = this.#length + bytes.length;
    const before = this.#bytes.length;
    if (length > before) {
      this.#bytes = widened(this.#bytes, Math.max(SMALLEST, 2 * before, length));
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
    return this.#bytes.length - before;
  }

  /** @param position where the caller puts it on disk */
  takeHeld(position: number): Uint8Array {
    if (this.#length === 0) return NONE;
    const held = this.held;
    this.#segments.push(position, held.length);
    this.longest = Math.max(this.longest, held.length);
    this.#bytes = NONE;
    this.#length = 0;
    return held;
  }

  *segments(): Generator<[position: number, length: number]> {
    for (let i = 0; i < this.#segments.length; i += 2) yield [this.#segments[i], this.#segments[i + 1]];
  }
}

/** A file that holds what memory does not; it is gone when it is closed or the process ends, however that ends. */
interface SpoolFile {
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
async function openSpool(folder: string | undefined): Promise<SpoolFile> {
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

async function explained<T>(step: Promise<T>, why: string): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message} (${why})`, { cause: error });
  }
}
