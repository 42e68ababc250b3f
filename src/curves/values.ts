import { Bool, Float64, type Table, Utf8 } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { buildTable, type TableColumn } from "../formats/batch.js";
import type { ColumnRequest } from "./columnMeaning.js";

/** What may stand in a cell. */
export type CellValue = number | bigint | string | boolean | Date | null | undefined;

/** A table by columns of any names, all of one length; what they mean is guessed as of a file. */
export type ColumnValues = Readonly<Record<string, ArrayLike<CellValue>>>;

/** A table by rows: objects of column → value, as pandas' `to_dict("records")` has them. */
export type RowValues = readonly Readonly<Record<string, CellValue>>[];

/**
 * Curves one by one, each with its own columns; a single value stands for every row of its curve. `key` tells curves apart: an
 * object of column → value, one word, or several.
 */
export type CurveValues = readonly (Readonly<Record<string, CellValue | ArrayLike<CellValue> | CurveKeyValues>> & {
  readonly key?: CurveKeyValues;
})[];

/** A curve's key: a value of each key column by its name, or words without names. */
export type CurveKeyValues = string | readonly string[] | Readonly<Record<string, string | number | boolean>>;

/** Values from code as a table, and what they say of its columns themselves. */
export interface ValueTable {
  /** what messages call it */
  readonly name: string;
  readonly table: Table;
  readonly columns: ColumnRequest;
  /** "row 17" of the table as the caller counts it */
  readonly placeOf: (row: number) => string;
}

/** A table given by columns. @throws InputError that names the column, the row and the value which cannot be */
export function tableOfColumns(columns: ColumnValues): ValueTable {
  const names = Object.keys(columns);
  if (names.length === 0) throw new InputError("columns: there are none; give at least one of x and one of y");
  for (const name of names) {
    if (isList(columns[name])) continue;
    throw new InputError(`columns, ${name}: ${shown(columns[name])} is no list; give an array, a value for each row`);
  }
  const length = columns[names[0]].length;
  const uneven = names.find((name) => columns[name].length !== length);
  if (uneven !== undefined) {
    throw new InputError(
      `columns: ${uneven} has length ${columns[uneven].length}, ${names[0]} has ${length}; make them equal`,
    );
  }
  if (length === 0) throw new InputError(`columns: ${names[0]} is empty; give at least one row`);
  const place = (row: number) => `row ${row + 1}`;
  const table = tableOf(
    names.map((name) => ({ name, values: Array.from(columns[name]) })),
    (row) => `columns, ${place(row)}`,
  );
  return { name: "columns", table, columns: rolesByName(names), placeOf: place };
}

/** A table given by rows, or curves one by one. @throws InputError that names the item, the column and the value */
export function tableOfItems(items: RowValues | CurveValues): ValueTable {
  if (items.length === 0) throw new InputError("the list to fit is empty; give at least one row, or one curve");
  items.forEach((item, i) => {
    if (typeof item === "object" && (item as unknown) !== null && !isList(item)) return;
    throw new InputError(
      `item ${i + 1} of the list is ${shown(item)}; give objects: rows {x: 1, y: 2}, or curves {x: […], y: […]}`,
    );
  });
  const areCurves = items.some((item) => Object.values(item).some(isList) || isNamedKey(item.key));
  return areCurves ? tableOfCurves(items) : tableOfRows(items as RowValues);
}

function tableOfRows(rows: RowValues): ValueTable {
  const names = [...new Set(rows.flatMap(Object.keys))];
  if (names.length === 0) throw new InputError("rows: they have no members; give objects such as {x: 1, y: 2}");
  const place = (row: number) => `row ${row + 1}`;
  const table = tableOf(
    names.map((name) => ({ name, values: rows.map((row) => row[name]) })),
    (row) => `rows, ${place(row)}`,
  );
  return { name: "rows", table, columns: rolesByName(names), placeOf: place };
}

