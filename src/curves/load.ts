import { sum } from "d3-array";
import { given } from "../core/given.js";
import { InputError } from "../core/errors.js";
import type { Curve, CurveSet, Dialect, Origin } from "../core/types.js";
import { readBatches } from "../formats/format.js";
import type { CurveSource, RawBatch } from "../formats/source.js";
import { checkDialect } from "../formats/csvLayout.js";
import { spelled, spellingNotes } from "../formats/spelling.js";
import { BadRows } from "./badRows.js";
import {
  type ColumnNames,
  type Columns,
  numberColumns,
  type TableHead,
  weightColumn,
  xNameOf,
} from "./columnMeaning.js";
import { matchColumns, resolveColumns } from "./columns.js";
import type { TableFacts } from "./curveStore.js";
import { CurveGrouper, joinedKey } from "./curves.js";
import { fileLabels } from "./fileKey.js";
import { countCurves, FileOverlap, type TableCounts, tableNotes } from "./notes.js";
import { BlankKey, type CheckedRows, checkRows } from "./rows.js";

export type { CurveSource } from "../formats/source.js";

/**
 * Reads one or more sources as one table of curves: bytes (CSV, Arrow IPC file or stream, Parquet) or Arrow tables.
 * What was guessed or skipped stands in the notes.
 * @throws InputError naming file, line or row, column and value, and what to do
 */
export async function loadCurves(sources: readonly CurveSource[], options: LoadOptions): Promise<CurveSet> {
  return withoutBlankKeys(sources, options, async (options) => {
    const set = await loadOnce(sources, options);
    const notKeys = mayGuessAgain(sources, options) ? idleKeys(set.keyNames, set.curves) : [];
    return notKeys.length === 0 ? set : loadOnce(sources, { ...options, notKeys });
  });
}

/** Reads again without a guessed key column of which a cell proves to be empty, where that can be done. */
export async function withoutBlankKeys<T>(
  sources: readonly CurveSource[],
  options: LoadOptions,
  read: (options: LoadOptions) => Promise<T>,
): Promise<T> {
  try {
    return await read(options);
  } catch (error) {
    if (!(error instanceof BlankKey) || !canReadAgain(sources)) throw error;
    const blankKeys = [...(options.blankKeys ?? []), error.column];
    return withoutBlankKeys(sources, { ...options, blankKeys }, read);
  }
}

async function loadOnce(sources: readonly CurveSource[], options: LoadOptions): Promise<CurveSet> {
  let grouper: CurveGrouper | undefined;
  let columns: Columns | undefined;
  let origins: readonly Origin[] = [];
  const skipped = new BadRows();
  for await (const table of readTable(sources, options)) {
    ({ columns, origins } = table);
    skipped.merge(table.rows.badRows);
    grouper ??= new CurveGrouper(columns);
    grouper.add(table.rows);
  }
  // a table without rows, and so without columns, is an error of readTable's
  return toCurveSet(columns!, grouper!.curves(), origins, skipped);
}

/** Curves under the names of their columns, with the notes on what was guessed and skipped. */
export function toCurveSet(
  columns: Columns,
  curves: readonly Curve[],
  origins: readonly Origin[],
  skipped: BadRows,
): CurveSet {
  return { ...tableFacts(columns, countCurves(curves), origins, skipped), curves };
}

/** What a table says of all its curves. */
export function tableFacts(
  columns: Columns,
  counts: TableCounts,
  origins: readonly Origin[],
  skipped: BadRows,
): TableFacts {
  const weighing = weightColumn(columns);
  return {
    keyNames: columns.key,
    xName: xNameOf(columns),
    yName: columns.y,
    ...(columns.xOffset === 0 ? {} : { xColumn: columns.x, xOffset: columns.xOffset }),
    ...(columns.wide === null ? {} : { yColumns: columns.wide.asked }),
    weightName: weighing?.name ?? null,
    weightKind: weighing?.kind ?? "weight",
    trainName: columns.train,
    ...(columns.cluster === null ? {} : { clusterName: columns.cluster }),
    ...given({ dialect: columns.dialect }),
    sources: origins.map(({ name }) => name),
    origins,
    notes: tableNotes(columns, counts, skipped),
  };
}

