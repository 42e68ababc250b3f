import { weightColumn, type Columns } from "../../curves/columnMeaning.js";
import type { SkippedCounts } from "../../curves/curveNotes.js";
import { joinedKey } from "../../curves/curves.js";
import { BadRows } from "../../curves/badRows.js";
import type { CheckedRows } from "../../curves/rows.js";
import type { Curve } from "../../core/types.js";
import { CurveBuckets } from "./curveBuckets.js";
import { KeyPlaces } from "./keyPlaces.js";
import { SkippedRows } from "./skippedRows.js";
import type { SpoolStreams } from "./spoolStreams.js";
import { TableDigest } from "./tableDigest.js";

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
  readonly #streams: SpoolStreams;
  readonly #share: Share;
  readonly #places = new KeyPlaces();
  readonly #digest = new TableDigest();
  readonly #skipped = new SkippedRows();
  #buckets: CurveBuckets | undefined;
  #rows = 0;

  constructor(streams: SpoolStreams, share: Share) {
    this.#streams = streams;
    this.#share = share;
  }

  /** Takes rows in. InputError where the disk has no room for them. */
  async add(columns: Columns, rows: CheckedRows): Promise<void> {
    // later ones know more of the table
    this.columns = columns;
    this.badRows.merge(rows.badRows);
    this.#buckets ??= new CurveBuckets(this.#streams, weightColumn(columns)?.kind ?? null);
    this.#digest.add(columns, rows);
    for (let first = 0; first < rows.length; first += SLICE) {
      this.#addRows(this.#buckets, rows, first, Math.min(rows.length, first + SLICE));
      if (this.#streams.isFull) await this.#streams.flush();
    }
    this.#rows += rows.length;
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
    return this.#rows > 1 && this.#rows === this.#places.count;
  }

  /** rows of the whole table */
  get rowsOfAll(): number {
    return this.#rows;
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
    const { x, y, weight, train, bad } = rows;
    let place = -1;
    let own = -1;
    for (let i = first; i < end; i++) {
      // rows of one curve mostly stand together
      if (place < 0 || !hasKeyAbove(rows, i)) {
        place = this.#placeOf(buckets, rows, i);
        own = this.#ownPlace(place);
      }
      if (bad[i] === 1) this.#skipped.addBad(place);
      else this.#skipped.addGood(place);
      if (own < 0) continue;
      if (bad[i] === 1) buckets.skipRow(own);
      else buckets.addRow(own, x[i], y[i], weight === null ? 1 : weight[i], train === null ? 1 : train[i]);
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
    const { index, of } = this.#share;
    return place % of === index - 1 ? (place - index + 1) / of : -1;
  }
}

function hasKeyAbove({ key }: CheckedRows, i: number): boolean {
  for (const cells of key) if (cells[i] !== cells[i - 1]) return false;
  return true;
}
