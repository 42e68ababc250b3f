import { DataType, type Field } from "apache-arrow";
import { InputError } from "../core/errors.js";

/** What a text format can write. */
export type Scalar = string | number | bigint | boolean | null;

/** How the values of an Arrow column become scalars; InputError where text has no form for its type. */
export function scalarReader(field: Field): (value: unknown) => Scalar {
  const type = valueType(field.type as DataType);
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return isoTime;
  if (DataType.isDecimal(type)) {
    return (value) => (isNull(value) ? null : decimalText(integerOf(value as Uint32Array), type.scale));
  }
  if (isPlain(type)) return (value) => (value ?? null) as Scalar;
  throw new InputError(
    `column ${field.name} is ${String(field.type)}, which text formats cannot hold: choose .arrow or .parquet`,
  );
}

/** The field of a list column's items, or null where the column is no list. */
export function listItem(field: Field): Field | null {
  const type = field.type as DataType;
  const isList = DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);
  return isList ? type.children[0] : null;
}

/** The shortest text that reads back as the same number. */
export function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** An integer from little-endian 32-bit words of its two's complement, as Arrow holds a decimal. */
export function integerOf(words: Uint32Array): bigint {
  const integer = words.reduceRight((high, word) => (high << 32n) | BigInt(word >>> 0), 0n);
  return BigInt.asIntN(32 * words.length, integer);
}

/** An integer times 10^−scale, with all its digits. */
export function decimalText(integer: bigint, scale: number): string {
  if (scale <= 0) return String(integer * 10n ** BigInt(-scale));
  const digits = String(integer < 0n ? -integer : integer).padStart(scale + 1, "0");
  return `${integer < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** What a dictionary's codes stand for. */
function valueType(type: DataType): DataType {
  return DataType.isDictionary(type) ? (type.dictionary as DataType) : type;
}

function isPlain(type: DataType): boolean {
  return (
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isUtf8View(type) ||
    DataType.isInt(type) ||
    DataType.isFloat(type) ||
    DataType.isBool(type) ||
    DataType.isNull(type)
  );
}

function isoTime(value: unknown): Scalar {
  return isNull(value) ? null : new Date(Number(value)).toISOString();
}

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
