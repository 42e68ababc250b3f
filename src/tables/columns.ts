import { Bool, type DataType, Field, Float64, Int32, Int64, List, type Table, Utf8 } from "apache-arrow";
import { statusName } from "../core/status.js";
import type { FitRow } from "../core/types.js";
import { buildTable, type TableColumn } from "../formats/batch.js";

/** One column of a table of typed rows. */
export interface RowColumn<Row> {
  readonly name: string;
  readonly kind: CellKind;
  /** left out: as a number, which may be null, or as anything else, which may not; an Arrow number may be null all the same */
  readonly nullable?: boolean;
  /** whether tables of earlier versions lack it: it reads as null, or as an empty list */
  readonly later?: boolean;
  /** the only words that the text may be; left out: any */
  readonly words?: readonly string[] | undefined;
  readonly cell: (row: Row) => Cell;
}

/**
 * Typed rows as an Arrow table: key columns (text) first, then ours. A key column named like one of ours gets `key.` in
 * front.
 *
 * @param taken whether a name is one of ours, where columns that this table does not list are ours too
 */
export function rowTable<Row extends { readonly key: readonly string[] }>(
  rows: readonly Row[],
  keyNames: readonly string[],
  columns: readonly RowColumn<Row>[],
  metadata: Map<string, string>,
  taken = namedIn(columns),
): Table {
  const keys = writtenKeyNames(keyNames, taken).map((name, i): TableColumn => ({
    name,
    type: new Utf8(),
    nullable: false,
    values: rows.map(({ key }) => key[i]),
  }));
  const ours = columns.map(({ name, kind, nullable, cell }): TableColumn => ({
    name,
    type: arrowTypes[kind],
    nullable: kind === "number" || nullable === true,
    values: rows.map((row) => (kind === "total" ? BigInt(cell(row) as number) : cell(row))),
  }));
  return buildTable([...keys, ...ours], metadata);
}

/** Whether a table of these columns gives a name to one of them. */
export function namedIn(columns: readonly { readonly name: string }[]): (name: string) => boolean {
  return (name) => columns.some((column) => column.name === name);
}

/**
 * What a column holds: `count` fits 32 bits, `total` 64; `number` may be null; `numbers`, `names` and
 * `places`, numbers of rows, are lists.
 */
export type CellKind = "count" | "total" | "number" | "flag" | "text" | "numbers" | "names" | "places";

const arrowTypes: Readonly<Record<CellKind, DataType>> = {
  count: new Int32(),
  total: new Int64(),
  number: new Float64(),
  flag: new Bool(),
  text: new Utf8(),
  numbers: new List(new Field("item", new Float64(), false)),
  names: new List(new Field("item", new Utf8(), false)),
  places: new List(new Field("item", new Int32(), false)),
};

export type Cell = string | number | boolean | null | readonly number[] | readonly string[];
interface FitColumn extends RowColumn<FitRow> {
  /** the field that it holds; null where it is derived from others and not read back */
  readonly field: keyof FitRow | null;
}

/** What the tests of breaks come to, each word once. */
export const SUPPORT_WORDS = {
  supported: true,
  "few-rows": true,
  "no-gain": true,
  "few-x": true,
  "sharp-pair": true,
  "rests-on-rows": true,
  "rests-on-ends": true,
} as const;

/**
 * The columns of a table of fits behind its key columns, in order. Every writer and reader is driven by this
 * list; a field of `FitRow` without a column does not compile.
 */
export const fitColumns: readonly FitColumn[] = withStatusName(
  fieldColumns<FitRow>({
    nBreaks: ["n_breaks", "count"],
    selected: ["selected", "flag"],
    status: ["status", "count"],
    nTrain: ["n_train", "count"],
    nTest: ["n_test", "count"],
    a: ["a", "number", "nullable"],
    b: ["b", "number", "nullable"],
    c0: ["c0", "number", "nullable"],
    c: ["c", "numbers"],
    d: ["d", "numbers"],
    f: ["f", "numbers"],
    objective: ["objective", "number", "nullable"],
    msleTrain: ["msle_train", "number", "nullable"],
    rmsleTrain: ["rmsle_train", "number", "nullable"],
    rmsleTest: ["rmsle_test", "number", "nullable"],
    rmseTrain: ["rmse_train", "number", "later"],
    rmseTest: ["rmse_test", "number", "later"],
    r2Train: ["r2_train", "number", "later"],
    dof: ["dof", "number", "later"],
    chi2: ["chi2", "number", "later"],
    aic: ["aic", "number", "nullable"],
    aicc: ["aicc", "number", "nullable"],
    bic: ["bic", "number", "nullable"],
    starts: ["starts", "count"],
    startsConverged: ["starts_converged", "count"],
    basinShare: ["basin_share", "number", "nullable"],
    minima: ["minima", "count"],
    iterations: ["iterations", "total"],
    agreedDigits: ["agreed_digits", "number", "later"],
    atBound: ["at_bound", "names"],
    unidentified: ["unidentified", "names"],
    runsAway: ["runs_away", "flag"],
    errors: ["errors", { independent: true, ar1: true }, "later"],
    rho: ["rho", "number", "later"],
    support: ["support", SUPPORT_WORDS, "later"],
    pSupport: ["p_support", "number", "later"],
    restsOn: ["rests_on", "places", "later"],
    setAside: ["set_aside", "places", "later"],
    huber: ["huber", "number", "later"],
    skippedRows: ["skipped_rows", "count"],
    engine: ["engine", "text"],
    lastX: ["last_x", "number", "later"],
  }),
);

