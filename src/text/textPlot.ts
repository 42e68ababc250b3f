import { extent, max, mean } from "d3-array";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { type Axis, axisOf, type Panel } from "../figure/panel.js";
import { type Tick, type TickLabel, ticksOf } from "../figure/ticks.js";
import { displayWidth, escapeControls } from "../formats/terminalText.js";

/** What a plot in text shows: points of a curve, its law, or both; in the units of the data. */
export interface TextPlotRequest {
  readonly xName: string;
  readonly yName: string;
  /** empty where the data are not known */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** 1: fitted, 0: held out, 2: set aside by the fit */
  readonly train: ArrayLike<number>;
  /** null where there is no fit */
  readonly law: BnslParameters | null;
  /** places of breaks to be marked; left out: all of the law's */
  readonly breaks?: readonly number[];
  /** characters inside the axes */
  readonly width: number;
  readonly height: number;
  /** letters alone, where a terminal has no others */
  readonly ascii: boolean;
}

/**
 * A curve as lines of text: x logarithmic, y too where every y is above 0; the law in braille dots (2 × 4 a character),
 * points drawn over it, breaks as dotted lines with a mark on the axis. Empty without points and law.
 */
export function textPlot(request: TextPlotRequest): string[] {
  const axes = axesOf(request);
  if (axes === null) return [];
  const { width, height, ascii } = request;
  const marks = ascii ? PLAIN : BRAILLE;
  const [left, right] = axes.x.domain;
  const cells = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  const breaks = (request.breaks ?? request.law?.d ?? []).filter((d) => d > left && d < right);
  for (const d of breaks) for (const row of cells) row[cellOf(axes.x, d, width)] = marks.breakLine;
  drawLaw(cells, request.law, axes, marks);
  const shown = drawPoints(cells, request, axes, marks);
  const meaning = legend(shown, request.law !== null, breaks.length, marks);
  return framed(cells, request, axes, breaks, marks, meaning);
}

type Axes = Pick<Panel, "x" | "y">;

function cellOf(axis: Axis, value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(axis.at(value))));
}

/** Dots finer than the cells, each column of dots joined to the one before. */
function drawLaw(cells: string[][], law: BnslParameters | null, axes: Axes, marks: PlotMarks): void {
  if (!law) return;
  const [columns, rows] = [marks.dots.x * cells[0].length, marks.dots.y * cells.length];
  const bits = cells.map((row) => row.map(() => 0));
  let before: number | null = null;
  for (let i = 0; i < columns; i++) {
    const at = axes.y.at(bnsl(axes.x.invert((i + 0.5) / marks.dots.x), law));
    const dot = Number.isFinite(at) ? Math.floor(at * marks.dots.y) : null;
    if (dot !== null) {
      const [from, to] = before === null ? [dot, dot] : joined(before, dot);
      for (let j = Math.max(0, from); j <= Math.min(rows - 1, to); j++) {
        const [row, column] = [Math.floor(j / marks.dots.y), Math.floor(i / marks.dots.x)];
        bits[row][column] |= marks.bit(i % marks.dots.x, j % marks.dots.y);
      }
    }
    before = dot;
  }
  bits.forEach((row, j) => row.forEach((value, i) => value > 0 && (cells[j][i] = marks.law(value))));
}

/** From the dot behind the last one to this one. */
function joined(before: number, now: number): [number, number] {
  if (now > before) return [before + 1, now];
  return now < before ? [now, before - 1] : [now, now];
}

/** Beside 1 for training rows, 2 for test rows. */
const ASIDE = 4;

/** Which of the marks of points there are now. */
function drawPoints(cells: string[][], request: TextPlotRequest, axes: Axes, marks: PlotMarks): readonly boolean[] {
  const { x, y, train } = request;
  const kinds = cells.map((row) => row.map(() => 0));
  for (let i = 0; i < x.length; i++) {
    const [row, column] = [cellOf(axes.y, y[i], cells.length), cellOf(axes.x, x[i], cells[0].length)];
    kinds[row][column] |= train[i] === 1 ? 1 : train[i] === 0 ? 2 : ASIDE;
  }
  // a point that was set aside is seen over all others
  const shown = kinds.map((row) => row.map((kind) => Math.min(kind, ASIDE)));
  shown.forEach((row, j) => row.forEach((kind, i) => kind > 0 && (cells[j][i] = marks.points[kind - 1])));
  return [1, 2, 3, ASIDE].map((kind) => shown.some((row) => row.includes(kind)));
}

