import { InputError } from "../core/errors.js";
import type { ColumnNames, Columns, TableHead } from "./columnMeaning.js";
import { matchColumns, resolveColumns } from "./columns.js";
import { BadRows } from "./badRows.js";
import { fileLabels } from "./fileKey.js";
import { FileOverlap } from "./fileOverlap.js";
import { readBatches } from "../formats/format.js";
import { checkRows, type CheckedRows } from "./rows.js";
import type { CurveSource, RawBatch } from "../formats/source.js";

/** How a table is read. Left out: columns are guessed, a bad row is an error, y has to be above 0. */
export interface LoadOptions extends ColumnNames {
  /** what becomes of rows with a value that cannot be used */
  readonly badRows?: "error" | "skip";
  /** y has to be above this: 0 for the log objective, −1 for log1p, null (any finite y) for linear */
  readonly yAbove?: number | null;
}

/** What only a reader that makes no fits asks for. */
export interface ReadOptions extends LoadOptions {
  /** false: standard deviations are only looked at as numbers, no weights will be made of them; left out: true */
  readonly weighs?: boolean;
}

/** The checked rows of a table as they come, with the meaning of its columns. */
export interface TableRows {
  readonly columns: Columns;
  readonly rows: CheckedRows;
}

/**
 * Reads several sources as one table. Bad rows come out marked where they are to be skipped; else the first of them
 * ends the stream of rows, and the error follows when all rows have been counted.
 * @throws InputError for columns that cannot be found, for bad rows, for a source without rows
 */
export async function* readTable(sources: readonly CurveSource[], options: ReadOptions): AsyncGenerator<TableRows> {
  if (sources.length === 0) throw new InputError("no input: name at least one file");
  const complaint = new Complaint();
  const table = new OneTable(sources, options);
  try {
    for (const source of sources) {
      for await (const next of readSource(source, table)) {
        if (options.badRows !== "skip") complaint.hear(next.rows);
        if (!complaint.isHeard) yield next;
      }
    }
  } catch (error) {
    // what was found first is said first
    throw complaint.error(true) ?? error;
  }
  const error = complaint.error(false);
  if (error !== undefined) throw error;
}

async function* readSource(source: CurveSource, table: OneTable): AsyncGenerator<TableRows> {
  let columns: Columns | undefined;
  for await (const raw of readBatches(source)) {
    if (raw.batch.numRows === 0) continue;
    columns ??= table.columnsOf(source.name, raw);
    const rows = checkRows(source.name, raw, columns, table.yAbove, table.labels.get(source.name), table.weighs);
    yield { columns: table.seen(source, columns, rows), rows };
  }
  if (columns === undefined) throw new InputError(`${source.name}: the table has no rows; add some, or leave it out`);
}

/** The columns that the first source settled for all. */
class OneTable {
  /** what each source is called where the file is a key */
  readonly labels: ReadonlyMap<string, string>;
  readonly yAbove: number | null;
  readonly #request: ColumnNames;
  readonly #sources: number;
  readonly weighs: boolean;
  #first: { readonly head: TableHead; readonly columns: Columns } | undefined;
  readonly #overlap: FileOverlap;

  constructor(sources: readonly CurveSource[], options: ReadOptions) {
    this.labels = fileLabels(sources.map(({ name }) => name));
    this.#sources = sources.length;
    this.#overlap = new FileOverlap(sources.length > 1 && options.curve === undefined);
    this.#request = options;
    this.yAbove = options.yAbove === undefined ? 0 : options.yAbove;
    this.weighs = options.weighs !== false;
  }

  columnsOf(source: string, raw: RawBatch): Columns {
    const head = { source, sources: this.#sources, ...raw };
    if (this.#first === undefined) {
      this.#first = { head, columns: resolveColumns(head, this.#request) };
    } else {
      matchColumns(this.#first.columns, this.#first.head, head, this.#request);
    }
    return this.#first.columns;
  }

  /** The columns with what rows that have been read say of them. */
  seen({ name }: CurveSource, columns: Columns, rows: CheckedRows): Columns {
    const notes = columns.fileKey === null ? this.#overlap.notes(name, columns, rows) : [];
    return notes.length === 0 ? columns : { ...columns, notes: [...columns.notes, ...notes] };
  }
}

/** All bad rows, where they are errors. */
class Complaint {
  readonly #bad = new BadRows();
  #rows = 0;

  get isHeard(): boolean {
    return this.#bad.count > 0;
  }

  hear(rows: CheckedRows): void {
    this.#bad.merge(rows.badRows);
    this.#rows += rows.length;
  }

  /** @param more whether there are rows that were not heard of */
  error(more: boolean): InputError | undefined {
    return this.isHeard ? this.#bad.error(more ? Infinity : this.#rows) : undefined;
  }
}