/** How a table is read. Left out: columns are guessed, a bad row is an error, y has to be above 0. */
export interface LoadOptions extends ColumnNames {
  /** how the text of the table is written; what is left out is found out */
  readonly dialect?: Dialect;
  /** what becomes of rows with a value that cannot be used */
  readonly badRows?: "error" | "skip";
  /** y has to be above this: 0 for the log objective, −1 for log1p, null (any finite y) for linear */
  readonly yAbove?: number | null;
}

/** What only a reader that makes no fits asks for. */
interface ReadOptions extends LoadOptions {
  /** false: standard deviations are only looked at as numbers, no weights will be made of them; left out: true */
  readonly weighs?: boolean;
}

/** The checked rows of a table as they come, with the meaning of its columns. */
interface TableRows {
  readonly columns: Columns;
  readonly rows: CheckedRows;
  /** the sources so far, this one the last; `at` of the rows counts on over them */
  readonly origins: readonly Origin[];
}

/**
 * Reads several sources as one table. Bad rows come out marked where they are to be skipped; else the first of them
 * ends the stream of rows, and the error follows when all rows have been counted.
 * @throws InputError for columns that cannot be found, for bad rows, for a source without rows
 */
export async function* readTable(sources: readonly CurveSource[], options: ReadOptions): AsyncGenerator<TableRows> {
  if (sources.length === 0) throw new InputError("no input: name at least one file");
  const bad = new BadRows();
  let rows = 0;
  const table = new OneTable(sources, options);
  try {
    for (const source of sources) {
      for await (const next of readSource(source, table)) {
        if (options.badRows !== "skip") bad.merge(next.rows.badRows);
        rows += next.rows.length;
        if (bad.count === 0) yield next;
      }
    }
  } catch (error) {
    // what was found first is said first
    throw bad.count > 0 ? bad.error(Infinity) : error;
  }
  if (bad.count > 0) throw bad.error(rows);
}

async function* readSource(source: CurveSource, table: OneTable): AsyncGenerator<TableRows> {
  let columns: Columns | undefined;
  const { dialect } = table;
  for await (const raw of spelled(readBatches(source, dialect), dialect.decimal)) {
    if (raw.batch.numRows === 0) continue;
    columns ??= table.columnsOf(source.name, raw);
    const at = table.countedOn(raw);
    const label = table.labels.get(source.name);
    for (const y of columns.wide?.columns ?? [undefined]) {
      const rows = checkRows(source.name, raw, columns, table.yAbove, label, table.weighs, y);
      const own = { ...rows, at: (i: number) => at(rows.at(i)) };
      yield { columns: table.seen(source, columns, rows, raw), rows: own, origins: table.origins };
    }
  }
  if (columns === undefined) throw new InputError(`${source.name}: the table has no rows; add some, or leave it out`);
}

/** Lines beyond are not known: `Curve.lines` has 32 bits. */
const MOST_LINES = 2 ** 32 - 1;

/** The columns that the first source settled for all. */
class OneTable {
  /** what each source is called where the file is a key */
  readonly labels: ReadonlyMap<string, string>;
  readonly yAbove: number | null;
  readonly #request: LoadOptions;
  readonly #sources: number;
  readonly weighs: boolean;
  readonly dialect: Dialect;
  #first: { readonly head: TableHead; readonly columns: Columns } | undefined;
  readonly #overlap: FileOverlap;
  /** of rows that were read */
  readonly #notes = new Set<string>();
  /** the sources so far */
  readonly origins: Origin[] = [];
  /** lines and rows so far */
  #read = 0;

  constructor(sources: readonly CurveSource[], options: ReadOptions) {
    this.labels = fileLabels(sources.map(({ name }) => name));
    this.#sources = sources.length;
    this.#overlap = new FileOverlap(sources.length > 1 && options.curve === undefined);
    this.#request = options;
    this.yAbove = options.yAbove === undefined ? 0 : options.yAbove;
    this.weighs = options.weighs !== false;
    this.dialect = options.dialect ?? {};
    checkDialect(this.dialect);
  }