function tableOfCurves(curves: CurveValues): ValueTable {
  const lengths = curves.map(lengthOf);
  const keys = curves.map(({ key }, i) => keyOf(key, i, curves.length));
  const keyNames = Object.keys(keys[0]);
  const other = keys.findIndex((key) => Object.keys(key).join("\n") !== keyNames.join("\n"));
  if (other >= 0) {
    throw new InputError(
      `curve ${other + 1}: its key has the columns ${Object.keys(keys[other]).join(", ")}, that of curve 1 ` +
        `${keyNames.join(", ")}; give all curves the same`,
    );
  }
  const names = [...new Set(curves.flatMap(Object.keys))].filter((name) => name !== "key");
  const twice = keyNames.find((name) => names.includes(name));
  if (twice !== undefined)
    throw new InputError(`${twice} is in the key and a column of the curves: leave one of them out`);
  const spread = (valueOf: (i: number, row: number) => unknown) =>
    lengths.flatMap((length, i) => Array.from({ length }, (_, row) => valueOf(i, row)));
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, each) => sum + each, 0));
  const place = (row: number) => {
    const i = starts.findLastIndex((start) => start <= row);
    return `curve ${i + 1}, row ${row - starts[i] + 1}`;
  };
  const columns = [
    ...keyNames.map((name) => ({ name, values: spread((i) => String(keys[i][name])) })),
    ...names.map((name) => ({
      name,
      values: spread((i, row) => {
        const values = curves[i][name];
        return isList(values) ? values[row] : values;
      }),
    })),
  ];
  const told = { ...rolesByName(names), curve: keyNames };
  return { name: "curves", table: tableOf(columns, place), columns: told, placeOf: place };
}

/** Rows of a curve: all of its lists have as many. */
function lengthOf(curve: CurveValues[number], i: number): number {
  const lists = Object.entries(curve).filter(([name, values]) => name !== "key" && isList(values));
  if (lists.length === 0) throw new InputError(`curve ${i + 1}: it has no list of values; give x and y as arrays`);
  const [[first, { length }]] = lists as [string, ArrayLike<unknown>][];
  const uneven = (lists as [string, ArrayLike<unknown>][]).find(([, values]) => values.length !== length);
  if (uneven !== undefined) {
    throw new InputError(
      `curve ${i + 1}: ${uneven[0]} has length ${uneven[1].length}, ${first} has ${length}; make them equal`,
    );
  }
  if (length === 0) throw new InputError(`curve ${i + 1}: ${first} is empty; give at least one row`);
  return length;
}

/** Without a key curves are told apart by their place in the list; a single one needs none. */
function keyOf(key: CurveKeyValues | undefined, i: number, count: number): Readonly<Record<string, unknown>> {
  if (key === undefined || key === null) return count === 1 ? {} : { curve: i + 1 };
  if (typeof key === "string") return { curve: key };
  const entries: [string, unknown][] = isList(key)
    ? Array.from(key, (word, j) => [key.length === 1 ? "curve" : `curve${j + 1}`, word])
    : Object.entries(key);
  const bad = entries.find(([, value]) => !["string", "number", "boolean"].includes(typeof value));
  if (bad === undefined) return Object.fromEntries(entries);
  throw new InputError(`curve ${i + 1}, key ${bad[0]}: ${shown(bad[1])} is neither text nor a number`);
}

/** What is never guessed is taken from a column of that very name. */
function rolesByName(names: readonly string[]): ColumnRequest {
  const roles = (["sigmaLog", "cluster"] as const).filter((role) => names.includes(role));
  return Object.fromEntries(roles.map((role) => [role, role]));
}

interface NamedValues {
  readonly name: string;
  readonly values: readonly unknown[];
}

function tableOf(columns: readonly NamedValues[], place: (row: number) => string): Table {
  return buildTable(columns.map((column) => columnOf(column, place)));
}

/** Numbers where all that is there are, else flags, else text. */
function columnOf({ name, values }: NamedValues, place: (row: number) => string): TableColumn {
  const odd = values.findIndex((value) => !isMissing(value) && !isCell(value));
  if (odd >= 0) {
    throw new InputError(`${place(odd)}, column ${name}: ${shown(values[odd])} is no number, text or flag`);
  }
  const known = values.filter((value) => !isMissing(value));
  const all = (type: string) => known.every((value) => typeof value === type);
  const [type, cell] =
    known.length > 0 && all("boolean")
      ? [new Bool(), (value: unknown) => value]
      : known.every((value) => typeof value === "number" || typeof value === "bigint")
        ? [new Float64(), Number]
        : [new Utf8(), (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))];
  return { name, type, nullable: true, values: values.map((value) => (isMissing(value) ? null : cell(value))) };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (value instanceof Date && Number.isNaN(value.getTime()));
}

function isCell(value: unknown): boolean {
  return ["number", "bigint", "string", "boolean"].includes(typeof value) || value instanceof Date;
}

function isNamedKey(key: unknown): boolean {
  return typeof key === "object" && key !== null && !(key instanceof Date);
}

/** An array or a typed array; text is a value. */
export function isList(values: unknown): values is ArrayLike<unknown> {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
}

const MOST_SHOWN = 60;

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint" || typeof value === "symbol" || value === undefined) return String(value);
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
