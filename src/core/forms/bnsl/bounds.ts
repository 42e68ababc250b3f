import { InputError } from "../../errors.js";
import type { FitOptions } from "../../types.js";
import { entryFor } from "../../options.js";
import type { InternalBounds } from "../form.js";
import type { ScaledPoints, Scaling } from "../../problem/scaling.js";

const LARGEST_EXPONENT = 20;
const SHARPNESS: readonly [number, number] = [0.01, 10];
/** breaks may lie this far beyond the training x, as a factor */
const BREAK_MARGIN = 10;

/** Names of the internal parameters, in order, as results write them. */
export function internalNames(breaks: number): string[] {
  const numbered = (family: string) => Array.from({ length: breaks }, (_, i) => `${family}${i + 1}`);
  return ["b", "c0", ...numbered("c"), "a", ...numbered("d"), ...numbered("f")];
}

/**
 * Default bounds (a ≥ 0 under log objectives, |c| ≤ 20, d within ten times the range of training x, f in [0.01, 10]),
 * overridden by `options.bounds`, overridden by `options.fixed`, in the solver's units.
 */
export function internalBounds(
  breaks: number,
  points: ScaledPoints,
  scaling: Scaling,
  options: FitOptions,
): InternalBounds {
  const names = internalNames(breaks);
  const lo = new Float64Array(names.length);
  const hi = new Float64Array(names.length);
  const last = points.u.length - 1;
  names.forEach((name, k) => {
    const bound = writtenBound(name, options);
    lo[k] = bound ? toInternal(name, bound[0], scaling) : points.u[0] - Math.log(BREAK_MARGIN);
    hi[k] = bound ? toInternal(name, bound[1], scaling) : points.u[last] + Math.log(BREAK_MARGIN);
  });
  return { lo, hi };
}

/**
 * The bound on a parameter as it is written, in the units of the data and of |b|; null for a break between its default
 * bounds, which are a curve's own.
 */
export function writtenBound(name: string, options: FitOptions): readonly [number, number] | null {
  const fixed = entryFor(options.fixed, name);
  return fixed === undefined ? (entryFor(options.bounds, name) ?? defaultBound(name, options)) : [fixed, fixed];
}

/**
 * All bounds in force, for the record: families, then parameters that have one of their own. Those that differ by curve
 * are words.
 */
export function boundsInForce(options: FitOptions): Record<string, readonly [number, number] | string> {
  const ofProtocol =
    options.protocol === "extrapolate" ? { a: "0 to the smallest training y", d: "within the training x" } : {};
  const families = ["a", "b", "c", "d", "f"].map((name) => [name, writtenBound(name, options) ?? DEFAULT_BREAKS]);
  const own = [...Object.keys(options.bounds), ...Object.keys(options.fixed)];
  return Object.fromEntries([
    ...families,
    ...own.map((name) => [name, writtenBound(name, options)]),
    ...Object.entries(ofProtocol),
  ]) as Record<string, readonly [number, number] | string>;
}

const DEFAULT_BREAKS = `smallest training x / ${BREAK_MARGIN} to largest training x * ${BREAK_MARGIN}`;

function defaultBound(name: string, options: FitOptions): readonly [number, number] | null {
  switch (name[0]) {
    case "a":
      return options.objective === "linear" ? [-Infinity, Infinity] : [0, Infinity];
    case "b":
      return [0, Infinity];
    case "c":
      return [-LARGEST_EXPONENT, LARGEST_EXPONENT];
    case "d":
      return null;
    default:
      return SHARPNESS;
  }
}

/** b is bounded and fixed by its size; its sign is `signB`. */
function toInternal(name: string, value: number, scaling: Scaling): number {
  switch (name[0]) {
    case "a":
      return (value - scaling.shift) / scaling.scale;
    case "b":
      return Math.log(Math.abs(value) / scaling.scale);
    case "c":
      return value;
    case "d":
      return finiteLog(name, value) - scaling.centre;
    default:
      return finiteLog(name, value);
  }
}

function finiteLog(name: string, value: number): number {
  const log = Math.log(value);
  if (!Number.isFinite(log))
    throw new InputError(`${name} needs finite bounds above 0, as starts are drawn between them; got ${value}`);
  return log;
}
