import { columnOf } from "../formats/batch.js";
import { rowWords } from "../formats/source.js";
import { numberAdvice } from "./badRows.js";
import type { TableHead } from "./columnMeaning.js";
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
  /** it can be read as text */
  readonly isText: boolean;
  /** no cell has a value */
  readonly isEmpty: boolean;
  /** some cells have none: null, blank or NA, but not the word none */
  readonly hasBlanks: boolean;
  /** its numbers have units, as in the names of models: 125M */
  readonly mayBeNames: boolean;
}

const enoughRows = 65_536;
const longestShown = 60;

/** The first cell that is neither missing nor a number, with control characters as blanks and cut to 60 characters. */
function firstNoNumber(column: Vector): { readonly row: number; readonly written: string } | undefined {
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
  let blanks = 0;
  for (const cell of cells ?? []) {
    if (isBlank(cell)) blanks++;
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
    isText: cells !== undefined,
    isEmpty: cells === undefined ? column.nullCount === column.length : blanks === cells.length,
    hasBlanks: blanks > 0,
    mayBeNames: mayBeNames(column),
  };
}

/** 125M and 1.3B are numbers, and may be the names of models. */
function mayBeNames(column: Vector): boolean {
  const unit = spellingOf(column.type as DataType)?.unit ?? null;
  return unit !== null && !isPercent(unit.word);
}

/** Whether a cell has no value, so that its row belongs to no curve by it. */
function isBlank(cell: string | null): boolean {
  return cell === null || blank.test(cell);
}

const blank = /^\s*(na|nan|<na>|n\/a|null)?\s*$/i;

/** Why a column of a usual name is none of numbers; `advice` where its values look like numbers all the same. */
export function whyNoNumbers(
  head: TableHead,
  name: string,
  profile: ColumnProfile,
): { readonly text: string; readonly advice: string | null }[] {
  const column = columnOf(head.batch, name)!;
  const odd = firstNoNumber(column);
  if (odd !== undefined) {
    const text = `${rowWords(head, odd.row)}, column ${name}: "${odd.written}" is not a number`;
    const digits = /^\s*[-+]?[.,]?\d/.test(odd.written);
    return [{ text, advice: digits ? (numberAdvice(odd.written) ?? "mend it") : null }];
  }
  if (profile.isEmpty) return [{ text: `column ${name} is empty`, advice: null }];
  if (profile.mostlyNumbers || head.untyped) return [];
  return [{ text: `column ${name} is of type ${String(column.type)}, not of numbers`, advice: null }];
}
