import type { Table } from "apache-arrow";
import type { Suite } from "../suite/suiteResult.js";
import { rowTable } from "./rowTable.js";
import { isSuiteColumn, suiteColumns } from "./suiteColumns.js";
import { suiteMetadata, type SuiteMeta } from "./suiteMeta.js";

/**
 * A suite as an Arrow table of one row per (curve, form): key columns (text) first, then the columns of
 * `suiteColumns.ts`. A key column named like one of ours gets `key.` in front.
 */
export function suiteToArrow(suite: Suite, meta: SuiteMeta): Table {
  return rowTable(suite.cells.flat(), meta.keyNames, suiteColumns, isSuiteColumn, suiteMetadata(meta));
}
