import type { RawRow, RawTable } from "../formats/rawRows.js";
import { originalKeyName, writtenKeyNames, type Cell } from "./columns.js";
import type { FieldColumn } from "./fieldColumns.js";
import { keyText, readCell } from "./readCell.js";
import type { RowColumn } from "./rowTable.js";
import { requireKind, type TableKind } from "./tableKind.js";

/** What a table that `rowTable` writes consists of. */
export interface RowSchema<Row> {
  readonly kind: TableKind;
  readonly columns: readonly RowColumn<Row>[];
  /** whether the table gives this name to one of its own columns */
  readonly taken: (name: string) => boolean;
}

/** The rows of such a table, cells checked. */
export interface ReadRows {
  readonly keyNames: readonly string[];
  readonly rows: readonly ReadRow[];
}

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
  { kind, columns, taken }: RowSchema<Row>,
  keyNames: readonly string[] | null,
): ReadRows {
  const own = columns.map(({ name }) => name);
  // no columns at all: JSON lines without rows
  if (raw.rows.length > 0 || raw.columns.length > 0) requireKind(kind, raw, own, raw.name);
  const written = keyNames
    ? writtenKeyNames(keyNames, taken)
    : raw.columns.slice(0, Math.max(0, raw.columns.indexOf(own[0])));
  if (keyNames) requireKind(kind, raw, written, raw.name);
  return {
    keyNames: written.map((name) => originalKeyName(name, taken)),
    rows: raw.rows.map((row) => {
      requireRow(row, raw, kind, [...written, ...own]);
      return {
        where: row.where,
        key: written.map((name) => keyText(row.cell(name))),
        cells: new Map(columns.map((column) => [column.name, cellOf(column, row)])),
      };
    }),
  };
}

/** Rows whose every field has its column. */
export function fieldRows<Row extends { readonly key: readonly string[] }>(
  { rows }: ReadRows,
  columns: readonly FieldColumn<Row>[],
): Row[] {
  return rows.map(({ key, cells }) => {
    const fields = columns.map(({ field, name }) => [field, cells.get(name)!] as const);
    return { key, ...Object.fromEntries(fields) } as unknown as Row;
  });
}

function requireRow(row: RawRow, { metadata }: RawTable, kind: TableKind, needed: readonly string[]): void {
  if (row.columns === null) return;
  requireKind(kind, { columns: row.columns, metadata }, needed, row.where);
}

function cellOf<Row>(column: RowColumn<Row>, { cell, where }: RawRow): Cell {
  const { name, kind, nullable = kind === "number", words } = column;
  return readCell({ name, kind, nullable, words }, cell(name), where);
}
