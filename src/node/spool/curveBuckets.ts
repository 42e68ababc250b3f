import type { Curve, WeightKind } from "../../core/types.js";
import { type Columns, weightColumn } from "../../curves/columnMeaning.js";
import { numberOf, weighing } from "../../curves/curves.js";
import type { CheckedRows } from "../../curves/rows.js";
import { widened } from "../../formats/bytes.js";
import type { SpoolStreams } from "./spoolFile.js";

/** curves whose rows and keys are put aside together and read back together, at the least */
const BUCKET = 128;
/** most rows that are gathered at once, unless one curve has more */
const GATHERED = 1 << 19;

/** Rows of curves as they come, in streams of so many curves each, from which the curves come back in order. */
export class CurveBuckets {
  /** curves so far */
  count = 0;
  /** rows so far */
  points = 0;
  /** rows of each curve */
  readonly #lengths = new GrowingCounts();
  /** bad rows of each curve */
  readonly #skipped = new GrowingCounts();
  /** which curve of its bucket and whether a training row, the line, then x, y, weight and run */
  readonly #record: Float64Array;
  readonly #recordHead: Uint32Array;
  readonly #recordBytes: Uint8Array;

  /** what the rows' `weight` holds; null: all weights are 1 */
  readonly #kind: WeightKind | null;
  readonly #hasRuns: boolean;

  constructor(
    private readonly streams: SpoolStreams,
    columns: Columns,
  ) {
    this.#kind = weightColumn(columns)?.kind ?? null;
    this.#hasRuns = columns.cluster !== null;
    this.#record = new Float64Array(3 + (this.#kind === null ? 0 : 1) + (this.#hasRuns ? 1 : 0));
    this.#recordHead = new Uint32Array(this.#record.buffer);
    this.#recordBytes = new Uint8Array(this.#record.buffer);
  }

  /** Opens the next curve. */
  addCurve(key: readonly string[]): void {
    this.streams.append(keyStream(this.count++), Buffer.from(`${JSON.stringify(key)}\n`));
  }

  /** @param run a number of its own for each run of the table */
  addRow(curve: number, { x, y, weight, train, at }: CheckedRows, i: number, run: number): void {
    const record = this.#record;
    this.#recordHead[0] = 2 * (curve % BUCKET) + (train === null ? 1 : train[i]);
    this.#recordHead[1] = at(i);
    record[1] = x[i];
    record[2] = y[i];
    if (weight !== null) record[3] = weight[i];
    if (this.#hasRuns) record[record.length - 1] = run;
    this.streams.append(rowStream(curve), this.#recordBytes);
    this.#lengths.add(curve);
    this.points++;
  }

  skipRow(curve: number): void {
    this.#skipped.add(curve);
  }

  /** All curves in order, read back a bucket at a time. */
  async *curves(): AsyncGenerator<Curve> {
    for (let first = 0; first < this.count; first += BUCKET) {
      const keys = await this.#keysOf(first);
      for (const [from, end] of this.#runs(first, Math.min(this.count, first + BUCKET))) {
        yield* await this.#gather(from, end, keys.slice(from - first, end - first));
      }
    }
  }

  /** Cuts curves first … end − 1 into [from, end) of few enough rows. */
  *#runs(first: number, end: number): Generator<[number, number]> {
    let from = first;
    let rows = 0;
    for (let curve = first; curve < end; curve++) {
      const more = this.#lengths.at(curve);
      if (curve > from && rows + more > GATHERED) {
        yield [from, curve];
        from = curve;
        rows = 0;
      }
      rows += more;
    }
    yield [from, end];
  }

  async #gather(from: number, end: number, keys: readonly (readonly string[])[]): Promise<Curve[]> {
    const curves = keys.map((key, i) => this.#emptyCurve(from + i, key));
    const filled = new Uint32Array(end - from);
    const width = this.#record.length;
    // in a curve runs are numbered as they appear there
    const runs = curves.map(() => new Map<number, number>());
    for await (const bytes of this.streams.read(rowStream(from), 8 * width)) {
      const rows = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
      const heads = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      for (let at = 0; at < rows.length; at += width) {
        const curve = (heads[2 * at] >> 1) - (from % BUCKET);
        if (curve < 0 || curve >= curves.length) continue;
        const { x, y, weight, sigma, train, lines, run } = curves[curve];
        const given = sigma?.values ?? weight;
        const i = filled[curve]++;
        x[i] = rows[at + 1];
        y[i] = rows[at + 2];
        given[i] = this.#kind === null ? 1 : rows[at + 3];
        if (run) run[i] = numberOf(rows[at + width - 1], runs[curve]);
        train[i] = heads[2 * at] % 2;
        lines[i] = heads[2 * at + 1];
      }
    }
    return curves;
  }

  #emptyCurve(curve: number, key: readonly string[]): Curve & { readonly lines: Uint32Array } {
    const length = this.#lengths.at(curve);
    return {
      key,
      x: new Float64Array(length),
      y: new Float64Array(length),
      ...weighing(new Float64Array(length), this.#kind ?? "weight"),
      train: new Uint8Array(length),
      lines: new Uint32Array(length),
      ...(this.#hasRuns ? { run: new Uint32Array(length) } : {}),
      skippedRows: this.#skipped.at(curve),
    };
  }

  /** Of all curves of a bucket, whose first it is given. */
  async #keysOf(first: number): Promise<string[][]> {
    const parts: Buffer[] = [];
    for await (const bytes of this.streams.read(keyStream(first), 1)) parts.push(Buffer.from(bytes));
    const lines = Buffer.concat(parts).toString().split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as string[]);
  }
}

/** The stream of a curve's rows, which it shares with the others of its bucket. */
function rowStream(curve: number): number {
  return 2 * Math.floor(curve / BUCKET);
}

function keyStream(curve: number): number {
  return rowStream(curve) + 1;
}

/** A count for each place, 0 at first; grows as far as it is added to. */
class GrowingCounts {
  #counts = new Uint32Array(0);

  add(place: number): void {
    if (place >= this.#counts.length) {
      this.#counts = widened(this.#counts, Math.max(1024, 2 * (place + 1)));
    }
    this.#counts[place]++;
  }

  at(place: number): number {
    return this.#counts[place] ?? 0;
  }
}
