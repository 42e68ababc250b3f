import { Bool, type DataType, Field, Float64, Int32, Int64, List, Utf8, type Table } from "apache-arrow";
import type { FitResult } from "../types.js";
import { fitColumns, isFitColumn, writtenKeyNames, type Cell, type CellKind } from "./columns.js";
import { metadataOf } from "./meta.js";
import { buildTable, type TableColumn } from "./table.js";

/**
 * Fits as an Arrow table: key columns (text) first, then the columns of `columns.ts`; c, d, f and at_bound
 * are lists. How they were made is in the schema's metadata. A key column named like one of ours gets `key.`
 * in front.
 */
export function fitsToArrow(result: FitResult): Table {
  const { meta, rows } = result;
  const keys = writtenKeyNames(meta.keyNames, isFitColumn).map((name, i): TableColumn => ({
    name,
    type: new Utf8(),
    nullable: false,
    values: rows.map((row) => row.key[i]),
  }));
  const columns = fitColumns.map(({ name, kind, cell }): TableColumn => ({
    name,
    type: arrowType(kind),
    nullable: kind === "number",
    values: rows.map((row) => arrowCell(kind, cell(row))),
  }));
  return buildTable([...keys, ...columns], metadataOf(meta));
}

function arrowType(kind: CellKind): DataType {
  switch (kind) {
    case "count":
      return new Int32();
    case "total":
      return new Int64();
    case "number":
      return new Float64();
    case "flag":
      return new Bool();
    case "text":
      return new Utf8();
    case "numbers":
      return new List(new Field("item", new Float64(), false));
    case "names":
      return new List(new Field("item", new Utf8(), false));
  }
}

function arrowCell(kind: CellKind, cell: Cell): Cell | bigint {
  return kind === "total" ? BigInt(cell as number) : cell;
}
