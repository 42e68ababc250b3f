import crypto, { createHash } from "node:crypto";
import type { Curve } from "../../core/types.js";
import { BadRows } from "../../curves/badRows.js";
import type { Columns } from "../../curves/columnMeaning.js";
import { joinedKey, ownText } from "../../curves/curves.js";
import type { SkippedCounts } from "../../curves/notes.js";
import type { CheckedRows } from "../../curves/rows.js";
import { widened } from "../../formats/bytes.js";
import { CurveBuckets } from "./curveBuckets.js";
import type { SpoolStreams } from "./spoolFile.js";

/** Which curves of a table are kept: those at places index − 1, index − 1 + of, … */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** most rows between two looks at how much is held */
const SLICE = 65_536;

/** A table as its rows come: all are counted and hashed, those of a share of its curves are kept. */
export class SpooledTable {
  columns: Columns | undefined;
  /** by reason */
  readonly badRows = new BadRows();
  readonly #places = new KeyPlaces();
  readonly #runs = new RunNumbers();
  readonly #digest = new TableDigest();
  readonly #skipped = new SkippedRows();
  #buckets: CurveBuckets | undefined;
  /** rows of the whole table */
  rowsOfAll = 0;

  constructor(
    private readonly streams: SpoolStreams,
    private readonly share: Share,
  ) {}

  /** Takes rows in. InputError where the disk has no room for them. */
  async add(columns: Columns, rows: CheckedRows): Promise<void> {
    // later ones know more of the table
    this.columns = columns;
    this.badRows.merge(rows.badRows);
    this.#buckets ??= new CurveBuckets(this.streams, columns);
    this.#digest.add(columns, rows);
    for (let first = 0; first < rows.length; first += SLICE) {
      this.#addRows(this.#buckets, rows, first, Math.min(rows.length, first + SLICE));
      if (this.streams.isFull) await this.streams.flush();
    }
    this.rowsOfAll += rows.length;
  }

  /** SHA-256 in hex of all rows. Nothing can be added after. */
  digest(): string {
    return this.#digest.hex();
  }

  /** curves of the whole table */
  get curvesOfAll(): number {
    return this.#places.count;
  }

  /** whether every row of the whole table is a curve of its own, of several */
  get isLone(): boolean {
    return this.rowsOfAll > 1 && this.rowsOfAll === this.#places.count;
  }

  /** bad rows of the whole table */
  get skipped(): SkippedCounts {
    return { ...this.#skipped.counts(), curves: this.#places.count };
  }

  /** curves that are kept */
  get count(): number {
    return this.#buckets?.count ?? 0;
  }

  /** rows that are kept */
  get points(): number {
    return this.#buckets?.points ?? 0;
  }

  async *curves(): AsyncGenerator<Curve> {
    if (this.#buckets !== undefined) yield* this.#buckets.curves();
  }

  #addRows(buckets: CurveBuckets, rows: CheckedRows, first: number, end: number): void {
    const { bad, run } = rows;
    let place = -1;
    let own = -1;
    for (let i = first; i < end; i++) {
      // rows of one curve mostly stand together
      if (place < 0 || !hasKeyAbove(rows, i)) {
        place = this.#placeOf(buckets, rows, i);
        own = this.#ownPlace(place);
      }
      this.#skipped.add(place, bad[i] === 1);
      if (own < 0) continue;
      if (bad[i] === 1) buckets.skipRow(own);
      else buckets.addRow(own, rows, i, run === null ? 0 : this.#runs.numberOf(run[i]));
    }
  }

  #placeOf(buckets: CurveBuckets, rows: CheckedRows, i: number): number {
    const key = rows.key.map((cells) => cells[i]);
    const known = this.#places.count;
    const place = this.#places.placeOf(joinedKey(key));
    if (place === known && this.#ownPlace(place) >= 0) buckets.addCurve(key);
    return place;
  }

  /** The place among the curves that are kept; −1 for others. */
  #ownPlace(place: number): number {
    const { index, of } = this.share;
    return place % of === index - 1 ? (place - index + 1) / of : -1;
  }
}

function hasKeyAbove({ key }: CheckedRows, i: number): boolean {
  for (const cells of key) if (cells[i] !== cells[i - 1]) return false;
  return true;
}

const HAS_BAD = 1;
const HAS_GOOD = 2;

/** Counts bad rows and the curves that they are of, in a byte a curve. */
class SkippedRows {
  #rows = 0;
  /** by the curve's place */
  #kinds = new Uint8Array(1024);

