import { createHash } from "node:crypto";
import type { Columns } from "../load/columnMeaning.js";
import type { CheckedRows } from "../load/rows.js";

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

function namesOf({ key, x, y, weight, sigma, train }: Columns): string {
  return JSON.stringify({ key, x, y, weight, sigma, train });
}

/** utf-8 takes three bytes at most for a UTF-16 unit */
const BYTES_PER_UNIT = 3;
const NUMBERS = 4 * 8;
const FULL = 1 << 20;

/** Rows one behind another: each key cell behind its length, a byte of flags, x, y and weight; no numbers of a bad row. */
class RowBytes {
  #bytes = Buffer.allocUnsafe(2 * FULL);
  #length = 0;

  get isFull(): boolean {
    return this.#length >= FULL;
  }

  add({ key, x, y, weight, train, bad }: CheckedRows, i: number): void {
    for (const cells of key) this.#addText(cells[i]);
    this.#makeRoom(NUMBERS);
    const isBad = bad[i] === 1;
    this.#length = this.#bytes.writeUInt8(
      (isBad ? 2 : 0) + (isBad || train?.[i] === 0 ? 0 : 1),
      this.#length,
    );
    if (isBad) return;
    this.#length = this.#bytes.writeDoubleLE(x[i], this.#length);
    this.#length = this.#bytes.writeDoubleLE(y[i], this.#length);
    if (weight !== null) this.#length = this.#bytes.writeDoubleLE(weight[i], this.#length);
  }

  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #addText(text: string): void {
    this.#makeRoom(4 + BYTES_PER_UNIT * text.length);
    const written = this.#bytes.write(text, this.#length + 4);
    this.#bytes.writeUInt32LE(written, this.#length);
    this.#length += 4 + written;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}
