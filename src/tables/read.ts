import type { Table } from "apache-arrow";
import type { FitResult } from "../core/types.js";
import type { RawTable } from "../formats/rawText.js";
import type { SuiteCell, SuiteSection } from "../suite/suiteResult.js";
import { isFitColumn, originalKeyName, writtenKeyNames } from "./columns.js";
import { fitRow, requireFits } from "./fits.js";
import { assumedMeta, metaFrom } from "./meta.js";
import { rawFromArrow, rawFromBytes, readRaw } from "./rawTable.js";
import { keyText } from "./readCell.js";
import type { SuiteMeta } from "./suiteMeta.js";
import { tableKinds } from "./tableKind.js";

/**
 * A table of fits from a file in any format that `bnsl fit` writes, told apart by its first bytes; "-" is
 * standard input. CSV and JSON lines carry no metadata: see `assumedMeta`. InputError where the file cannot
 * be read or holds no fits.
 */
export async function readFits(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<FitResult> {
  return fitsFromRaw(await readRaw(path, tableKinds.fits, stdin));
}

/** The same from bytes in memory; `name` stands for the file in messages. */
export async function fitsFromBytes(bytes: Uint8Array, name: string): Promise<FitResult> {
  return fitsFromRaw(await rawFromBytes(bytes, name, tableKinds.fits));
}

/**
 * The inverse of `fitsToArrow`, exact; `name` is the file's, for messages. Where the metadata was lost on the
 * way, the columns before n_breaks are the keys. InputError where a column is missing or a cell is damaged.
 */
export function fitsFromArrow(table: Table, name: string): FitResult {
  return fitsFromRaw(rawFromArrow(table, name));
}

/** The same for a table of any format; without metadata see `assumedMeta`. */
function fitsFromRaw(raw: RawTable): FitResult {
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

/** A table beside the fits; `meta` is null where its format carries none (CSV, JSON lines). */
export interface ReadTable<Row, Meta> {
  readonly rows: readonly Row[];
  readonly meta: Meta | null;
}

/** Forms of the literature on the same or other curves. */
export interface ReadSuite {
  readonly forms: readonly string[];
  readonly cells: readonly SuiteCell[];
  /** all, then groups, then domains */
  readonly sections: readonly SuiteSection[];
  readonly meta: SuiteMeta | null;
}

/** Something with what it is called in messages: the file that it was read from. */
export interface Named<T> {
  readonly name: string;
  readonly table: T;
}
