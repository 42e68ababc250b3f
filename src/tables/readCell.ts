import { InputError } from "../core/errors.js";
import type { Cell, CellKind } from "./columns.js";

/** What a cell has to be to be read. */
export interface CellRequest {
  readonly name: string;
  readonly kind: CellKind;
  readonly nullable: boolean;
  /** the only words that text may be */
  readonly words?: readonly string[] | undefined;
}

/**
 * A cell of any format: a typed value, or text as CSV has it, in which what is missing is empty.
 *
 * @param where names file and row
 * @throws InputError that names the column and the value where it is not what the column holds
 */
export function readCell({ name, kind, nullable, words }: CellRequest, raw: unknown, where: string): Cell {
  if (nullable && (raw === null || raw === "")) return null;
  const cell = readers[kind](raw);
  if (cell === undefined) {
    throw new InputError(`${where}, column ${name}: ${show(raw)} is not ${expected[kind]}; ${ADVICE}`);
  }
  if (words !== undefined && !words.includes(cell as string)) {
    throw new InputError(`${where}, column ${name}: ${show(raw)} is none of ${words.join(", ")}; ${ADVICE}`);
  }
  return cell;
}

/** The text of a key: another program may have turned number-like keys into numbers. */
export function keyText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

const ADVICE = "mend this cell, or give the table as bnsl wrote it";

const expected: Record<CellKind, string> = {
  count: "a whole number ≥ 0",
  total: "a whole number ≥ 0",
  number: "a number",
  flag: "true or false",
  text: "text",
  numbers: "a list of numbers",
  names: "a list of names",
  places: "a list of whole numbers",
};

/** The cell's value, or undefined where it does not fit. */
const readers: Record<CellKind, (raw: unknown) => Cell | undefined> = {
  count: readCount,
  total: readCount,
  number: readNumber,
  flag: readFlag,
  text: (raw) => (typeof raw === "string" ? raw : undefined),
  numbers: (raw) => readList(raw, readNumber),
  names: (raw) => readList(listed(raw), (item) => (typeof item === "string" ? item : undefined)),
  places: (raw) => readList(listed(raw), readCount),
};

/** CSV has a list in one cell. */
function listed(raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  return raw === "" ? [] : raw.split(";");
}

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

function show(raw: unknown): string {
  return raw === undefined ? "nothing" : typeof raw === "bigint" ? String(raw) : JSON.stringify(raw);
}
