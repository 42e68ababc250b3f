import { parse, type Info } from "csv-parse/sync";
import { InputError } from "../errors.js";
import type { FitResult, FitRow } from "../types.js";
import { metaWithoutMetadata } from "./readArrow.js";
import { fitColumns } from "./columns.js";
import { fitRow, requireFitColumns, requiredFlatNames } from "./fitRow.js";

/** Fits from CSV text as `encodeCsv` writes them: the columns before n_breaks are keys. */
export function fitsFromCsv(text: string, file: string): FitResult {
  const [header, ...records] = parseCsv(text, file);
  const names = header.record;
  requireFitColumns(names, file, requiredFlatNames);
  requireUnique(names, file);
  const position = new Map(names.map((name, i) => [name, i]));
  const keyCount = names.indexOf("n_breaks");
  const rows = records.map(({ record, line }): FitRow => {
    const cellOf = (name: string): unknown =>
      listNames.has(name) ? spreadList(name, position, record) : record[position.get(name)!];
    return fitRow(record.slice(0, keyCount), cellOf, `${file}, line ${line}`);
  });
  return { meta: metaWithoutMetadata(names.slice(0, keyCount), rows, file), rows };
}

/** Fits from JSON lines: the members before n_breaks in the first line are keys. */
export function fitsFromJsonl(text: string, file: string): FitResult {
  const objects = text.split("\n").flatMap((line, i) => {
    const where = `${file}, line ${i + 1}`;
    return line.trim() === "" ? [] : [{ where, cells: parseObject(line, where) }];
  });
  const first = objects.length > 0 ? [...objects[0].cells.keys()] : [];
  const keys = first.slice(0, Math.max(0, first.indexOf("n_breaks")));
  const rows = objects.map(({ where, cells }): FitRow => {
    requireFitColumns([...cells.keys()], where);
    requireFitColumns([...cells.keys()], where, keys);
    const key = keys.map((name) => keyText(cells.get(name)));
    return fitRow(key, (name) => cells.get(name), where);
  });
  return { meta: metaWithoutMetadata(keys, rows, file), rows };
}

const listNames = new Set(
  fitColumns.filter((column) => column.kind === "numbers").map((column) => column.name),
);

/** c from c1, c2, … up to the first empty cell. */
function spreadList(
  name: string,
  position: ReadonlyMap<string, number>,
  record: readonly string[],
): (number | string)[] {
  const list: string[] = [];
  for (let k = 1; ; k++) {
    const cell = record[position.get(`${name}${k}`) ?? -1] ?? "";
    if (cell === "") return list;
    list.push(cell);
  }
}

interface Line {
  readonly record: string[];
  readonly line: number;
}

function parseCsv(text: string, file: string): Line[] {
  try {
    const parsed = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as {
      record: string[];
      info: Info;
    }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new InputError(`${file} cannot be read as CSV: ${(error as Error).message}`);
  }
}

function requireUnique(names: readonly string[], file: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(`${file} has two columns named ${twice}: rename one`);
}

function parseObject(line: string, where: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new InputError(`${where} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${where} is not a JSON object`);
  }
  return new Map(Object.entries(value));
}

function keyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
