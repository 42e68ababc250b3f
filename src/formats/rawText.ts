import type { Field, RecordBatch, Schema } from "apache-arrow";
import { type Info, parse } from "csv-parse/sync";
import { InputError } from "../core/errors.js";
import { listItem, numberText, type Scalar, scalarReader } from "./scalars.js";

/** CSV text as `encodeCsv` writes it: the first line names the columns, lists of numbers are spread. */
export function rawFromCsv(text: string, name: string): RawTable {
  const [header, ...records] = parseCsv(text, name);
  const columns = header.record;
  requireUnique(columns, name);
  const position = new Map(columns.map((column, i) => [column, i]));
  const rows = records.map(({ record, info }): RawRow => {
    const cell = (column: string) => record[position.get(column) ?? -1];
    return {
      where: `${name}, line ${info.lines}`,
      columns: null,
      cell,
      list: (column) => spreadList(column, cell),
    };
  });
  return { name, columns, metadata: new Map(), spread: true, rows };
}

/** JSON lines: an object a row; the first one's members are the table's columns. */
export function rawFromJsonl(text: string, name: string): RawTable {
  const rows = text.split("\n").flatMap((line, i): RawRow[] => {
    if (line.trim() === "") return [];
    const where = `${name}, line ${i + 1}`;
    const cells = parseObject(line, where);
    const cell = (column: string) => cells.get(column);
    return [{ where, columns: [...cells.keys()], cell, list: cell }];
  });
  return { name, metadata: new Map(), spread: false, columns: rows[0]?.columns ?? [], rows };
}

/**
 * JSON lines: an object per row in the order of the columns, lists as arrays, null for null. What JSON has no
 * number for is the text "NaN", "Infinity" or "-Infinity".
 */
export async function* encodeJsonl(schema: Schema, batches: AsyncIterable<RecordBatch>): AsyncGenerator<Uint8Array> {
  const texts = schema.fields.map(jsonText);
  const names = schema.fields.map((field) => JSON.stringify(field.name));
  for await (const batch of batches) {
    const columns = schema.fields.map((_, c) => batch.getChildAt(c)!);
    const lines: string[] = [];
    for (let i = 0; i < batch.numRows; i++) {
      const members = columns.map((column, c) => `${names[c]}:${texts[c](column.get(i))}`);
      lines.push(`{${members.join(",")}}\n`);
    }
    yield Buffer.from(lines.join(""));
  }
}

/** c from c1, c2, … up to the first empty cell. */
function spreadList(column: string, cell: (column: string) => string | undefined): string[] {
  const list: string[] = [];
  for (let k = 1; ; k++) {
    const item = cell(`${column}${k}`) ?? "";
    if (item === "") return list;
    list.push(item);
  }
}

const AS_WRITTEN = "mend the line, or give the table as bnsl wrote it";

interface Line {
  readonly record: string[];
  readonly info: Info;
}

function parseCsv(text: string, name: string): Line[] {
  try {
    return parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as Line[];
  } catch (error) {
    throw new InputError(`${name} cannot be read as CSV: ${(error as Error).message}; ${AS_WRITTEN}`);
  }
}

function requireUnique(columns: readonly string[], name: string): void {
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new InputError(`${name} has two columns named ${twice}: rename one`);
}

function parseObject(line: string, where: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new InputError(`${where} is not JSON: ${(error as Error).message}; ${AS_WRITTEN}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${where} is not a JSON object; ${AS_WRITTEN}`);
  }
  return new Map(Object.entries(value));
}

/** A table as it was read from any format, cells unchecked. */
export interface RawTable {
  /** the file, for messages */
  readonly name: string;
  readonly columns: readonly string[];
  /** of the schema; empty for CSV and JSON lines */
  readonly metadata: ReadonlyMap<string, string>;
  /** whether lists of numbers are spread over columns c1, c2, … (CSV) */
  readonly spread: boolean;
  readonly rows: readonly RawRow[];
}

export interface RawRow {
  /** file and row, for messages */
  readonly where: string;
  /** its own columns, where rows may differ (JSON lines); null: those of the table */
  readonly columns: readonly string[] | null;
  /** typed values, or text as CSV has it; undefined where there is none */
  readonly cell: (name: string) => unknown;
  /** a list of numbers, spread or not */
  readonly list: (name: string) => unknown;
}

function jsonText(field: Field): (value: unknown) => string {
  const item = listItem(field);
  const read = scalarReader(item ?? field);
  if (item === null) return (value) => scalarText(read(value));
  return (value) =>
    value === null || value === undefined
      ? "null"
      : `[${Array.from(value as Iterable<unknown>, (entry) => scalarText(read(entry))).join(",")}]`;
}

function scalarText(value: Scalar): string {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value))) {
    return numberText(value);
  }
  return JSON.stringify(typeof value === "number" ? String(value) : value);
}
