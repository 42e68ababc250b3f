import { DataType, type Data, type Decimal, type LargeUtf8, type Utf8, type Vector } from "apache-arrow";
import { decimalCells, type DecimalCells } from "./decimals.js";
import { parseNumber } from "./numbers.js";
import { utf8Cells } from "./utf8.js";

/** A column as numbers, with what stood there for error messages. */
export interface NumberCells {
  /** NaN where there is no number */
  readonly values: Float64Array;
  /** the cell as it was written; null where it is null */
  written(row: number): string | null;
}

/** Reads a column of numbers, or of text that is numbers. Undefined where the type has no such reading. */
export function numberCells(column: Vector): NumberCells | undefined {
  if (DataType.isDecimal(column.type)) {
    const { values, text } = decimalsOf(column);
    return { values, written: text };
  }
  if (isNumeric(column)) return typedNumbers(column);
  const text = textCells(column);
  if (text === undefined) return undefined;
  const values = new Float64Array(text.length);
  for (let i = 0; i < text.length; i++) values[i] = parseNumber(text[i] ?? "");
  return { values, written: (row) => text[row] };
}

/** Reads a column as text: strings as they are, numbers and booleans as written in JavaScript. */
export function textCells(column: Vector): (string | null)[] | undefined {
  if (DataType.isDictionary(column.type)) return dictionaryCells(column);
  if (DataType.isUtf8(column.type) || DataType.isLargeUtf8(column.type)) {
    const parts = (column.data as readonly (Data<Utf8> | Data<LargeUtf8>)[]).map((data) => utf8Cells(data));
    return parts.length === 1 ? parts[0] : parts.flat();
  }
  if (DataType.isDecimal(column.type)) {
    const { text } = decimalsOf(column);
    return Array.from({ length: column.length }, (_, i) => text(i));
  }
  const plain = isNumeric(column) || DataType.isBool(column.type) || DataType.isUtf8View(column.type);
  if (!plain) return undefined;
  return Array.from({ length: column.length }, (_, i) => {
    const value = column.get(i) as string | number | bigint | boolean | null;
    return value === null ? null : String(value);
  });
}

/** Whether the column's type is a number's. */
export function isNumeric(column: Vector): boolean {
  return DataType.isFloat(column.type) || DataType.isInt(column.type) || DataType.isDecimal(column.type);
}

function typedNumbers(column: Vector): NumberCells {
  const values = new Float64Array(column.length);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = column.get(i);
    values[i] = value === null ? NaN : Number(value);
  }
  return { values, written: (row) => (column.isValid(row) ? String(values[row]) : null) };
}

function decimalsOf(column: Vector): DecimalCells {
  return decimalCells(column.data as readonly Data<Decimal>[]);
}

function dictionaryCells(column: Vector): (string | null)[] | undefined {
  const cells: (string | null)[] = [];
  for (const data of column.data) {
    const words = data.dictionary === undefined ? undefined : textCells(data.dictionary);
    if (words === undefined) return undefined;
    const indices = data.values as ArrayLike<number | bigint>;
    for (let i = 0; i < data.length; i++) cells.push(data.getValid(i) ? words[Number(indices[i])] : null);
  }
  return cells;
}
