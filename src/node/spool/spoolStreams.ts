import { openSpool, type SpoolFile } from "./spoolFile.js";

const STAGING = 1 << 20;
const SMALLEST = 1 << 8;
const NONE = new Uint8Array(0);

/** Streams of bytes by number, which grow side by side: in memory as far as that goes, then on disk, all in one file. */
export class SpoolStreams {
  readonly #streams: Stream[] = [];
  readonly #memory: number;
  readonly #folder: string | undefined;
  #staging = NONE;
  #file: SpoolFile | undefined;
  #fileLength = 0;
  #held = 0;

  /**
   * @param memory most bytes held
   * @param folder where the file goes; undefined: a fresh folder for temporary files
   */
  constructor(memory: number, folder: string | undefined) {
    this.#memory = memory;
    this.#folder = folder;
  }

  /** whether it is time to `flush` */
  get isFull(): boolean {
    return this.#held > this.#memory;
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
    this.#file ??= await openSpool(this.#folder);
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
      const wider = new Uint8Array(Math.max(SMALLEST, 2 * before, length));
      wider.set(this.#bytes);
      this.#bytes = wider;
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
