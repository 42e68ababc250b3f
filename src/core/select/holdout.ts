import type { Curve } from "../types.js";

/** share of the distinct training x, the largest, that a holdout keeps back */
const TAIL = 0.2;

/** Training rows without, and with only, the largest 20 % of the distinct training x (at least one). */
export function splitTail(curve: Curve, trainRows: readonly number[]): { head: number[]; tail: number[] } {
  const distinct = [...new Set(trainRows.map((row) => curve.x[row]))].sort((a, b) => a - b);
  const from = distinct[distinct.length - Math.max(1, Math.round(TAIL * distinct.length))];
  return {
    head: trainRows.filter((row) => curve.x[row] < from),
    tail: trainRows.filter((row) => curve.x[row] >= from),
  };
}
