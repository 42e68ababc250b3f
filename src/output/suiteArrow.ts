import { Bool, type DataType, Field, Float64, Int32, List, Utf8, type Table } from "apache-arrow";
import type { Suite } from "../suite/suiteResult.js";
import { writtenKeyNames, type CellKind } from "./columns.js";
import { isSuiteColumn, suiteColumns } from "./suiteColumns.js";
import { suiteMetadata, type SuiteMeta } from "./suiteMeta.js";
import { buildTable, type TableColumn } from "./table.js";

/**
 * A suite as an Arrow table of one row per (curve, form): key columns (text) first, then the columns of
 * `suiteColumns.ts`. A key column named like one of ours gets `key.` in front.
 */
export function suiteToArrow(suite: Suite, meta: SuiteMeta): Table {
  const rows = suite.cells.flat();
  const keys = writtenKeyNames(meta.keyNames, isSuiteColumn).map((name, i): TableColumn => ({
    name,
    type: new Utf8(),
    nullable: false,
    values: rows.map(({ key }) => key[i]),
  }));
  const columns = suiteColumns.map(({ name, kind, cell }): TableColumn => ({
    name,
    type: arrowType(kind),
    nullable: kind === "number",
    values: rows.map(cell),
  }));
  return buildTable([...keys, ...columns], suiteMetadata(meta));
}

function arrowType(kind: CellKind): DataType {
  switch (kind) {
    case "count":
      return new Int32();
    case "number":
      return new Float64();
    case "flag":
      return new Bool();
    case "text":
      return new Utf8();
    case "names":
      return new List(new Field("item", new Utf8(), false));
    default:
      throw new Error(`no column of a suite is of the kind ${kind}`);
  }
}
