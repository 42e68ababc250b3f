import { createHash } from "node:crypto";
import type { Columns } from "../../curves/columnMeaning.js";
import type { CheckedRows } from "../../curves/rows.js";

/**
 * SHA-256 over a table of checked rows: the names of its columns, then every row in order with its key, its numbers and
 * whether it is bad. Equal for equal rows, however they come in batches and whatever format they came in.
 */
export class TableDigest {
  readonly #hash = createHash("sha256");
  readonly #row = new RowBytes();
  #named = false;

  add(columns: Columns, rows: CheckedRows): void {
    if (!this.#named) this.#hash.update(namesOf(columns));
    this.#named = true;
    for (let i = 0; i < rows.length; i++) {
      this.#row.add(rows, i);
      if (this.#row.isFull) this.#hash.update(this.#row.take());
    }
    this.#hash.update(this.#row.take());
  }

  /** In hex. Ends the digest: nothing can be added any more. */
  hex(): string {
    return this.#hash.digest("hex");
  }
}

function namesOf({ key, x, y, weight, sigma, sigmaLog, train }: Columns): string {
  return JSON.stringify({ key, x, y, weight, sigma, ...(sigmaLog === null ? {} : { sigmaLog }), train });
}

/** utf-8 takes three bytes at most for a UTF-16 unit */
const BYTES_PER_UNIT = 3;
const NUMBERS = 4 * 8;
const FULL = 1 << 18;
const SHORT = 64;

const TEST = 0;
const TRAINING = 1;
const BAD = 2;

/** Rows one behind another: each key cell behind its length, a byte of flags, x, y and weight (or σ); no numbers of a bad row. */
class RowBytes {
  #bytes = Buffer.allocUnsafe(2 * FULL);
  #length = 0;
  /** the key of the row before, encoded; rows of one curve mostly stand together */
  #keyStart = 0;
  #keyEnd = 0;

  get isFull(): boolean {
    return this.#length >= FULL;
  }

  /** Row i is the next after row i − 1, where that has been added since the last `take`. */
  add(rows: CheckedRows, i: number): void {
    this.#addKey(rows, i);
    this.#addNumbers(rows, i);
  }

  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    this.#keyEnd = 0;
    return bytes;
  }

  #addKey({ key }: CheckedRows, i: number): void {
    const start = this.#length;
    if (this.#keyEnd > 0 && key.every((cells) => cells[i] === cells[i - 1])) {
      this.#makeRoom(this.#keyEnd - this.#keyStart);
      this.#bytes.copyWithin(start, this.#keyStart, this.#keyEnd);
      this.#length += this.#keyEnd - this.#keyStart;
    } else {
      for (const cells of key) this.#addText(cells[i]);
    }
    this.#keyStart = start;
    this.#keyEnd = this.#length;
  }

  #addNumbers({ x, y, weight, train, bad }: CheckedRows, i: number): void {
    this.#makeRoom(NUMBERS);
    if (bad[i] === 1) {
      this.#bytes[this.#length++] = BAD;
      return;
    }
    this.#bytes[this.#length++] = train?.[i] === 0 ? TEST : TRAINING;
    this.#length = this.#bytes.writeDoubleLE(x[i], this.#length);
    this.#length = this.#bytes.writeDoubleLE(y[i], this.#length);
    if (weight !== null) this.#length = this.#bytes.writeDoubleLE(weight[i], this.#length);
  }

  #addText(text: string): void {
    this.#makeRoom(4 + BYTES_PER_UNIT * text.length);
    const written = this.#addAscii(text) ?? this.#bytes.write(text, this.#length + 4);
    this.#bytes.writeUInt32LE(written, this.#length);
    this.#length += 4 + written;
  }

  /** Short words are most keys, and sooner written by the letter; undefined for others. */
  #addAscii(text: string): number | undefined {
    if (text.length > SHORT) return undefined;
    const start = this.#length + 4;
    for (let j = 0; j < text.length; j++) {
      const unit = text.charCodeAt(j);
      if (unit > 127) return undefined;
      this.#bytes[start + j] = unit;
    }
    return text.length;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}
