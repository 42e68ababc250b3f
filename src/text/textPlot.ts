import { axisOf, type Axis } from "../figure/axis.js";
import { ticksOf, type Tick } from "../figure/ticks.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { BRAILLE, PLAIN, type PlotMarks } from "./plotMarks.js";
import { plotRanges } from "./plotRanges.js";
import { displayWidth, escapeControls } from "../formats/terminalText.js";

/** What a plot in text shows: points of a curve, its law, or both; in the units of the data. */
export interface TextPlotRequest {
  readonly xName: string;
  readonly yName: string;
  /** empty where the data are not known */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** 1: fitted, 0: held out */
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
  const ranges = plotRanges(request);
  if (ranges === null) return [];
  const { width, height, ascii } = request;
  const marks = ascii ? PLAIN : BRAILLE;
  const axes = {
    x: axisOf(true, ranges.x, [0, width]),
    y: axisOf(ranges.logY, ranges.y, [height, 0]),
  };
  const cells = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  const breaks = (request.breaks ?? request.law?.d ?? []).filter((d) => d > ranges.x[0] && d < ranges.x[1]);
  for (const d of breaks) for (const row of cells) row[cellOf(axes.x, d, width)] = marks.breakLine;
  drawLaw(cells, request.law, axes, marks);
  const shown = drawPoints(cells, request, axes, marks);
  const meaning = legend(shown, request.law !== null, breaks.length, marks);
  return framed(cells, request, axes, breaks, marks, meaning);
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

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

/** Which of the marks of points there are now. */
function drawPoints(cells: string[][], request: TextPlotRequest, axes: Axes, marks: PlotMarks): readonly boolean[] {
  const { x, y, train } = request;
  const kinds = cells.map((row) => row.map(() => 0));
  for (let i = 0; i < x.length; i++) {
    const [row, column] = [cellOf(axes.y, y[i], cells.length), cellOf(axes.x, x[i], cells[0].length)];
    kinds[row][column] |= train[i] === 1 ? 1 : 2;
  }
  kinds.forEach((row, j) => row.forEach((kind, i) => kind > 0 && (cells[j][i] = marks.points[kind - 1])));
  return [1, 2, 3].map((kind) => kinds.some((row) => row.includes(kind)));
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
  const labels = new Map<number, string>();
  for (const tick of labelled(ticksOf(axes.y, 4))) {
    labels.set(cellOf(axes.y, tick.value, height), marks.label(tick.label));
  }
  const margin = [...labels.values()].reduce((most, label) => Math.max(most, displayWidth(label)), 0);
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
  const words = ["training rows", "test rows", "both"];
  return [
    ...words.flatMap((word, kind) => (points[kind] ? [`${marks.points[kind]} ${word}`] : [])),
    ...(law ? [`${marks.sample} law`] : []),
    ...(breaks > 0 ? [`${marks.breakTick} break${breaks > 1 ? "s" : ""}`] : []),
  ].join("   ");
}
