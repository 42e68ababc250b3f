import { Bool, type DataType, Field, Float64, Int32, Int64, List, Utf8, type Table } from "apache-arrow";
import { buildTable, type TableColumn } from "../formats/table.js";
import { writtenKeyNames, type Cell, type CellKind } from "./columns.js";

/** One column of a table of typed rows. */
export interface RowColumn<Row> {
  readonly name: string;
  readonly kind: CellKind;
  /** left out: as a number, which may be null, or as anything else, which may not; an Arrow number may be null all the same */
  readonly nullable?: boolean;
  /** the only words that the text may be; left out: any */
  readonly words?: readonly string[] | undefined;
  readonly cell: (row: Row) => Cell;
}

/**
 * Typed rows as an Arrow table: key columns (text) first, then ours. A key column named like one of ours (`taken`) gets
 * `key.` in front.
 */
export function rowTable<Row extends { readonly key: readonly string[] }>(
  rows: readonly Row[],
  keyNames: readonly string[],
  columns: readonly RowColumn<Row>[],
  taken: (name: string) => boolean,
  metadata: Map<string, string>,
): Table {
  const keys = writtenKeyNames(keyNames, taken).map((name, i): TableColumn => ({
    name,
    type: new Utf8(),
    nullable: false,
    values: rows.map(({ key }) => key[i]),
  }));
  const ours = columns.map(({ name, kind, nullable, cell }): TableColumn => ({
    name,
    type: arrowType(kind),
    nullable: kind === "number" || nullable === true,
    values: rows.map((row) => arrowCell(kind, cell(row))),
  }));
  return buildTable([...keys, ...ours], metadata);
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
