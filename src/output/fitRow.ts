import { InputError } from "../errors.js";
import { hasFit, statusName } from "../status.js";
import type { FitRow } from "../types.js";
import { fitColumns, type Cell, type CellKind } from "./columns.js";

/**
 * One row of fits from the cells of any format: typed values, or text as CSV has it. `where` names file and
 * row. Throws an InputError that names the column and the value where a cell is not what its column holds.
 */
export function fitRow(key: readonly string[], cellOf: (name: string) => unknown, where: string): FitRow {
  const fields: Record<string, unknown> = { key };
  for (const { name, kind, field } of fitColumns) {
    if (field === null) continue;
    const raw = cellOf(name);
    const cell = readCell[kind](raw);
    if (cell === undefined) {
      throw new InputError(`${where}, column ${name}: ${show(raw)} is not ${expected[kind]}`);
    }
    fields[field] = cell;
  }
  const row = fields as unknown as FitRow;
  checkStatus(row, where);
  checkLists(row, where);
  return row;
}

/** Throws an InputError that lists what is missing where `names` are not the columns of a table of fits. */
export function requireFitColumns(names: readonly string[], file: string, needed = requiredNames): void {
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const more = missing.length > missingTold ? ` and ${missing.length - missingTold} more` : "";
  throw new InputError(
    `${file} is no table of fits: it has no column ${missing.slice(0, missingTold).join(", ")}${more} ` +
      `(it has ${names.join(", ") || "none"}). ` +
      `Give a file that \`bnsl fit\` wrote.`,
  );
}

const missingTold = 3;

/** Columns that every table of fits must have. */
const requiredNames = fitColumns.filter((column) => column.field !== null).map((column) => column.name);

/** The same for CSV, whose lists are spread over columns that are only there if a row has a break. */
export const requiredFlatNames = fitColumns
  .filter((column) => column.field !== null && column.kind !== "numbers")
  .map((column) => column.name);

const expected: Record<CellKind, string> = {
  count: "a whole number ≥ 0",
  total: "a whole number ≥ 0",
  number: "a number",
  flag: "true or false",
  text: "text",
  numbers: "a list of numbers",
  names: "a list of names",
};

/** The cell's value, or undefined where it does not fit. */
const readCell: Record<CellKind, (raw: unknown) => Cell | undefined> = {
  count: readCount,
  total: readCount,
  number: (raw) => (raw === null || raw === "" ? null : readNumber(raw)),
  flag: readFlag,
  text: (raw) => (typeof raw === "string" ? raw : undefined),
  numbers: (raw) => readList(raw, readNumber),
  names: (raw) => {
    if (typeof raw === "string") return raw === "" ? [] : raw.split(";");
    return readList(raw, (item) => (typeof item === "string" ? item : undefined));
  },
};

function readCount(raw: unknown): number | undefined {
  const value = readNumber(raw);
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function readNumber(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw === "bigint") return Number(raw);
  if (typeof raw !== "string" || raw.trim() === "") return undefined;
  if (raw === "NaN") return NaN;
  const value = Number(raw);
  return Number.isNaN(value) ? undefined : value;
}

function readFlag(raw: unknown): boolean | undefined {
  if (raw === true || raw === "true" || raw === "1") return true;
  return raw === false || raw === "false" || raw === "0" ? false : undefined;
}

function readList<T extends number | string>(
  raw: unknown,
  readItem: (item: unknown) => T | undefined,
): T[] | undefined {
  if (typeof raw !== "object" || raw === null || !(Symbol.iterator in raw)) return undefined;
  const items = Array.from(raw as Iterable<unknown>, readItem);
  return items.includes(undefined) ? undefined : (items as T[]);
}

function checkStatus(row: FitRow, where: string): void {
  if ((statusName(row.status) as string | undefined) !== undefined) return;
  throw new InputError(
    `${where}, column status: ${row.status as number} is no status of this version (0 to 6)`,
  );
}

function checkLists(row: FitRow, where: string): void {
  if (!hasFit(row.status)) return;
  for (const name of ["c", "d", "f"] as const) {
    if (row[name].length === row.nBreaks) continue;
    throw new InputError(
      `${where}, column ${name}: ${row[name].length} values where n_breaks is ${row.nBreaks}; the row is damaged`,
    );
  }
}

function show(raw: unknown): string {
  return raw === undefined ? "nothing" : typeof raw === "bigint" ? String(raw) : JSON.stringify(raw);
}
