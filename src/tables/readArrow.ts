import type { Table } from "apache-arrow";
import type { FitResult } from "../core/types.js";
import type { RawTable } from "../formats/rawRows.js";
import { isFitColumn, originalKeyName, writtenKeyNames } from "./columns.js";
import { fitRow, requireFits } from "./fitRow.js";
import { rawFromArrow } from "./rawTable.js";
import { keyText } from "./readCell.js";
import { assumedMeta, metaFrom } from "./readMeta.js";

/**
 * The inverse of `fitsToArrow`, exact; `name` is the file's, for messages. Where the metadata was lost on the
 * way, the columns before n_breaks are the keys. InputError where a column is missing or a cell is damaged.
 */
export function fitsFromArrow(table: Table, name: string): FitResult {
  return fitsFromRaw(rawFromArrow(table, name));
}

/** The same for a table of any format; without metadata see `assumedMeta`. */
export function fitsFromRaw(raw: RawTable): FitResult {
  const { columns, metadata, name } = raw;
  const meta = metaFrom(metadata, name);
  // no columns at all: JSON lines without rows
  if (raw.rows.length > 0 || columns.length > 0) requireFits(raw, []);
  const written = meta
    ? writtenKeyNames(meta.keyNames, isFitColumn)
    : columns.slice(0, Math.max(0, columns.indexOf("n_breaks")));
  if (written.length > 0) requireFits(raw, written);
  const rows = raw.rows.map((row) =>
    fitRow(
      written.map((key) => keyText(row.cell(key))),
      row,
    ),
  );
  const keyNames = written.map((key) => originalKeyName(key, isFitColumn));
  return { meta: meta ?? assumedMeta(keyNames, rows, name), rows };
}
