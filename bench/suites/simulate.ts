import type { Curve } from "../../src/core/types.js";
import type { SuiteCurve } from "./defaultSuite.js";
import { Draws, Purpose } from "./draws.js";
import { geometric } from "./grids.js";
import { lawValue, logShape, sixDigits, type Truth } from "./law.js";

/** One evaluation as it stands in a file. */
export interface Row {
  readonly x: number;
  readonly y: number;
  readonly train: boolean;
}

/** A curve's rows with log-normal noise, in the order of the file. `index` addresses the curve's noise. */
export function simulateRows(curve: SuiteCurve, seed: number, index: number): Row[] {
  const noise = new Draws(seed, index, Purpose.Noise);
  const row = (train: boolean) => (x: number) => ({ x, y: sixDigits(observe(curve.truth, x, noise)), train });
  const rows = [...curve.grid.train.map(row(true)), ...curve.grid.test.map(row(false))];
  const ordered = inOrder(rows, curve.order, new Draws(seed, index, Purpose.Order));
  return Array.from({ length: curve.copies }, () => ordered).flat();
}

/**
 * One-break curves for benchmarks, all training rows.
 * @param count number of curves
 * @param points rows of each, over 2.5 decades of x
 * @param seed 0 … 2^53−1; the same seed gives the same first curves whatever the count
 */
export function syntheticCurves(count: number, points: number, seed: number): Curve[] {
  const x = Float64Array.from(geometric(4e6, 1.26e9, points));
  const weight = new Float64Array(points).fill(1);
  const train = new Uint8Array(points).fill(1);
  return Array.from({ length: count }, (_, index): Curve => {
    const truth = oneBreakTruth(x[0], x[points - 1], new Draws(seed, index, Purpose.Truth));
    const noise = new Draws(seed, index, Purpose.Noise);
    const y = x.map((xi) => observe(truth, xi, noise));
    return { key: [`synthetic-${index}`], x, y, weight, train, skippedRows: 0 };
  });
}

function observe(truth: Truth, x: number, noise: Draws): number {
  return lawValue(truth, x) * Math.exp(truth.sigma * noise.normal());
}

function inOrder(rows: Row[], order: SuiteCurve["order"], draws: Draws): Row[] {
  if (order === "ascending") return rows;
  if (order === "first-last") {
    const trained = rows.filter((row) => row.train);
    return [...trained.slice(1), trained[0], ...rows.slice(trained.length)];
  }
  const ranked = rows.map((row) => ({ row, rank: draws.between(0, 1) }));
  return ranked.sort((p, q) => p.rank - q.rank).map(({ row }) => row);
}

function oneBreakTruth(first: number, last: number, draws: Draws): Truth {
  const c0 = draws.between(0.02, 0.15);
  const c = draws.between(0.2, 0.5);
  const f = draws.logBetween(0.05, 1.2);
  const d = first * (last / first) ** draws.between(0.25, 0.75);
  const breaks = [{ c, d, f }];
  const b = draws.between(0.8, 0.95) * Math.exp(-logShape({ c0, breaks }, first));
  return { a: draws.between(0, 0.1), b, c0, breaks, sigma: draws.logBetween(0.002, 0.01) };
}
