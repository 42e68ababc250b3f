import type { Cell } from "./columns.js";
import type { RowColumn } from "./rowTable.js";

/** A column that holds one field of its row, and so can be read back. */
export interface FieldColumn<Row> extends RowColumn<Row> {
  readonly field: string & keyof Row;
  readonly nullable: boolean;
}

/**
 * The columns of a table of typed rows behind their key columns, in order, by field: the column's name, its kind (for one
 * of several words, the words), and whether it may be null. Writers and readers are driven by them; a field without a
 * column, or a word left out, does not compile.
 */
export function fieldColumns<Row extends object>(fields: Fields<Row>): FieldColumn<Row>[] {
  return (Object.keys(fields) as (string & keyof Fields<Row>)[]).map((field) => {
    const [name, kind, nullable] = fields[field] as LooseSpec;
    return {
      ...{ name, field, nullable: nullable !== undefined },
      kind: typeof kind === "string" ? kind : "text",
      words: typeof kind === "string" ? undefined : Object.keys(kind),
      cell: (row: Row) => row[field] as Cell,
    };
  });
}

type Fields<Row> = { readonly [F in Exclude<keyof Row, "key">]: Spec<Row[F]> };

type Spec<T> = null extends T
  ? readonly [name: string, kind: KindOf<NonNullable<T>>, nullable: "nullable"]
  : readonly [name: string, kind: KindOf<T>];

type KindOf<T> = [T] extends [boolean]
  ? "flag"
  : [T] extends [string]
    ? WordsOf<T>
    : [T] extends [number]
      ? "count" | "number"
      : never;

/** Text, or each of the words that it may be. */
type WordsOf<T extends string> = string extends T ? "text" : Readonly<Record<T, true>>;

type LooseSpec = readonly [
  name: string,
  kind: "flag" | "text" | "count" | "number" | Readonly<Record<string, true>>,
  nullable?: "nullable",
];
