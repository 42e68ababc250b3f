import { type Data, DataType, type Decimal, type LargeUtf8, type Utf8, type Vector } from "apache-arrow";
import { readSpelled, spellingOf } from "./numberWords.js";
import { decimalText, integerOf } from "./scalars.js";

/** A column as numbers, with what stood there for error messages. */
export interface NumberCells {
  /** NaN where there is no number */
  readonly values: Float64Array;
  /** the cell as it was written; null where it is null */
  written(row: number): string | null;
}

/** Reads a column of numbers, or of text that is numbers. Undefined where the type has no such reading. */
export function numberCells(column: Vector): NumberCells | undefined {
  if (DataType.isDecimal(column.type)) return decimalCells(column);
  if (isNumeric(column)) return typedNumbers(column);
  const text = textCells(column);
  if (text === undefined) return undefined;
  const read = numberReader(column);
  const values = new Float64Array(text.length);
  for (let i = 0; i < text.length; i++) values[i] = read(text[i] ?? "");
  return { values, written: (row) => text[row] };
}

/** How the text of a column's cells becomes a number: NaN where it is none. */
export function numberReader(column: Vector): (text: string) => number {
  const spelling = spellingOf(column.type as DataType);
  return spelling === null ? parseNumber : (text) => readSpelled(text, spelling);
}

/** Reads a column as text: strings as they are, numbers and booleans as written in JavaScript. */
export function textCells(column: Vector): (string | null)[] | undefined {
  if (DataType.isDictionary(column.type)) return dictionaryCells(column);
  if (DataType.isUtf8(column.type) || DataType.isLargeUtf8(column.type)) {
    const parts = (column.data as readonly (Data<Utf8> | Data<LargeUtf8>)[]).map((data) => utf8Cells(data));
    return parts.length === 1 ? parts[0] : parts.flat();
  }
  if (DataType.isDecimal(column.type)) {
    const decimals = decimalCells(column);
    return Array.from({ length: column.length }, (_, i) => decimals.written(i));
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

/** In one call where the text is ASCII, as `utf8Vector` writes it: Arrow's own getter calls TextDecoder for each value. */
export function utf8Cells(data: Data<Utf8> | Data<LargeUtf8>): (string | null)[] {
  const { length, values } = data;
  if (length === 0) return [];
  const offsets = plainOffsets(data.valueOffsets);
  const start = offsets[0];
  const bytes = values.subarray(start, offsets[length]);
  const text = decoder.decode(bytes);
  const ascii = text.length === bytes.length;
  const hasNulls = data.nullCount > 0;
  const cells = new Array<string | null>(length);
  for (let i = 0; i < length; i++) {
    if (hasNulls && !data.getValid(i)) cells[i] = null;
    else if (ascii) cells[i] = text.substring(offsets[i] - start, offsets[i + 1] - start);
    else cells[i] = decoder.decode(values.subarray(offsets[i], offsets[i + 1]));
  }
  return cells;
}

const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const notFinite = /^\s*[+-]?(inf(inity)?|nan)\s*$/i;
const missing = /^\s*(na|n\/a|null|none)?\s*$/i;

/** A decimal number with blanks around it at most; NaN for all else (hexadecimal, `1_000`, `1,5`, words). */
export function parseNumber(text: string): number {
  return decimal.test(text) ? Number(text) : NaN;
}

/** Whether a cell stands for no value: empty, NA, N/A, null, none, or null itself. */
export function isMissing(text: string | null): boolean {
  return text === null || missing.test(text);
}

/** Whether a cell is a word for infinity or NaN, or a number beyond the largest double. */
export function isNotFinite(text: string): boolean {
  return notFinite.test(text) || Math.abs(parseNumber(text)) === Infinity;
}

function plainOffsets(offsets: Int32Array | BigInt64Array): Int32Array | Float64Array {
  return offsets instanceof Int32Array ? offsets : Float64Array.from(offsets, Number);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function typedNumbers(column: Vector): NumberCells {
  const values = new Float64Array(column.length);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = column.get(i);
    values[i] = value === null ? NaN : Number(value);
  }
  return { values, written: (row) => (column.isValid(row) ? String(values[row]) : null) };
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

/** Powers of ten up to this one are doubles. */
const EXACT_POWERS = 22;
const WORD = 2 ** 32;
/** Digits that are written out; a type may claim any scale, and its zeros would fill the memory. */
const MOST_ZEROS = 400;

/**
 * Decimals of 32 to 256 bits, as written without zeros that say nothing: 1.50 is "1.5". Arrow's library has no reading of
 * its own that is right for all of them: it garbles 256 bits, and takes 64 bits for unsigned.
 */
function decimalCells(column: Vector): NumberCells {
  const parts = column.data as readonly Data<Decimal>[];
  const values = new Float64Array(column.length);
  let row = 0;
  for (const part of parts) for (let i = 0; i < part.length; i++) values[row++] = numberAt(part, i);
  return { values, written: (at) => writtenAt(parts, at) };
}

function numberAt(data: Data<Decimal>, i: number): number {
  if (!data.getValid(i)) return NaN;
  const { values, stride, type } = data;
  const at = stride * i;
  // an integer below 2^53 over a power of ten is rounded once
  const [low, high] = [values[at], stride > 1 ? values[at + 1] : 0];
  const plain = high < 2 ** 21 && low < (stride > 1 ? WORD : WORD / 2) && isZero(values, at + 2, at + stride);
  if (plain && type.scale >= 0 && type.scale <= EXACT_POWERS) return (high * WORD + low) / 10 ** type.scale;
  return Number(`${integerAt(data, i)}e${-type.scale}`);
}

function writtenAt(parts: readonly Data<Decimal>[], row: number): string | null {
  let i = row;
  const part = parts.find(({ length }) => i < length || void (i -= length));
  if (!part?.getValid(i)) return null;
  const { scale } = part.type;
  const integer = integerAt(part, i);
  if (Math.abs(scale) > MOST_ZEROS) return `${integer}e${-scale}`;
  const text = decimalText(integer, scale);
  return scale > 0 ? text.replace(/\.?0+$/, "") : text;
}

function integerAt({ values, stride }: Data<Decimal>, i: number): bigint {
  return integerOf(values.subarray(stride * i, stride * (i + 1)));
}

function isZero(words: ArrayLike<number>, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (words[i] !== 0) return false;
  return true;
}
