import type { Table } from "apache-arrow";
import type { FitMeta, FitResult, FitRow } from "../types.js";
import { fitColumns, isFitColumn, originalKeyName, writtenKeyNames } from "./columns.js";
import { fitRow, requireFitColumns } from "./fitRow.js";
import { assumedMeta, metaFrom } from "./readMeta.js";

/**
 * The inverse of `fitsToArrow`, exact; `name` is the file's, for messages. Where the metadata was lost on the
 * way, the columns before n_breaks are the keys. InputError where a column is missing or a cell is damaged.
 */
export function fitsFromArrow(table: Table, name: string): FitResult {
  const names = table.schema.fields.map((field) => field.name);
  const meta = metaFrom(table.schema.metadata, name);
  requireFitColumns(names, name);
  const written = meta
    ? writtenKeyNames(meta.keyNames, isFitColumn)
    : names.slice(0, names.indexOf("n_breaks"));
  if (meta) requireFitColumns(names, name, written);
  const rows = readRows(table, written, name);
  return { meta: meta ?? metaWithoutMetadata(written, rows, name), rows };
}

/** For formats without metadata: key names as they stand in the file, `key.` taken off. */
export function metaWithoutMetadata(
  written: readonly string[],
  rows: readonly FitRow[],
  file: string,
): FitMeta {
  return assumedMeta(
    written.map((key) => originalKeyName(key, isFitColumn)),
    rows,
    file,
  );
}

function readRows(table: Table, keyColumns: readonly string[], file: string): FitRow[] {
  const names = new Set([...keyColumns, ...fitColumns.map((column) => column.name)]);
  const vectors = new Map([...names].map((name) => [name, table.getChild(name)]));
  return Array.from({ length: table.numRows }, (_, i) => {
    const cellOf = (name: string): unknown => vectors.get(name)?.get(i);
    const key = keyColumns.map((name) => keyText(cellOf(name)));
    return fitRow(key, cellOf, `${file}, row ${i + 1}`);
  });
}

/** Another program may have turned number-like keys into numbers. */
function keyText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string"
    ? value
    : typeof value === "bigint"
      ? String(value)
      : JSON.stringify(value);
}