/** Whether a table of fits gives this name to one of its own columns, in CSV's c1, d1, f1 … form included. */
export function isFitColumn(name: string): boolean {
  return namedIn(fitColumns)(name) || SPREAD.test(name);
}

/** What CSV calls the values of c, d and f, one by one. */
export const SPREAD = /^[cdf][1-9][0-9]*$/;

/**
 * Names for key columns, given in the order of the keys: a name that the table needs itself gets `key.` in
 * front, so that every column's name stands once. `originalKeyName` undoes it.
 */
export function writtenKeyNames(keyNames: readonly string[], taken: (name: string) => boolean): string[] {
  return keyNames.map((name) => (taken(name.replace(/^(key\.)+/, "")) ? `key.${name}` : name));
}

export function originalKeyName(written: string, taken: (name: string) => boolean): string {
  const prefixed = written.startsWith("key.") && taken(written.replace(/^(key\.)+/, ""));
  return prefixed ? written.slice("key.".length) : written;
}

/** The word of a status behind its number, for a person: it is not read back. */
function withStatusName(columns: readonly FieldColumn<FitRow>[]): FitColumn[] {
  return columns.flatMap((column): FitColumn[] => {
    if (column.field !== "status") return [column];
    return [column, { name: "status_name", kind: "text", field: null, cell: ({ status }) => statusName(status) }];
  });
}

/** A column that holds one field of its row, and so can be read back. */
export interface FieldColumn<Row> extends RowColumn<Row> {
  readonly field: string & keyof Row;
  readonly nullable: boolean;
}

/**
 * The columns of a table of typed rows behind their key columns, in order, by field: the column's name, its kind (for one
 * of several words, the words), and whether it may be null, or may be missing in tables of earlier versions. Writers and
 * readers are driven by them; a field without a column, or a word left out, does not compile.
 */
export function fieldColumns<Row extends object>(fields: Fields<Row>): FieldColumn<Row>[] {
  return (Object.keys(fields) as (string & keyof Fields<Row>)[]).map((field) => {
    const [name, kind, may] = fields[field] as LooseSpec;
    return {
      name,
      field,
      nullable: may !== undefined && !isList(kind),
      later: may === "later",
      kind: typeof kind === "string" ? kind : "text",
      words: typeof kind === "string" ? undefined : Object.keys(kind),
      cell: (row: Row) => row[field] as Cell,
    };
  });
}

function isList(kind: LooseSpec[1]): boolean {
  return kind === "numbers" || kind === "names" || kind === "places";
}

type Fields<Row> = { readonly [F in Exclude<keyof Row, "key">]: Spec<Row[F]> };

type Spec<T> = null extends T
  ? readonly [name: string, kind: FieldKind<NonNullable<T>>, may: "nullable" | "later"]
  : [T] extends [readonly unknown[]]
    ? readonly [name: string, kind: FieldKind<T>, may?: "later"]
    : readonly [name: string, kind: FieldKind<T>];

type FieldKind<T> = [T] extends [boolean]
  ? "flag"
  : [T] extends [string]
    ? WordsOf<T>
    : [T] extends [number]
      ? "count" | "total" | "number"
      : [T] extends [readonly number[]]
        ? "numbers" | "places"
        : "names";

/** Text, or each of the words that it may be. */
type WordsOf<T extends string> = string extends T ? "text" : Readonly<Record<T, true>>;

type LooseSpec = readonly [name: string, kind: CellKind | Readonly<Record<string, true>>, may?: "nullable" | "later"];