  add(place: number, isBad: boolean): void {
    if (isBad) this.#rows++;
    if (place >= this.#kinds.length) this.#kinds = widened(this.#kinds, 2 * (place + 1));
    this.#kinds[place] |= isBad ? HAS_BAD : HAS_GOOD;
  }

  counts(): Omit<SkippedCounts, "curves"> {
    let touched = 0;
    let empty = 0;
    for (const kind of this.#kinds) {
      if ((kind & HAS_BAD) > 0) touched++;
      if (kind === HAS_BAD) empty++;
    }
    return { rows: this.#rows, touched, empty };
  }
}

/** 32-bit words of a hash that are kept of each key: 128 bits, so that no two keys of a table ever share them. */
const WORDS = 4;

/** The place of each key, in the order of first appearance; some tens of bytes a key, whatever its length. */
class KeyPlaces {
  count = 0;
  #hashes = new Uint32Array(WORDS * 1024);
  /** place + 1 of the key in each slot of an open hash table, 0: free */
  #slots = new Uint32Array(2048);

  /** The place of a key; a key that was not seen before takes the next. */
  placeOf(key: string): number {
    const hash = hashOf(key);
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    this.#hashes.set(hash, WORDS * this.count);
    this.#slots[slot] = ++this.count;
    if (2 * this.count >= this.#slots.length) this.#widen();
    return this.count - 1;
  }

  /** The slot that a hash has, or the free one that it would take. */
  #slotOf(hash: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash[0] & mask;
    while (this.#slots[slot] > 0 && !this.#hasHash(this.#slots[slot] - 1, hash)) slot = (slot + 1) & mask;
    return slot;
  }

  #hasHash(place: number, hash: Uint32Array): boolean {
    const at = WORDS * place;
    for (let j = 0; j < WORDS; j++) if (this.#hashes[at + j] !== hash[j]) return false;
    return true;
  }

  #widen(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    this.#hashes = widened(this.#hashes, 2 * this.#hashes.length);
    for (let place = 0; place < this.count; place++) {
      this.#slots[this.#slotOf(this.#hashes.subarray(WORDS * place, WORDS * (place + 1)))] = place + 1;
    }
  }
}

/** A number for each run of a table; as few bytes a run as `KeyPlaces` takes. */
class RunNumbers {
  readonly #places = new KeyPlaces();
  /** most tables have few runs, which need no hash a row */
  readonly #known = new Map<string, number>();

  numberOf(run: string): number {
    const known = this.#known.get(run);
    if (known !== undefined) return known;
    const number = this.#places.placeOf(run);
    if (this.#known.size < MOST_KNOWN) this.#known.set(ownText(run), number);
    return number;
  }
}

const MOST_KNOWN = 4096;

function hashOf(key: string): Uint32Array {
  const digest = sha256(key);
  const words = new Uint32Array(WORDS);
  for (let i = 0; i < 4 * WORDS; i++) words[i >> 2] |= digest.charCodeAt(i) << (8 * (i & 3));
  return words;
}

/** A letter a byte, which is the quickest form to come by; the one-shot function is twice as fast, where Node has it. */
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text, "binary")
    : (text) => crypto.createHash("sha256").update(text).digest("binary");

/**
 * SHA-256 over a table of checked rows: the names of its columns, then every row in order with its key, its numbers and
 * whether it is bad. Equal for equal rows, however they come in batches and whatever format they came in.
 */
class TableDigest {
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

/** Roles that came later are named where they are taken, so that digests of other tables stay. */
function namesOf({ key, x, y, weight, sigma, sigmaLog, train, cluster }: Columns): string {
  const [ln, runs] = [sigmaLog === null ? {} : { sigmaLog }, cluster === null ? {} : { cluster }];
  return JSON.stringify({ key, x, y, weight, sigma, ...ln, train, ...runs });
}

/** utf-8 takes three bytes at most for a UTF-16 unit */
const BYTES_PER_UNIT = 3;
const NUMBERS = 4 * 8;
const FULL = 1 << 18;
const SHORT = 64;

const TEST = 0;
const TRAINING = 1;
const BAD = 2;

/** Rows one behind another: each key cell behind its length, a byte of flags, x, y, weight (or σ) and run; none of these of a bad row. */
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

  #addNumbers({ x, y, weight, train, run, bad }: CheckedRows, i: number): void {
    this.#makeRoom(NUMBERS);
    if (bad[i] === 1) {
      this.#bytes[this.#length++] = BAD;
      return;
    }
    this.#bytes[this.#length++] = train?.[i] === 0 ? TEST : TRAINING;
    this.#length = this.#bytes.writeDoubleLE(x[i], this.#length);
    this.#length = this.#bytes.writeDoubleLE(y[i], this.#length);
    if (weight !== null) this.#length = this.#bytes.writeDoubleLE(weight[i], this.#length);
    if (run !== null) this.#addText(run[i]);
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
