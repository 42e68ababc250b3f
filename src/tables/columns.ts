import { statusName } from "../core/status.js";
import type { FitRow } from "../core/types.js";

/**
 * What a column holds: `count` fits 32 bits, `total` 64; `number` may be null; `numbers` and `names` are
 * lists.
 */
export type CellKind = "count" | "total" | "number" | "flag" | "text" | "numbers" | "names";
export type Cell = string | number | boolean | null | readonly number[] | readonly string[];
export type FitField = Exclude<keyof FitRow, "key">;

export interface FitColumn {
  readonly name: string;
  readonly kind: CellKind;
  /** the field that it holds; null where it is derived from others and not read back */
  readonly field: FitField | null;
  readonly cell: (row: FitRow) => Cell;
}

/**
 * The columns of a table of fits behind its key columns, in order. Every writer and reader is driven by this
 * list; a field of `FitRow` without a column does not compile.
 */
export const fitColumns: readonly FitColumn[] = listColumns({
  nBreaks: ["n_breaks", "count"],
  selected: ["selected", "flag"],
  status: ["status", "count"],
  nTrain: ["n_train", "count"],
  nTest: ["n_test", "count"],
  a: ["a", "number"],
  b: ["b", "number"],
  c0: ["c0", "number"],
  c: ["c", "numbers"],
  d: ["d", "numbers"],
  f: ["f", "numbers"],
  objective: ["objective", "number"],
  msleTrain: ["msle_train", "number"],
  rmsleTrain: ["rmsle_train", "number"],
  rmsleTest: ["rmsle_test", "number"],
  rmseTrain: ["rmse_train", "number"],
  rmseTest: ["rmse_test", "number"],
  r2Train: ["r2_train", "number"],
  dof: ["dof", "number"],
  chi2: ["chi2", "number"],
  aic: ["aic", "number"],
  aicc: ["aicc", "number"],
  bic: ["bic", "number"],
  starts: ["starts", "count"],
  startsConverged: ["starts_converged", "count"],
  basinShare: ["basin_share", "number"],
  minima: ["minima", "count"],
  iterations: ["iterations", "total"],
  agreedDigits: ["agreed_digits", "number"],
  atBound: ["at_bound", "names"],
  unidentified: ["unidentified", "names"],
  runsAway: ["runs_away", "flag"],
  skippedRows: ["skipped_rows", "count"],
  engine: ["engine", "text"],
});

/** Whether a table of fits gives this name to one of its own columns, in CSV's c1, d1, f1 … form included. */
export function isFitColumn(name: string): boolean {
  return fitColumns.some((column) => column.name === name) || /^[cdf][1-9][0-9]*$/.test(name);
}

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

type KindOf<T> = [T] extends [boolean]
  ? "flag"
  : [T] extends [string]
    ? "text"
    : [T] extends [number]
      ? "count" | "total"
      : [T] extends [number | null]
        ? "number"
        : [T] extends [readonly number[]]
          ? "numbers"
          : "names";

type FieldColumns = { readonly [F in FitField]: readonly [name: string, kind: KindOf<FitRow[F]>] };

function listColumns(fields: FieldColumns): FitColumn[] {
  const columns = (Object.keys(fields) as FitField[]).map((field): FitColumn => ({
    name: fields[field][0],
    kind: fields[field][1],
    field,
    cell: (row) => row[field],
  }));
  const statusWord: FitColumn = {
    name: "status_name",
    kind: "text",
    field: null,
    cell: (row) => statusName(row.status),
  };
  columns.splice(columns.findIndex((column) => column.field === "status") + 1, 0, statusWord);
  return columns;
}
