import { InputError } from "../core/errors.js";
import { hasFit, statusName } from "../core/status.js";
import type { FitRow } from "../core/types.js";
import type { RawRow, RawTable } from "../formats/rawRows.js";
import { fitColumns } from "./columns.js";
import { readCell } from "./readCell.js";
import { requireKind, tableKinds } from "./tableKind.js";

/**
 * One row of fits from the cells of any format. Throws an InputError that names the row, the column and the value where a
 * cell is not what its column holds.
 */
export function fitRow(key: readonly string[], { cell, list, where }: RawRow): FitRow {
  const fields: Record<string, unknown> = { key };
  for (const { name, kind, field } of fitColumns) {
    if (field === null) continue;
    const raw = kind === "numbers" ? list(name) : cell(name);
    fields[field] = readCell({ name, kind, nullable: kind === "number" }, raw, where);
  }
  const row = fields as unknown as FitRow;
  checkStatus(row, where);
  checkLists(row, where);
  return row;
}

/** Throws an InputError that lists what is missing where these are not the columns of a table of fits. */
export function requireFits({ columns, metadata, spread, rows, name }: RawTable, keys: readonly string[]): void {
  const needed = [...(spread ? requiredFlatNames : requiredNames), ...keys];
  requireKind(tableKinds.fits, { columns, metadata }, needed, name);
  for (const row of rows) {
    if (row.columns !== null) requireKind(tableKinds.fits, { columns: row.columns, metadata }, needed, row.where);
  }
}

/** Columns that every table of fits must have. */
const requiredNames = fitColumns.filter((column) => column.field !== null).map((column) => column.name);

/** The same for CSV, whose lists are spread over columns that are only there if a row has a break. */
const requiredFlatNames = fitColumns
  .filter((column) => column.field !== null && column.kind !== "numbers")
  .map((column) => column.name);

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
