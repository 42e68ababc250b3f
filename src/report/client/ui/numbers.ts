export { criterionName } from "../../../core/select.js";
export { percent } from "../../../formats/terminalText.js";
import { shortNumber } from "../../../formats/terminalText.js";

/** Four significant digits, the exponent form where it is shorter; nothing as "–". */
export function number(value: number | null, digits = 4): string {
  return withMinus(shortNumber(value, digits));
}

/** The same for columns, where digits stand under digits: zeros at the end stay. */
export function fixed(value: number | null, digits = 3): string {
  if (value === null || value === 0 || !Number.isFinite(value)) return number(value, digits);
  const magnitude = Math.abs(value);
  if (magnitude >= 10 ** digits && magnitude < 1e5) return number(value, digits);
  if (magnitude >= 1e-3 && magnitude < 1e5) return withMinus(value.toPrecision(digits));
  return withMinus(value.toExponential(digits - 1).replace("e+", "e"));
}

/** Numbers side by side: with so many more digits, up to seven, as it takes to tell them apart. */
export function distinctNumbers(values: readonly number[], digits: number): string[] {
  const texts = values.map((value) => number(value, digits));
  const alike = new Set(texts).size < new Set(values).size;
  return alike && digits < 7 ? distinctNumbers(values, digits + 1) : texts;
}

/** The sign as figures have it, as long as a plus. Not for what is copied as code. */
export function withMinus(text: string): string {
  return text.replaceAll("-", "−");
}

/** "7,000" */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** "1 curve", "7,000 curves" */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A duration as a person says it. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${number(seconds, 2)} s`;
  if (seconds < 120) return `${number(seconds, 3)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${number(seconds / 3600, 3)} h`;
}