/** Axes around the cells: ticks with their labels, names, and what the marks mean. */
function framed(
  cells: string[][],
  request: TextPlotRequest,
  axes: Axes,
  breaks: readonly number[],
  marks: PlotMarks,
  meaning: string,
): string[] {
  const { width, height } = request;
  const ticks = labelled(ticksOf(axes.y, 4));
  const labels = new Map(ticks.map(({ value, label }) => [cellOf(axes.y, value, height), marks.label(label)]));
  const margin = max(labels.values(), displayWidth) ?? 0;
  const pad = (label: string) => " ".repeat(margin - displayWidth(label)) + label;
  const { base, numbers } = bottom(axes.x, breaks, width, marks);
  const indent = " ".repeat(margin + 1);
  const xName = escapeControls(request.xName);
  return [
    pad("") + ` ${escapeControls(request.yName)}`,
    ...cells.map((row, j) => {
      const label = labels.get(j);
      return `${pad(label ?? "")} ${label === undefined ? marks.side : marks.sideTick}${row.join("")}`.trimEnd();
    }),
    `${indent}${marks.corner}${base}`,
    `${indent} ${numbers}`.trimEnd(),
    `${indent} ${" ".repeat(Math.max(0, width - displayWidth(xName)))}${xName}`,
    `${indent} ${meaning}`,
  ];
}

function labelled(ticks: readonly Tick[]): { value: number; label: NonNullable<Tick["label"]> }[] {
  return ticks.flatMap(({ value, label }) => (label === null ? [] : [{ value, label }]));
}

/** The axis of x with its ticks and breaks, and the labels under it, as many as fit. */
function bottom(
  axis: Axis,
  breaks: readonly number[],
  width: number,
  marks: PlotMarks,
): { base: string; numbers: string } {
  const base = new Array<string>(width).fill(marks.base);
  const numbers = new Array<string>(width + 8).fill(" ");
  let free = 0;
  for (const { value, label } of labelled(ticksOf(axis, Math.max(2, Math.floor(width / 12))))) {
    const at = cellOf(axis, value, width);
    base[at] = marks.baseTick;
    const text = [...marks.label(label)];
    const from = Math.max(0, at - Math.floor(text.length / 2));
    if (from < free || from + text.length > numbers.length) continue;
    text.forEach((character, k) => (numbers[from + k] = character));
    free = from + text.length + 1;
  }
  for (const d of breaks) base[cellOf(axis, d, width)] = marks.breakTick;
  return { base: base.join(""), numbers: numbers.join("") };
}

function legend(points: readonly boolean[], law: boolean, breaks: number, marks: PlotMarks): string {
  const words = ["training rows", "test rows", "both", "set aside"];
  return [
    ...words.flatMap((word, kind) => (points[kind] ? [`${marks.points[kind]} ${word}`] : [])),
    ...(law ? [`${marks.sample} law`] : []),
    ...(breaks > 0 ? [`${marks.breakTick} break${breaks > 1 ? "s" : ""}`] : []),
  ].join("   ");
}

/** The order of the dots in the code points of braille (Unicode 2800–28FF). */
const BRAILLE_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

const BRAILLE = {
  /** dots of the law in a cell */
  dots: { x: 2, y: 4 },
  /** the bit of one dot, counted from the upper left corner */
  bit: (x: number, y: number): number => BRAILLE_BITS[y][x],
  /** a cell with these bits */
  law: (bits: number) => String.fromCodePoint(0x2800 + bits),
  /** how the law looks in a legend */
  sample: "⠤⠤",
  /** training rows, test rows, both in one cell, rows set aside */
  points: ["●", "○", "◉", "×"],
  breakLine: "┊",
  breakTick: "▲",
  side: "│",
  sideTick: "┤",
  corner: "└",
  base: "─",
  baseTick: "┬",
  label: ({ base, exponent }: TickLabel) =>
    base + [...(exponent ?? "")].map((character) => SUPERSCRIPTS[character] ?? character).join(""),
};

/** The characters that a plot in text is made of. */
type PlotMarks = typeof BRAILLE;

