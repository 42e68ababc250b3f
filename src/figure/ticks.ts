import { range } from "d3-array";
import { scaleLinear } from "d3-scale";
import { textWidth } from "./Words.js";
import type { Axis, Panel } from "./panel.js";

/** A place on an axis. `label` is null where only a short mark stands. */
export interface Tick {
  readonly value: number;
  readonly label: TickLabel | null;
}

/** `base`, and what stands above it: 10 and "9" for 10⁹. */
export interface TickLabel {
  readonly base: string;
  readonly exponent: string | null;
}

/**
 * Marks of an axis with some `wanted` labels: powers of ten over many decades, 1, 2 and 5 over few, round numbers over less
 * than one.
 */
export function ticksOf({ log, domain }: Axis, wanted: number): Tick[] {
  if (!log) return labelled(roundNumbers(domain, wanted));
  const decades = Math.log10(domain[1]) - Math.log10(domain[0]);
  if (decades < 1) return labelled(roundNumbers(domain, wanted).filter((value) => value > 0));
  const within = (value: number): boolean => value >= domain[0] && value <= domain[1];
  const powers = range(Math.floor(Math.log10(domain[0])), Math.ceil(Math.log10(domain[1])) + 1);
  const minor = [2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => powers.map((p) => digit * power(p)));
  if (decades < 0.45 * wanted || powers.map(power).filter(within).length < 2) {
    const shown = powers.flatMap((p) => [1, 2, 5].map((digit) => digit * power(p))).filter(within);
    return [...labelled(shown), ...unlabelled(minor.filter((v) => within(v) && !shown.includes(v)))];
  }
  const step = decadesApart(
    powers.filter((p) => within(power(p))),
    Math.ceil(decades / wanted),
  );
  const [shown, hidden] = [powers.filter((p) => p % step === 0), powers.filter((p) => p % step !== 0)];
  // where a label stands for very many decades, marks of each would be a solid bar
  const between = step === 1 && decades <= 8 ? minor : step <= MOST_MARKS ? hidden.map(power) : [];
  return [...labelled(shown.map(power).filter(within)), ...unlabelled(between.filter(within))];
}

/** The marks of both axes of a panel and the size of their labels; `sparse`: few and small, as a small figure has them. */
export function panelTicks(
  { x, y, width, height }: Pick<Panel, "x" | "y" | "width" | "height">,
  sparse: boolean,
): { readonly x: Tick[]; readonly y: Tick[]; readonly size: number } {
  return {
    size: sparse ? 9.5 : 11,
    x: ticksOf(x, Math.max(2, Math.round(width / (sparse ? 60 : 80)))),
    y: ticksOf(y, Math.max(2, Math.round(height / (sparse ? 45 : 55)))),
  };
}

/** About how many pixels a label takes at a font size. */
export function labelWidth({ base, exponent }: TickLabel, size: number): number {
  return textWidth(base, size) + (exponent === null ? 0 : textWidth(exponent, EXPONENT_SIZE * size));
}

/** Of an exponent, as a share of its base's. */
export const EXPONENT_SIZE = 0.74;

/** Marks without a label from one label to the next. */
const MOST_MARKS = 10;

/** The step from a power of ten with a label to the next, at most `step`, so that two of those shown have one. */
function decadesApart(powers: readonly number[], step: number): number {
  const labels = powers.filter((p) => p % step === 0).length;
  return step <= 1 || labels >= 2 ? Math.max(1, step) : decadesApart(powers, step - 1);
}

/** At least two: a single number tells nothing of a scale. */
function roundNumbers(domain: readonly [number, number], wanted: number): number[] {
  const inside = scaleLinear()
    .domain(domain)
    .ticks(wanted)
    .filter((value) => value >= domain[0] && value <= domain[1]);
  const values = [...new Set(inside)];
  return values.length >= 2 || wanted > 10 ? values : roundNumbers(domain, wanted + 1);
}

/** All as plain numbers, or all as powers: an axis does not mix them. */
function labelled(values: readonly number[]): Tick[] {
  const plain = values.every((v) => v === 0 || (Math.abs(v) >= 9.99e-4 && Math.abs(v) < 1e5));
  const digits = digitsApart(values);
  return values.map((value) => ({
    value,
    label: plain ? plainLabel(value, digits) : powerLabel(value, digits),
  }));
}

/** Significant digits to which numbers are written so that neighbours differ and stand where they say. */
function digitsApart(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  const gap = sorted.slice(1).reduce((least, value, i) => Math.min(least, value - sorted[i]), Infinity);
  const allowed = sorted.length < 2 ? Infinity : 1e-3 * gap;
  const isExact = (digits: number): boolean =>
    sorted.every((value) => Math.abs(Number(value.toPrecision(digits)) - value) <= allowed);
  const digits = Array.from({ length: 17 }, (_, i) => i + 1).find(isExact) ?? 17;
  return Math.max(4, digits);
}

function unlabelled(values: readonly number[]): Tick[] {
  return values.map((value) => ({ value, label: null }));
}

/** A minus sign as long as a plus. */
function plainLabel(value: number, digits: number): TickLabel {
  return { base: String(Number(value.toPrecision(digits))).replace("-", "−"), exponent: null };
}

function powerLabel(value: number, digits: number): TickLabel {
  if (value === 0) return { base: "0", exponent: null };
  const [written, exponent] = value.toExponential(digits - 1).split("e");
  const mantissa = String(Number(written)).replace("-", "−");
  const base = mantissa === "1" ? "10" : mantissa === "−1" ? "−10" : `${mantissa}×10`;
  return { base, exponent: String(Number(exponent)).replace("-", "−") };
}

/** The double nearest to 10^p, which Math.pow misses for some p. */
function power(p: number): number {
  return Number(`1e${p}`);
}
