import { DataType, type DateUnit, type IntervalUnit } from "apache-arrow";
import { ArrowFault } from "./flatTable.js";

const dateBits: Readonly<Record<DateUnit, number>> = { 0: 32, 1: 64 };
const intervalBits: Readonly<Record<IntervalUnit, number>> = { 0: 32, 1: 64, 2: 128 };

/**
 * Bits that each value of a type takes; undefined where they are of different lengths, lie in other columns, or name an
 * entry of a dictionary.
 * @throws ArrowFault where the type has a width that no value has
 */
export function fixedBits(type: DataType): number | undefined {
  const bits = claimedBits(type);
  if (bits === undefined || (bits >= 0 && Number.isSafeInteger(bits))) return bits;
  throw new ArrowFault(`the type of a column has a width that is none`);
}

function claimedBits(type: DataType): number | undefined {
  if (DataType.isBool(type)) return 1;
  if (DataType.isInt(type)) return [8, 16, 32, 64].includes(type.bitWidth) ? type.bitWidth : NaN;
  if (DataType.isFloat(type)) return [16, 32, 64][type.precision] ?? NaN;
  if (DataType.isDecimal(type)) return [32, 64, 128, 256].includes(type.bitWidth) ? type.bitWidth : NaN;
  if (DataType.isDate(type)) return dateBits[type.unit] ?? NaN;
  if (DataType.isTime(type)) return type.bitWidth;
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return 64;
  if (DataType.isInterval(type)) return intervalBits[type.unit] ?? NaN;
  return DataType.isFixedSizeBinary(type) ? 8 * type.byteWidth : undefined;
}
