import { type Data, type LargeUtf8, makeData, makeVector, Utf8, type Vector } from "apache-arrow";

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
    return Buffer.concat(this.#waiting, size);
  }
}

/*
 * Arrow's own builders and getters cost a call into TextEncoder or TextDecoder per value. Here a whole column is one
 * call: where the text is ASCII, byte offsets are character offsets.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A Utf8 column of the given cells, without nulls. At most 2^31 bytes of text. */
export function utf8Vector(cells: readonly string[]): Vector<Utf8> {
  const text = cells.join("");
  const data = encoder.encode(text);
  const ascii = data.length === text.length;
  const valueOffsets = new Int32Array(cells.length + 1);
  for (let i = 0; i < cells.length; i++) {
    valueOffsets[i + 1] = valueOffsets[i] + (ascii ? cells[i].length : encoder.encode(cells[i]).length);
  }
  return makeVector(makeData({ type: new Utf8(), length: cells.length, nullCount: 0, valueOffsets, data }));
}

/** The cells of a Utf8 or LargeUtf8 column; null where the column says so. */
export function utf8Cells(data: Data<Utf8> | Data<LargeUtf8>): (string | null)[] {
  const { length, values } = data;
  if (length === 0) return [];
  const offsets = plainOffsets(data.valueOffsets);
  const start = offsets[0];
  const bytes = values.subarray(start, offsets[length]);
  const text = decoder.decode(bytes);
  const ascii = text.length === bytes.length;
  const hasNulls = data.nullCount > 0;
  const cells = new Array<string | null>(length);
  for (let i = 0; i < length; i++) {
    if (hasNulls && !data.getValid(i)) cells[i] = null;
    else if (ascii) cells[i] = text.substring(offsets[i] - start, offsets[i + 1] - start);
    else cells[i] = decoder.decode(values.subarray(offsets[i], offsets[i + 1]));
  }
  return cells;
}

function plainOffsets(offsets: Int32Array | BigInt64Array): Int32Array | Float64Array {
  return offsets instanceof Int32Array ? offsets : Float64Array.from(offsets, Number);
}
