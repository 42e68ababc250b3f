import type { Curve, WeightKind } from "../core/types.js";
import { counted } from "../formats/terminalText.js";
import { widened } from "../formats/bytes.js";
import { type Columns, weightColumn } from "./columnMeaning.js";
import type { CheckedRows } from "./rows.js";

/** Groups rows into ragged curves by their key, in the order of first appearance; a curve may go on in later rows. */
export class CurveGrouper {
  readonly #curves = new Map<string, GrowingCurve>();

  /** what the rows' `weight` holds */
  readonly #kind: WeightKind;
  readonly #hasRuns: boolean;

  constructor(columns: Columns) {
    this.#kind = weightColumn(columns)?.kind ?? "weight";
    this.#hasRuns = columns.cluster !== null;
  }

  /** Takes rows in; a bad row is only counted. */
  add(rows: CheckedRows): void {
    let curve: GrowingCurve | undefined;
    for (let i = 0; i < rows.length; i++) {
      // rows of one curve mostly stand together
      if (curve === undefined || !curve.hasKeyOf(rows, i)) curve = this.#curveOf(rows, i);
      curve.add(rows, i);
    }
  }

  curves(): Curve[] {
    return [...this.#curves.values()].map((curve) => curve.toCurve(this.#kind, this.#hasRuns));
  }

  #curveOf(rows: CheckedRows, i: number): GrowingCurve {
    const key = rows.key.map((cells) => cells[i]);
    const joined = joinedKey(key);
    let curve = this.#curves.get(joined);
    if (curve === undefined) this.#curves.set(ownText(joined), (curve = new GrowingCurve(key.map(ownText))));
    return curve;
  }
}

/** The number of a value among those seen so far, which take the numbers from 0 as they come. */
export function numberOf<T>(value: T, seen: Map<T, number>): number {
  const number = seen.get(value) ?? seen.size;
  if (number === seen.size) seen.set(value, number);
  return number;
}

/** The values of a key as one text: lengths keep ("a", "bc") and ("ab", "c") apart. */
export function joinedKey(key: readonly string[]): string {
  let joined = "";
  for (const value of key) joined += `${value.length}:${value}`;
  return joined;
}

/** The same text in memory of its own: a part of a longer text would keep all of that. */
export function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** Rows' numbers of a kind as a curve holds them. */
export function weighing(values: Float64Array, kind: WeightKind): Pick<Curve, "weight" | "sigma"> {
  if (kind === "weight") return { weight: values };
  const of = kind === "sigma" ? "y" : "ln y";
  return { weight: new Float64Array(values.length).fill(1), sigma: { values, of } };
}

class GrowingCurve {
  readonly #x = new GrowingNumbers(Float64Array);
  readonly #y = new GrowingNumbers(Float64Array);
  readonly #weight = new GrowingNumbers(Float64Array);
  readonly #train = new GrowingNumbers(Uint8Array);
  readonly #lines = new GrowingNumbers(Uint32Array);
  readonly #run = new GrowingNumbers(Uint32Array);
  readonly #runs = new Map<string, number>();
  #skippedRows = 0;

  constructor(private readonly key: readonly string[]) {}

  hasKeyOf(rows: CheckedRows, i: number): boolean {
    for (let j = 0; j < this.key.length; j++) if (rows.key[j][i] !== this.key[j]) return false;
    return true;
  }

  add(rows: CheckedRows, i: number): void {
    if (rows.bad[i] === 1) {
      this.#skippedRows++;
      return;
    }
    this.#x.push(rows.x[i]);
    this.#y.push(rows.y[i]);
    this.#weight.push(rows.weight === null ? 1 : rows.weight[i]);
    this.#train.push(rows.train === null ? 1 : rows.train[i]);
    this.#lines.push(rows.at(i));
    if (rows.run === null) return;
    const known = this.#runs.get(rows.run[i]);
    this.#run.push(known ?? numberOf(ownText(rows.run[i]), this.#runs));
  }

  toCurve(kind: WeightKind, hasRuns: boolean): Curve {
    return {
      key: this.key,
      x: this.#x.toArray(),
      y: this.#y.toArray(),
      ...weighing(this.#weight.toArray(), kind),
      train: this.#train.toArray(),
      lines: this.#lines.toArray(),
      ...(hasRuns ? { run: this.#run.toArray() } : {}),
      skippedRows: this.#skippedRows,
    };
  }
}

class GrowingNumbers<Numbers extends Float64Array | Uint32Array | Uint8Array> {
  #values: Numbers;
  #length = 0;

  constructor(kind: new (length: number) => Numbers) {
    this.#values = new kind(16);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#values = widened(this.#values, 2 * this.#length);
    this.#values[this.#length++] = value;
  }

  toArray(): Numbers {
    return this.#values.slice(0, this.#length) as Numbers;
  }
}

/** Counts training rows that repeat another of their curve in x and y, a curve at a time. */
export class DuplicateCounts {
  #repeated = 0;
  #curves = 0;
  #rows = 0;

  add(curve: Curve): void {
    const repeated = repeatedRows(curve);
    this.#repeated += repeated;
    if (repeated > 0) this.#curves++;
    for (const flag of curve.train) this.#rows += flag;
  }

  /** A line that counts them; none where there are none. */
  notes(): string[] {
    if (this.#repeated === 0) return [];
    const verb = this.#repeated === 1 ? "rows is an exact duplicate" : "rows are exact duplicates";
    return [
      `${this.#repeated} of ${this.#rows} training ${verb} (in ${counted(this.#curves, "curve")}): information criteria count each as independent, and so do ` +
        "intervals without --cluster",
    ];
  }
}

/** Training rows beyond the first of each (x, y). */
function repeatedRows({ x, y, train }: Curve): number {
  if (!hasEqual(x)) return 0;
  const seen = new Map<number, Set<number>>();
  let repeated = 0;
  for (let i = 0; i < x.length; i++) {
    if (train[i] === 0) continue;
    const values = seen.get(x[i]) ?? new Set<number>();
    seen.set(x[i], values);
    if (values.has(y[i])) repeated++;
    values.add(y[i]);
  }
  return repeated;
}

/** Most curves have no x twice, which sorting tells faster than a set. */
function hasEqual(values: Float64Array): boolean {
  const sorted = isAscending(values) ? values : values.toSorted();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return true;
  return false;
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}
