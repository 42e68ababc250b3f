import type { DataType } from "apache-arrow";

/** The mark before the decimals of a number. */
export type Decimal = "." | ",";

/** How the numbers of a column of text are written, where programs would write them in another way. */
export interface Spelling {
  readonly decimal: Decimal;
  /** what stands behind its numbers; null: nothing */
  readonly unit: UnitOfColumn | null;
  /** cells and how they are read, for a note */
  readonly examples: readonly (readonly [text: string, number: string])[];
  /** a number that may mean a thousand times as much, and one beside it that makes it look so */
  readonly doubt: { readonly text: string; readonly beside: string } | null;
}

interface UnitOfColumn {
  /** in lower case and without the s of a plural; "": only a letter for a power of ten */
  readonly word: string;
  /** whether m is a million here, as it is beside k and b */
  readonly hasLowerM: boolean;
  /** a number without a unit is at least so large, or 0; a smaller one may well mean the unit of the others */
  readonly leastBare: number;
}

const spellings = new WeakMap<DataType, Spelling>();

/** How the numbers of a column of this type are written; null: as programs write them. */
export function spellingOf(type: DataType): Spelling | null {
  return spellings.get(type) ?? null;
}

/** A type of its own, like the given one, that says how numbers are written. */
export function withSpelling<T extends DataType>(type: T, spelling: Spelling): T {
  const own = Object.assign(Object.create(Object.getPrototypeOf(type) as object) as T, type);
  spellings.set(own, spelling);
  return own;
}

const simple = { ".": /^-?\d+(\.\d+)?$/, ",": /^-?\d+(,\d+)?$/ };

/** The number that a cell of such a column stands for; NaN where it is none, or not one beyond doubt. */
export function readSpelled(text: string, { decimal, unit }: Spelling): number {
  // most cells of a table: taking them apart would take four times as long
  if (unit === null && simple[decimal].test(text)) return Number(decimal === "." ? text : text.replace(",", "."));
  const parts = numberParts(text);
  if (parts === null) return NaN;
  const value = valueOf(parts, decimal);
  if (parts.unit === null) return unit === null || value === 0 || Math.abs(value) >= unit.leastBare ? value : NaN;
  if (unit === null || parts.unit.word !== unit.word || (parts.unit.isLowerM && !unit.hasLowerM)) return NaN;
  return value;
}

/** Whether a unit says that numbers are shares: 45 % stays 45, as in a column "accuracy (%)". */
export function isPercent(word: string): boolean {
  return word === "%" || word === "‰";
}

/** A text that is a number with marks, and maybe a unit, taken apart. */
export interface NumberParts {
  readonly sign: "" | "-";
  /** digits, points and commas */
  readonly body: string;
  readonly exponent: number;
  /** what its mark means: beyond doubt (comma, point), a decimal mark or a separator (either), or that it has none */
  readonly mark: "comma" | "point" | "eitherComma" | "eitherPoint" | "none";
  readonly unit: Unit | null;
}

export interface Unit {
  /** of ten, by which the number is multiplied */
  readonly power: number;
  readonly word: string;
  /** whether it is m, which may be a million, or metres, minutes, a thousandth */
  readonly isLowerM: boolean;
}

/** A longer text is no number. */
const LONGEST = 64;
const shape = /^([-+−]?)(\d[\d.,\s'’_]*|[.,]\d+)(?:e([-+]?\d+))?(\s*)([\p{L}µ%‰°].*)?$/iu;
const beginsLikeOne = /^\s*[-+−]?[\d.,]/;
const grouped = /^\d{1,3}([\s'’_])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/;

/** Null where the text is no number of any usual way of writing. */
export function numberParts(text: string): NumberParts | null {
  if (text.length > LONGEST || !beginsLikeOne.test(text)) return null;
  const found = shape.exec(text.trim());
  if (found === null) return null;
  const [, sign, digits, exponent, , words] = found;
  const unit = words === undefined ? null : unitOf(words, found[4] !== "" || /\s$/.test(digits));
  if (words !== undefined && unit === null) return null;
  const isGrouped = grouped.test(digits.trim());
  const body = isGrouped ? digits.replace(/[\s'’_]/g, "") : digits.trim();
  // blanks that separate thousands leave no doubt about the other mark, nor does an exponent
  const mark = markOf(body, isGrouped || exponent !== undefined);
  if (mark === null) return null;
  return { sign: sign === "" || sign === "+" ? "" : "-", body, exponent: Number(exponent ?? 0), mark, unit };
}

function markOf(body: string, isDecimal: boolean): NumberParts["mark"] | null {
  if (/^\d+$/.test(body)) return "none";
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(body) || /^\d{1,3}(\.\d{3}){2,}$/.test(body)) return "comma";
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(body) || /^\d{1,3}(,\d{3}){2,}$/.test(body)) return "point";
  const thousands = !isDecimal && /^[1-9]\d{0,2}[.,]\d{3}$/.test(body);
  if (/^(\d+,\d*|,\d+)$/.test(body)) return thousands ? "eitherComma" : "comma";
  if (/^(\d+\.\d*|\.\d+)$/.test(body)) return thousands ? "eitherPoint" : "point";
  return null;
}

/** The value where decimals come behind such a mark; NaN where the other mark says that they do not. */
export function valueOf({ sign, body, exponent, unit }: NumberParts, decimal: Decimal): number {
  const plain = decimal === "." ? body : body.replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));
  if (!/^(\d{1,3}(,\d{3})+|\d*)(\.\d*)?$/.test(plain)) return NaN;
  return Number(`${sign}${plain.replaceAll(",", "")}e${exponent + (unit?.power ?? 0)}`);
}

const factors = /^(k|m|b|bn|g|t|mio|mrd|thousand|millions?|billions?|trillions?)\.?(?:\s+(\p{L}[\p{L}\s]*))?$/iu;
const glued = /^([kmgbtpezy])(flops?|toks?|tokens?|params?|parameters?)$/i;
const otherWord = /^[\p{L}µ%‰°][\p{L}\s%/·*^().-]*$/u;
const powers: Record<string, number> = { k: 3, m: 6, b: 9, g: 9, t: 12, p: 15, e: 18, z: 21, y: 24 };

/** @param isApart whether blanks stand before it */
function unitOf(text: string, isApart: boolean): Unit | null {
  const [, factor, word = ""] = factors.exec(text) ?? [];
  // small g and t are grams and tons
  if (factor !== undefined && !/^[gt]$/.test(factor)) {
    return { power: powerOf(factor), word: singular(word), isLowerM: factor === "m" && word === "" };
  }
  const [, letter, of] = glued.exec(text) ?? [];
  if (letter !== undefined) return { power: powers[letter.toLowerCase()], word: singular(of), isLowerM: false };
  // 1E may be 1e18, or the begin of 1e9
  if (/^[pezy]$/i.test(text)) return null;
  // 7B-instruct is a name
  if (!otherWord.test(text) || (!isApart && text.includes("-"))) return null;
  return { power: 0, word: singular(text), isLowerM: false };
}

function powerOf(factor: string): number {
  const word = factor.toLowerCase();
  if (word.startsWith("th")) return 3;
  return word === "mrd" ? 9 : powers[word[0]];
}

function singular(word: string): string {
  return word.trim().toLowerCase().replace(/s$/, "");
}
