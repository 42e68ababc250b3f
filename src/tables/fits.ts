import { InputError } from "../core/errors.js";
import { hasFit, statusName } from "../core/status.js";
import type { FitRow } from "../core/types.js";
import type { RawRow, RawTable } from "../formats/rawText.js";
import { type Cell, fitColumns, namedIn, originalKeyName, type RowColumn, writtenKeyNames } from "./columns.js";
import { keyText, readCell } from "./readCell.js";
import { requireKind, type TableKind, tableKinds } from "./tableKind.js";

/**
 * One row of fits from the cells of any format. Throws an InputError that names the row, the column and the value where a
 * cell is not what its column holds.
 */
export function fitRow(key: readonly string[], raw: RawRow): FitRow {
  const fields = fieldOnes.map((column) => [column.field, cellOf(column, raw)] as const);
  const row = { key, ...Object.fromEntries(fields) } as unknown as FitRow;
  checkStatus(row, raw.where);
  checkLists(row, raw.where);
  return row;
}

/** Columns that are read back. */
const fieldOnes = fitColumns.filter(({ field }) => field !== null);

/** Throws an InputError that lists what is missing where these are not the columns of a table of fits. */
export function requireFits({ columns, metadata, spread, rows, name }: RawTable, keys: readonly string[]): void {
  const needed = [...(spread ? requiredFlatNames : requiredNames), ...keys];
  requireKind(tableKinds.fits, { columns, metadata }, needed, name);
  for (const row of rows) {
    if (row.columns !== null) requireKind(tableKinds.fits, { columns: row.columns, metadata }, needed, row.where);
  }
}

/** Columns that every table of fits must have, of earlier versions too. */
const neededOnes = fieldOnes.filter(({ later }) => !later);
const requiredNames = neededOnes.map(({ name }) => name);

/** The same for CSV, whose lists are spread over columns that are only there if a row has a break. */
const requiredFlatNames = neededOnes.filter(({ kind }) => kind !== "numbers").map(({ name }) => name);

function checkStatus(row: FitRow, where: string): void {
  if ((statusName(row.status) as string | undefined) !== undefined) return;
  throw new InputError(
    `${where}, column status: ${row.status as number} is no status of this version (0 to 6); give the table as bnsl wrote it`,
  );
}

function checkLists(row: FitRow, where: string): void {
  if (!hasFit(row.status)) return;
  for (const name of ["c", "d", "f"] as const) {
    if (row[name].length === row.nBreaks) continue;
    throw new InputError(
      `${where}, column ${name}: ${row[name].length} values where n_breaks is ${row.nBreaks}; give the table as bnsl wrote it`,
    );
  }
}

/** A row of a table that `rowTable` wrote, cells checked. */
export interface ReadRow {
  /** file and row, for messages */
  readonly where: string;
  readonly key: readonly string[];
  /** by the name of the column */
  readonly cells: ReadonlyMap<string, Cell>;
}

/**
 * The inverse of `rowTable`, exact.
 *
 * @param keyNames as the table's metadata tell them; null: the columns before the first of the table's own
 * @throws InputError for another kind of table, a missing column, a damaged cell
 */
export function readRows<Row>(
  raw: RawTable,
  { kind, columns }: { readonly kind: TableKind; readonly columns: readonly RowColumn<Row>[] },
  keyNames: readonly string[] | null,
): { readonly keyNames: readonly string[]; readonly rows: readonly ReadRow[] } {
  const own = columns.filter(({ later }) => !later).map(({ name }) => name);
  const taken = namedIn(columns);
  // no columns at all: JSON lines without rows
  if (raw.rows.length > 0 || raw.columns.length > 0) requireKind(kind, raw, own, raw.name);
  const written = keyNames
    ? writtenKeyNames(keyNames, taken)
    : raw.columns.slice(0, Math.max(0, raw.columns.indexOf(own[0])));
  if (keyNames) requireKind(kind, raw, written, raw.name);
  return {
    keyNames: written.map((name) => originalKeyName(name, taken)),
    rows: raw.rows.map((row) => {
      const { columns: present, where } = row;
      if (present) requireKind(kind, { ...raw, columns: present }, [...written, ...own], where);
      return {
        where: row.where,
        key: written.map((name) => keyText(row.cell(name))),
        cells: new Map(columns.map((column) => [column.name, cellOf(column, row)])),
      };
    }),
  };
}

function cellOf<Row>(column: RowColumn<Row>, { cell, list, where }: RawRow): Cell {
  const { name, kind, nullable = kind === "number", later, words } = column;
  if (later && cell(name) === undefined) return kind === "places" ? [] : null;
  return readCell({ name, kind, nullable, words }, kind === "numbers" ? list(name) : cell(name), where);
}
