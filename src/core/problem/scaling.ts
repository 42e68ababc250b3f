import type { Curve, FitOptions } from "../types.js";

/**
 * How a curve's numbers become the solver's: u = ln x − centre, y' = (y − shift)/scale. Chosen from the training rows
 * so that u and ln y' (or y') are centred and of order one: rescaling x or y then changes nothing but this.
 * Under log1p, ln(y + 1) is fitted as ln y' with shift −1; the asymptote moves along.
 */
export interface Scaling {
  readonly centre: number;
  readonly shift: number;
  readonly scale: number;
}

/** Training rows of a curve in the solver's units, ascending in x, weights summing to one. */
export interface ScaledPoints {
  readonly u: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly run?: Uint32Array;
}

/** @param rows indices of the rows that are fitted */
export function scalingOf(curve: Curve, rows: readonly number[], options: FitOptions): Scaling {
  // What is said of b, or of an a that is tied to it, is said of the law at x = 1.
  const boundB = "b" in options.bounds || "b" in options.fixed || "a" in options.ties;
  const centre = boundB ? 0 : mean(rows, (row) => Math.log(curve.x[row]));
  if (options.objective === "linear") {
    const shift = mean(rows, (row) => curve.y[row]);
    const scale = largest(rows, (row) => Math.abs(curve.y[row] - shift));
    return { centre, shift, scale: scale > 0 ? scale : Math.abs(shift) || 1 };
  }
  const shift = options.objective === "log1p" ? -1 : 0;
  return { centre, shift, scale: Math.exp(mean(rows, (row) => Math.log(curve.y[row] - shift))) };
}

/** Rows by ascending x. Ties are broken by y and weight, so that the order of rows cannot matter at all. */
export function inOrderOfX({ x, y }: Curve, rows: readonly number[], weight: Float64Array): number[] {
  return [...rows].sort((i, j) => x[i] - x[j] || y[i] - y[j] || weight[i] - weight[j]);
}

/**
 * @param sorted the rows that are fitted, by ascending x
 * @param weight of every row of the curve, as `weightsOf` makes them for the objective
 */
export function scalePoints(
  curve: Curve,
  sorted: readonly number[],
  scaling: Scaling,
  weight: Float64Array,
): ScaledPoints {
  const heaviest = largest(sorted, (row) => weight[row]);
  const total = sorted.reduce((sum, row) => sum + weight[row] / heaviest, 0);
  return {
    u: Float64Array.from(sorted, (row) => Math.log(curve.x[row]) - scaling.centre),
    y: Float64Array.from(sorted, (row) => (curve.y[row] - scaling.shift) / scaling.scale),
    w: Float64Array.from(sorted, (row) => weight[row] / heaviest / total),
    ...(curve.run && { run: Uint32Array.from(sorted, (row) => curve.run![row]) }),
  };
}

/** Not Math.max(...): a curve may have more rows than a call takes arguments. */
function largest(rows: readonly number[], value: (row: number) => number): number {
  return rows.reduce((most, row) => Math.max(most, value(row)), 0);
}

function mean(rows: readonly number[], value: (row: number) => number): number {
  // Divided first: 1e308 + 1e308 is no number.
  const count = rows.length;
  const terms = rows.map((row) => value(row) / count).sort((a, b) => a - b);
  return terms.reduce((sum, term) => sum + term, 0);
}
