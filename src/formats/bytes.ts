/** Bytes that come in pieces of any size, taken in pieces of a wanted size. What is held is what has come. */
export class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #waiting: Uint8Array[] = [];
  #length = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes; fewer at the end alone. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.#length -= bytes.length;
    let left = bytes.length;
    while (left > 0 && left >= this.#waiting[0].length) left -= this.#waiting.shift()!.length;
    if (left > 0) this.#waiting[0] = this.#waiting[0].subarray(left);
    return bytes;
  }

  /** Lets go of where the bytes come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** The same bytes, which stay. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#length < count) {
      const next = await this.#chunks.next();
      if (next.done) break;
      if (next.value.length === 0) continue;
      this.#waiting.push(next.value);
      this.#length += next.value.length;
    }
    const size = Math.min(count, this.#length);
    if (this.#waiting.length > 0 && this.#waiting[0].length >= size) return this.#waiting[0].subarray(0, size);
    // the last piece may reach further than what is wanted
    return joined(this.#waiting).subarray(0, size);
  }
}

/** Whether bytes begin with these characters of Latin-1: how file formats are told apart. */
export function startsWith(bytes: Uint8Array, magic: string): boolean {
  return bytes.length >= magic.length && Array.from(magic).every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

/** The first bytes of what comes in pieces: `least` of them or more, where there are so many. */
export async function readStart(chunks: AsyncIterator<Uint8Array>, least: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < least) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return parts.length === 1 ? parts[0] : joined(parts);
}

/** What comes in pieces from its start on, which was read. */
export async function* resumed(start: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

/** Bytes that are all there, as one piece. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

/** Pieces one behind the other, in memory of their own. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** All items, in memory. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The same values in an array with room for more. */
export function widened<T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(values: T, length: number): T {
  const wider = new (values.constructor as new (length: number) => T)(length);
  wider.set(values);
  return wider;
}