  /** Begins a source with its first batch. */
  columnsOf(source: string, raw: RawBatch): Columns {
    this.origins.push({ name: source, unit: raw.unit, before: this.#read });
    const head = { source, sources: this.#sources, ...raw };
    if (this.#first === undefined) {
      const columns = resolveColumns(head, this.#request);
      this.#first = { head, columns: { ...columns, ...given({ dialect: this.#request.dialect }) } };
    } else {
      matchColumns(this.#first.columns, this.#first.head, head, this.#request);
    }
    const { columns } = this.#first;
    for (const note of spellingNotes(raw.batch, numberColumns(columns))) this.#notes.add(note);
    return columns;
  }

  /** A line of the next batch, counted on over all sources; 0 where that is not known. */
  countedOn(raw: RawBatch): (at: number) => number {
    const { before } = this.origins[this.origins.length - 1];
    this.#read = before + raw.at(raw.batch.numRows - 1);
    return (at) => (before + at <= MOST_LINES ? before + at : 0);
  }

  /** The columns with what rows that have been read say of them. */
  seen({ name }: CurveSource, columns: Columns, rows: CheckedRows, raw: RawBatch): Columns {
    const overlap = columns.fileKey === null ? this.#overlap.notes(name, columns, rows) : [];
    // in the order in which they came: some are told before the end
    [...(raw.notes ?? []), ...overlap].forEach((note) => this.#notes.add(note));
    return this.#notes.size === 0 ? columns : { ...columns, notes: [...columns.notes, ...this.#notes] };
  }
}

/** Rows to a curve, on average, below which a guess at what tells curves apart has failed. */
const FEWEST_ROWS = 1.25;
/** Share of the rows that have a value of their own in a column which tells rows apart, not curves. */
const MOST_VALUES = 0.8;
/** Rows from which there is something to fit. */
const LEAST_TABLE = 4;

/** Curves that are looked at. */
export const CURVES_LOOKED_AT = 100_000;

/** Whether key columns were guessed, and the table can be read again without some of them. */
export function mayGuessAgain(sources: readonly CurveSource[], { curve, notKeys }: LoadOptions): boolean {
  return curve === undefined && notKeys === undefined && canReadAgain(sources);
}

function canReadAgain(sources: readonly CurveSource[]): boolean {
  return sources.every((source) => "table" in source || source.once !== true);
}

/** Whether nearly every row is a curve of its own, so that nothing can be fitted. */
export function areNearlyLone(curves: number, rows: number): boolean {
  return rows >= LEAST_TABLE && rows < FEWEST_ROWS * curves;
}

/**
 * Guessed key columns that are new in nearly every row (a date, a run's number, a file of one row), where nearly every row
 * is a curve of its own because of them.
 */
export function idleKeys(
  keyNames: readonly string[],
  curves: readonly Pick<Curve, "key" | "x" | "skippedRows">[],
): string[] {
  if (curves.length > CURVES_LOOKED_AT) return idleKeys(keyNames, curves.slice(0, CURVES_LOOKED_AT));
  const rows = sum(curves, ({ x, skippedRows }) => x.length + skippedRows);
  if (!areNearlyLone(curves.length, rows)) return [];
  const values = keyNames.map((_, j) => new Set(curves.map(({ key }) => key[j])).size);
  const idle = keyNames.filter((_, j) => values[j] > MOST_VALUES * rows);
  if (idle.length > 0 || keyNames.length < 2) return idle;
  return togetherIdle(keyNames, values, curves, rows);
}

/** Of columns that only together tell every row apart: as many as it takes, those of the most values first. */
function togetherIdle(
  keyNames: readonly string[],
  values: readonly number[],
  curves: readonly Pick<Curve, "key">[],
  rows: number,
): string[] {
  const order = [...keyNames.keys()].sort((i, j) => values[j] - values[i] || j - i);
  for (let left = 1; left < order.length; left++) {
    const kept = order.slice(left);
    const count = new Set(curves.map(({ key }) => joinedKey(kept.map((j) => key[j])))).size;
    if (!areNearlyLone(count, rows)) return order.slice(0, left).map((j) => keyNames[j]);
  }
  return [];
}
