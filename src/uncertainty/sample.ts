import type { BnslParameters } from "../models/evaluate.js";
import {
  basicInterval,
  bcaInterval,
  envelopeInterval,
  percentileInterval,
  type Censoring,
  type Interval,
} from "./intervals.js";
import type { QuantitySpec } from "./quantities.js";
import type { IntervalMethod } from "./types.js";

/** One quantity of the fit, its draws and its jackknife, on the working scale. */
export interface Sample {
  readonly estimate: number;
  /** ascending */
  readonly sorted: Float64Array;
  readonly jackknife: Float64Array | null;
  readonly censoring: Censoring;
  /** standard deviation of the finite draws, on the scale in which errors are reported; null of fewer than two */
  readonly se: number | null;
}

/** Methods that read draws. */
export type DrawnMethod = Exclude<IntervalMethod, "delta" | "profile">;

/** What a quantity's sample is taken from: see `IntervalInput`. */
export interface Laws {
  readonly law: BnslParameters;
  readonly draws: readonly BnslParameters[];
  readonly jackknife: readonly BnslParameters[] | null;
  readonly range: readonly [lo: number, hi: number];
}

/**
 * A quantity of all these laws. The location of a break outside the training x is ∓Infinity, of draws and of the fit
 * itself, and stands for any place there: the data do not say where. The jackknife's stand where they are, since all that
 * is asked of them is how they lean.
 */
export function sampleOf({ law, draws, jackknife, range }: Laws, spec: QuantitySpec): Sample {
  const place = spec.quantity === "d";
  const [lo, hi] = range.map(Math.log);
  const seen = (value: number) => (value <= lo ? -Infinity : value >= hi ? Infinity : value);
  const value = place ? (one: BnslParameters) => seen(spec.value(one)) : spec.value;
  const sorted = valuesOf(draws, value).sort();
  return {
    estimate: value(law),
    sorted,
    jackknife: jackknife && valuesOf(jackknife, spec.value),
    censoring: place ? [lo, hi] : [-Infinity, Infinity],
    // what is not worked on as it is, and not reported as a logarithm, is worked on as one
    se: deviation(hasWorkingError(spec) ? sorted : sorted.map(Math.exp)),
  };
}

/** The interval of a sample by one of the methods that read draws. */
export function intervalOf(sample: Sample, method: DrawnMethod, level: number): Interval {
  const { sorted, estimate, jackknife, censoring } = sample;
  if (method === "percentile") return percentileInterval(sorted, level, censoring);
  if (method === "envelope") return envelopeInterval(sorted, estimate, jackknife, level, censoring);
  if (method === "basic") return basicInterval(sorted, estimate, level, censoring);
  return bcaInterval(sorted, estimate, jackknife, level, censoring);
}

/**
 * Whether the reported error is that of the working scale: of ln for d, f and reach, since of a place over decades of x
 * another says nothing. A prediction's is one of y even where its interval is made of ln y.
 */
export function hasWorkingError({ scale, quantity }: QuantitySpec): boolean {
  return scale === "linear" || quantity === "d" || quantity === "f" || quantity === "reach";
}

function valuesOf(laws: readonly BnslParameters[], value: QuantitySpec["value"]): Float64Array {
  const values = new Float64Array(laws.length);
  // Float64Array.from would go through an iterator, which takes longer than the values
  laws.forEach((law, k) => (values[k] = value(law)));
  return values;
}

/** Of the finite ones; null of fewer than two. */
function deviation(values: Float64Array): number | null {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return null;
  const mean = finite.reduce((sum, value) => sum + value / finite.length, 0);
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (finite.length - 1));
}
