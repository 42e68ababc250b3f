import { DataType, type Vector } from "apache-arrow";
import { isMissing, isNotFinite, isNumeric, numberReader, textCells } from "../formats/cells.js";
import { isPercent, spellingOf } from "../formats/numberWords.js";

/** What a look at a column's first rows says of its use. */
export interface ColumnProfile {
  /** more cells are numbers than are not */
  readonly mostlyNumbers: boolean;
  /** there are numbers, and each is 0 or 1 */
  readonly onlyZeroOne: boolean;
  /** its values are words, such as tell curves apart */
  readonly tellsApart: boolean;
  /** its numbers have units, as in the names of models: 125M */
  readonly mayBeNames: boolean;
}

const enoughRows = 65_536;
const longestShown = 60;

/** The first cell that is neither missing nor a number, with control characters as blanks and cut to 60 characters. */
export function firstNoNumber(column: Vector): { readonly row: number; readonly written: string } | undefined {
  const cells = textCells(column.slice(0, enoughRows)) ?? [];
  const read = numberReader(column);
  const row = cells.findIndex((cell) => !isMissing(cell) && !isNotFinite(cell ?? "") && Number.isNaN(read(cell ?? "")));
  if (row < 0) return undefined;
  return { row, written: (cells[row] ?? "").replace(/\s+/g, " ").slice(0, longestShown) };
}

/** @param untyped the column is text because its format knows nothing else, so that numbers count as numbers */
export function profileColumn(column: Vector, untyped: boolean): ColumnProfile {
  const cells = textCells(column.slice(0, enoughRows));
  const read = numberReader(column);
  let numbers = 0;
  let zeroOne = 0;
  let words = 0;
  for (const cell of cells ?? []) {
    if (cell === null || isMissing(cell)) continue;
    const value = read(cell);
    if (Number.isNaN(value) && !isNotFinite(cell)) words++;
    else numbers++;
    if (value === 0 || value === 1) zeroOne++;
  }
  const typedText = !untyped && !isNumeric(column) && cells !== undefined;
  return {
    mostlyNumbers: numbers > words && !DataType.isBool(column.type),
    onlyZeroOne: numbers > 0 && zeroOne === numbers,
    tellsApart: words > 0 || typedText || mayBeNames(column),
    mayBeNames: mayBeNames(column),
  };
}

/** 125M and 1.3B are numbers, and may be the names of models. */
function mayBeNames(column: Vector): boolean {
  const unit = spellingOf(column.type as DataType)?.unit ?? null;
  return unit !== null && !isPercent(unit.word);
}
