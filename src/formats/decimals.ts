import type { Data, Decimal } from "apache-arrow";

/** The integers of a decimal column of 32 to 256 bits: a value is its integer times 10^-scale. */
export interface DecimalCells {
  /** nearest doubles; NaN where the cell is null */
  readonly values: Float64Array;
  /** every digit, without zeros that say nothing: 1.50 is "1.5"; null where the cell is null */
  readonly text: (row: number) => string | null;
}

/**
 * Reads decimals from their words. Arrow's library has no reading of its own that is right for all of them: it garbles 256
 * bits, and takes 64 bits for unsigned.
 */
export function decimalCells(parts: readonly Data<Decimal>[]): DecimalCells {
  const values = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let row = 0;
  for (const part of parts) for (let i = 0; i < part.length; i++) values[row++] = numberAt(part, i);
  return { values, text: (at) => textOf(parts, at) };
}

/** Powers of ten up to this one are doubles. */
const EXACT_POWERS = 22;
const WORD = 2 ** 32;
/** Digits that are written out; a type may claim any scale, and its zeros would fill the memory. */
const MOST_ZEROS = 400;

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

function textOf(parts: readonly Data<Decimal>[], row: number): string | null {
  let i = row;
  const part = parts.find(({ length }) => i < length || void (i -= length));
  if (!part?.getValid(i)) return null;
  return decimalText(integerAt(part, i), part.type.scale);
}

/** Two's complement, the low word first. */
function integerAt({ values, stride }: Data<Decimal>, i: number): bigint {
  let integer = 0n;
  for (let word = stride - 1; word >= 0; word--) integer = (integer << 32n) | BigInt(values[stride * i + word]);
  return BigInt.asIntN(32 * stride, integer);
}

function decimalText(integer: bigint, scale: number): string {
  if (Math.abs(scale) > MOST_ZEROS) return `${integer}e${-scale}`;
  if (scale <= 0) return String(integer * 10n ** BigInt(-scale));
  const digits = String(integer < 0n ? -integer : integer).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const fraction = digits.slice(point).replace(/0+$/, "");
  return `${integer < 0n ? "-" : ""}${digits.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}

function isZero(words: ArrayLike<number>, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (words[i] !== 0) return false;
  return true;
}
