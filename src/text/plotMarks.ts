import type { TickLabel } from "../figure/ticks.js";

/** The characters that a plot in text is made of. */
export interface PlotMarks {
  /** dots of the law in a cell */
  readonly dots: { readonly x: number; readonly y: number };
  /** the bit of one dot, counted from the upper left corner */
  readonly bit: (x: number, y: number) => number;
  /** a cell with these bits */
  readonly law: (bits: number) => string;
  /** how the law looks in a legend */
  readonly sample: string;
  /** training rows, test rows, both in one cell */
  readonly points: readonly [string, string, string];
  readonly breakLine: string;
  readonly breakTick: string;
  readonly side: string;
  readonly sideTick: string;
  readonly corner: string;
  readonly base: string;
  readonly baseTick: string;
  readonly label: (label: TickLabel) => string;
}

/** The order of the dots in the code points of braille (Unicode 2800–28FF). */
const BRAILLE_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export const BRAILLE: PlotMarks = {
  dots: { x: 2, y: 4 },
  bit: (x, y) => BRAILLE_BITS[y][x],
  law: (bits) => String.fromCodePoint(0x2800 + bits),
  sample: "⠤⠤",
  points: ["●", "○", "◉"],
  ...{ breakLine: "┊", breakTick: "▲", side: "│", sideTick: "┤", corner: "└", base: "─", baseTick: "┬" },
  label: ({ base, exponent }) =>
    base + [...(exponent ?? "")].map((character) => SUPERSCRIPTS[character] ?? character).join(""),
};

export const PLAIN: PlotMarks = {
  dots: { x: 1, y: 1 },
  bit: () => 1,
  law: () => ".",
  sample: "..",
  points: ["o", "x", "8"],
  ...{ breakLine: ":", breakTick: "^", side: "|", sideTick: "+", corner: "+", base: "-", baseTick: "+" },
  label: ({ base, exponent }) => {
    const digits = base.replaceAll("−", "-");
    if (exponent === null) return digits;
    const mantissa = digits.includes("×") ? digits.replace("×10", "") : digits.replace("10", "1");
    return `${mantissa}e${exponent.replaceAll("−", "-")}`;
  },
};

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789−"].map((digit, i) => [digit, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁻"][i]]),
);