const PLAIN: PlotMarks = {
  dots: { x: 1, y: 1 },
  bit: () => 1,
  law: () => ".",
  sample: "..",
  points: ["o", "x", "8", "*"],
  breakLine: ":",
  breakTick: "^",
  side: "|",
  sideTick: "+",
  corner: "+",
  base: "-",
  baseTick: "+",
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

type Range = readonly [lo: number, hi: number];

/** Decades shown on either side of the breaks where there are no points. */
const DECADES_AROUND = 1.5;
/** of the points' span: how far a law that leaves them is followed */
const FOLLOWED = 0.4;
const SAMPLES = 200;

/**
 * x of all points, or around the breaks of a law without points (of a law without breaks, which looks the same
 * everywhere, three decades from 1); y of the points and of the law near them. Null where there is nothing to show.
 */
function axesOf({ x, y, law, width, height }: TextPlotRequest): Axes | null {
  if (x.length === 0 && !law) return null;
  const wide = x.length > 0 ? widened(ends(Array.from(x)), true) : around(law!.d);
  const points = Array.from(y);
  const along = law ? lawAlong(law, wide) : [];
  const logY = (points.length > 0 ? points : along).every((value) => value > 0);
  const to = logY ? Math.log : (value: number) => value;
  const from = logY ? Math.exp : (value: number) => value;
  const drawn = along.map(to).filter(Number.isFinite);
  const seen = points.length > 0 ? points.map(to) : drawn;
  const [lo, hi] = ends(seen.length > 0 ? seen : [0]);
  const room = FOLLOWED * (hi - lo || Math.abs(hi) || 1);
  const followed = drawn.map((value) => Math.min(hi + room, Math.max(lo - room, value)));
  const [bottom, top] = ends([...seen, ...followed]);
  const high = widened([from(bottom), from(top)], logY);
  return { x: axisOf(true, wide, [0, width]), y: axisOf(logY, high, [height, 0]) };
}

function lawAlong(law: BnslParameters, [lo, hi]: Range): number[] {
  return Array.from({ length: SAMPLES + 1 }, (_, i) => bnsl(lo * (hi / lo) ** (i / SAMPLES), law));
}

function around(d: readonly number[]): Range {
  if (d.length === 0) return [1, 1e3];
  const [lo, hi] = ends(d);
  const beyond = 10 ** DECADES_AROUND;
  return [Math.max(lo / beyond, Number.MIN_VALUE), Math.min(hi * beyond, Number.MAX_VALUE)];
}

/** Some air at both ends, so that nothing stands on an axis; a range of one value becomes one around it. */
function widened([lo, hi]: Range, log: boolean): Range {
  if (log) {
    const air = hi > lo ? (hi / lo) ** 0.02 : 2;
    return [lo / air, hi * air];
  }
  const air = 0.03 * (hi - lo) || Math.abs(hi) || 1;
  return [lo - air, hi + air];
}

function ends(values: readonly number[]): Range {
  const [lo = Infinity, hi = -Infinity] = extent(values);
  return [lo, hi];
}

const BARS = "▁▂▃▄▅▆▇█";
const PLAIN_BARS = "_.-~=+*#";
const WIDTH = 16;

/**
 * Points as one short line: x in steps of equal ratio, the mean y in each (of ln y where every y is above 0) as one of
 * eight heights, a gap where there are none.
 */
export function sparkline(x: ArrayLike<number>, y: ArrayLike<number>, ascii: boolean): string {
  const u = Array.from(x, Math.log);
  const log = Array.from(y).every((value) => value > 0);
  const v = Array.from(y, (value) => (log ? Math.log(value) : value));
  const at = scaled(u, WIDTH);
  const means = Array.from({ length: WIDTH }, (_, k) => mean(v.filter((_, i) => at[i] === k)));
  const there = means.filter((height) => height !== undefined);
  const heights = scaled(there, BARS.length);
  const bars = [...(ascii ? PLAIN_BARS : BARS)];
  let next = 0;
  return means
    .map((height) => (height === undefined ? " " : bars[heights[next++]]))
    .join("")
    .trimEnd();
}

/** In which of `count` equal steps between the least and the largest each value lies; all in the first where they are one. */
function scaled(values: readonly number[], count: number): number[] {
  const [lo, hi] = ends(values);
  return values.map((value) => (hi > lo ? Math.min(count - 1, Math.floor((count * (value - lo)) / (hi - lo))) : 0));
}
