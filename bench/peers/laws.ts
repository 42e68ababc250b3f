import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import type { PeerCurve } from "./curves.js";

/**
 * The one objective that every fitter's answer is judged by: mean (ln ŷ − ln y)² over the training rows, in f64.
 * Infinity where the law gives no positive number.
 */
export function objectiveOf({ x, y }: Pick<PeerCurve, "x" | "y">, law: BnslParameters): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += (Math.log(bnsl(x[j], law)) - Math.log(y[j])) ** 2;
  return Number.isFinite(sum) ? sum / x.length : Infinity;
}

/** The reported law of scaled parameters β, c0, c1…cn | a, δ1…δn, φ1…φn. */
export function lawOf(p: ArrayLike<number>, { centre, scale }: PeerCurve): BnslParameters {
  const breaks = breaksOf(p.length);
  const family = (first: number) => Array.from({ length: breaks }, (_, i) => p[first + i]);
  return {
    a: p[2 + breaks] * scale,
    b: Math.exp(p[0] + p[1] * centre + Math.log(scale)),
    c0: p[1],
    c: family(2),
    d: family(3 + breaks).map((delta) => Math.exp(delta + centre)),
    f: family(3 + 2 * breaks).map(Math.exp),
  };
}

/** The law with what lies outside the bounds put on them: what a fitter rounded off counts neither for nor against it. */
export function lawInside(law: BnslParameters, curve: PeerCurve): BnslParameters {
  const { lo, hi, centre, scale } = curve;
  const breaks = law.c.length;
  const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  const family = (values: readonly number[], first: number, written: (v: number) => number) =>
    values.map((value, i) => clamp(value, written(lo[first + i]), written(hi[first + i])));
  return {
    a: clamp(law.a, lo[2 + breaks] * scale, hi[2 + breaks] * scale),
    b: law.b,
    c0: clamp(law.c0, lo[1], hi[1]),
    c: family(law.c, 2, (v) => v),
    d: family(law.d, 3 + breaks, (v) => Math.exp(v + centre)),
    f: family(law.f, 3 + 2 * breaks, Math.exp),
  };
}

/** A law as a result file holds it: a, b, c0, c1…cn, d1…dn, f1…fn. */
export function lawNumbers({ a, b, c0, c, d, f }: BnslParameters): number[] {
  return [a, b, c0, ...c, ...d, ...f];
}

/** The inverse of `lawNumbers`. */
export function lawFromNumbers(numbers: ArrayLike<number>): BnslParameters {
  const breaks = breaksOf(numbers.length);
  const family = (first: number) => Array.from({ length: breaks }, (_, i) => numbers[first + i]);
  return {
    a: numbers[0],
    b: numbers[1],
    c0: numbers[2],
    c: family(3),
    d: family(3 + breaks),
    f: family(3 + 2 * breaks),
  };
}

function breaksOf(parameters: number): number {
  return (parameters - 3) / 3;
}
