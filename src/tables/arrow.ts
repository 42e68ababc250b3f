import type { Table } from "apache-arrow";
import type { FitResult } from "../core/types.js";
import { fitColumns, isFitColumn, rowTable } from "./columns.js";
import { metadataOf } from "./meta.js";

/**
 * Fits as an Arrow table: key columns (text) first, then the columns of `columns.ts`; c, d, f and at_bound
 * are lists. How they were made is in the schema's metadata. A key column named like one of ours gets `key.`
 * in front.
 */
export function fitsToArrow({ meta, rows }: FitResult): Table {
  return rowTable(rows, meta.keyNames, fitColumns, metadataOf(meta), isFitColumn);
}
