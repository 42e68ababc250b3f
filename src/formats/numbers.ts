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
