import { DataType, type Field } from "apache-arrow";
import { InputError } from "../core/errors.js";

/** What a text format can write. */
export type Scalar = string | number | bigint | boolean | null;

/** How the values of an Arrow column become scalars; InputError where text has no form for its type. */
export function scalarReader(field: Field): (value: unknown) => Scalar {
  const type = valueType(field.type as DataType);
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return isoTime;
  if (DataType.isDecimal(type)) return (value) => decimalText(value, type.scale);
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
  return value === null || value === undefined ? null : new Date(Number(value)).toISOString();
}

/** Arrow hands a decimal as little-endian 32-bit words of a two's complement integer. */
function decimalText(value: unknown, scale: number): Scalar {
  if (value === null || value === undefined) return null;
  const words = value as Uint32Array;
  let whole = 0n;
  for (let i = words.length - 1; i >= 0; i--) whole = (whole << 32n) | BigInt(words[i] >>> 0);
  whole = BigInt.asIntN(32 * words.length, whole);
  if (scale <= 0) return String(whole * 10n ** BigInt(-scale));
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  return `${whole < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
