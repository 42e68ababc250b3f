import { scaleLinear } from "d3-scale";
import type { Axis } from "./axis.js";

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
  const decades = Math.log10(domain[1] / domain[0]);
  if (decades < 1) return labelled(roundNumbers(domain, wanted).filter((value) => value > 0));
  const within = (value: number): boolean => value >= domain[0] && value <= domain[1];
  const powers = range(Math.floor(Math.log10(domain[0])), Math.ceil(Math.log10(domain[1])));
  const minor = [2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => powers.map((p) => digit * power(p)));
  if (decades < 0.45 * wanted || powers.map(power).filter(within).length < 2) {
    const shown = powers.flatMap((p) => [1, 2, 5].map((digit) => digit * power(p))).filter(within);
    return [...labelled(shown), ...unlabelled(minor.filter((v) => within(v) && !shown.includes(v)))];
  }
  const step = Math.max(1, Math.ceil(decades / wanted));
  const [shown, hidden] = [powers.filter((p) => p % step === 0), powers.filter((p) => p % step !== 0)];
  const between = step === 1 && decades <= 8 ? minor : hidden.map(power);
  return [...labelled(shown.map(power).filter(within)), ...unlabelled(between.filter(within))];
}

/** At least two: a single number tells nothing of a scale. */
function roundNumbers(domain: readonly [number, number], wanted: number): number[] {
  const values = scaleLinear().domain(domain).ticks(wanted);
  return values.length >= 2 || wanted > 10 ? values : roundNumbers(domain, wanted + 1);
}

/** All as plain numbers, or all as powers: an axis does not mix them. */
function labelled(values: readonly number[]): Tick[] {
  const plain = values.every((v) => v === 0 || (Math.abs(v) >= 9.99e-4 && Math.abs(v) < 1e5));
  return values.map((value) => ({ value, label: plain ? plainLabel(value) : powerLabel(value) }));
}

function unlabelled(values: readonly number[]): Tick[] {
  return values.map((value) => ({ value, label: null }));
}

/** A minus sign as long as a plus. */
function plainLabel(value: number): TickLabel {
  return { base: String(Number(value.toPrecision(6))).replace("-", "−"), exponent: null };
}

function powerLabel(value: number): TickLabel {
  if (value === 0) return { base: "0", exponent: null };
  const [digits, exponent] = value.toExponential(3).split("e");
  const mantissa = String(Number(digits)).replace("-", "−");
  const base = mantissa === "1" ? "10" : mantissa === "−1" ? "−10" : `${mantissa}×10`;
  return { base, exponent: String(Number(exponent)).replace("-", "−") };
}

/** The double nearest to 10^p, which Math.pow misses for some p. */
function power(p: number): number {
  return Number(`1e${p}`);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
