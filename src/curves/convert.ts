import type { RecordBatch, Vector } from "apache-arrow";
import { boolVector, float64Vector, recordBatch, utf8Vector } from "../formats/batch.js";
import type { CurveSource } from "../formats/source.js";
import { curveId } from "../core/rows/curveRows.js";
import { counted } from "../formats/terminalText.js";
import { BadRows } from "./badRows.js";
import { weightColumn, xNameOf, type Columns } from "./columnMeaning.js";
import { readTable, type LoadOptions } from "./load.js";
import type { CheckedRows } from "./rows.js";

const rowsPerBatch = 65_536;

/**
 * The table in one shape, whatever came in: key columns as Utf8, x and y as Float64, weight as Float64 and train as
 * Bool where there are any, under their names; a column of standard deviations keeps name and values, one of runs its text. Batches have 65,536
 * rows and one schema. Memory stays bounded by what the readers hold. Any finite y is let through unless `yAbove` says otherwise.
 * @param note called with each line on what was guessed or skipped
 * @param keep whether rows of a curve are wanted, by the values of its key columns; left out: all are
 * @throws InputError as `loadCurves` does; some batches may have come before
 */
export async function* toRecordBatches(
  sources: readonly CurveSource[],
  options: LoadOptions,
  note: (line: string) => void = () => undefined,
  keep: ((key: readonly string[]) => boolean) | null = null,
): AsyncGenerator<RecordBatch> {
  let batch: GrowingBatch | undefined;
  const skipped = new BadRows();
  let told = 0;
  for await (const { columns, rows } of readTable(sources, { yAbove: null, weighs: false, ...options })) {
    columns.notes.slice(told).forEach(note);
    told = columns.notes.length;
    batch ??= new GrowingBatch(columns);
    skipped.merge(rows.badRows);
    for (let i = 0; i < rows.length; i++) {
      if (rows.bad[i] === 1 || keep?.(rows.key.map((cells) => cells[i])) === false) continue;
      batch.add(rows, i);
      if (batch.length === rowsPerBatch) yield batch.take();
    }
  }
  if (batch !== undefined && batch.length > 0) yield batch.take();
  if (skipped.count > 0) note(`skipped ${counted(skipped.count, "bad row")}. ${skipped.told()}`);
}

/** The curves of a table: the names of its key columns, and their values, each curve once. */
export async function curveKeys(
  sources: readonly CurveSource[],
  options: LoadOptions,
): Promise<{ readonly keyNames: readonly string[]; readonly keys: readonly (readonly string[])[] }> {
  const keys = new Map<string, readonly string[]>();
  let keyNames: readonly string[] = [];
  for await (const { columns, rows } of readTable(sources, { yAbove: null, weighs: false, ...options })) {
    keyNames = columns.key;
    for (let i = 0; i < rows.length; i++) {
      const key = rows.key.map((cells) => cells[i]);
      keys.set(curveId(key), key);
    }
  }
  return { keyNames, keys: [...keys.values()] };
}

/** Rows up to a batch; every batch has buffers of its own. */
class GrowingBatch {
  length = 0;
  #key: string[][] = [];
  #x = new Float64Array(0);
  #y = new Float64Array(0);
  #weight = new Float64Array(0);
  #train = new Uint8Array(0);
  #run: string[] = [];

  constructor(private readonly columns: Columns) {
    this.#clear();
  }

  add(rows: CheckedRows, i: number): void {
    rows.key.forEach((cells, j) => this.#key[j].push(cells[i]));
    this.#x[this.length] = rows.x[i];
    this.#y[this.length] = rows.y[i];
    if (rows.weight !== null) this.#weight[this.length] = rows.weight[i];
    if (rows.train !== null) this.#train[this.length] = rows.train[i];
    if (rows.run !== null) this.#run.push(rows.run[i]);
    this.length++;
  }

  take(): RecordBatch {
    const { key, y, train, cluster } = this.columns;
    const weighing = weightColumn(this.columns);
    const upTo = this.length;
    const columns: [string, Vector][] = key.map((name, j) => [name, utf8Vector(this.#key[j])]);
    columns.push(
      [xNameOf(this.columns), float64Vector(this.#x.subarray(0, upTo))],
      [y, float64Vector(this.#y.subarray(0, upTo))],
    );
    if (weighing !== null) columns.push([weighing.name, float64Vector(this.#weight.subarray(0, upTo))]);
    if (train !== null) columns.push([train, boolVector(this.#train.subarray(0, upTo))]);
    if (cluster !== null) columns.push([cluster, utf8Vector(this.#run)]);
    this.#clear();
    return recordBatch(columns, upTo);
  }

  #clear(): void {
    this.length = 0;
    this.#key = this.columns.key.map(() => []);
    this.#x = new Float64Array(rowsPerBatch);
    this.#y = new Float64Array(rowsPerBatch);
    this.#weight = new Float64Array(rowsPerBatch);
    this.#train = new Uint8Array(rowsPerBatch);
    this.#run = [];
  }
}
