import { hasFit } from "../status.js";
import type { FitRow } from "../types.js";
import { curveName, type CurveRows } from "../report/curveRows.js";

/**
 * "input": as in the table. "key": by name, numbers in it by value. "worst": curves without a fit first, then
 * by the largest error on test rows, on training rows where there are none. "rmsle_train", "rmsle_test":
 * largest first, curves without one last.
 */
export type SortOrder = (typeof sortOrders)[number];
export const sortOrders = ["input", "key", "worst", "rmsle_train", "rmsle_test"] as const;

/** A sorted copy; ties keep the order of the table. */
export function sortCurves(curves: readonly CurveRows[], order: SortOrder): CurveRows[] {
  switch (order) {
    case "input":
      return [...curves];
    case "key":
      return [...curves].sort((p, q) => names.compare(curveName(p.rows[0]), curveName(q.rows[0])));
    case "worst":
      return descending(curves, (row) => (hasFit(row.status) ? (row.rmsleTest ?? row.rmsleTrain) : Infinity));
    case "rmsle_train":
      return descending(curves, (row) => row.rmsleTrain);
    case "rmsle_test":
      return descending(curves, (row) => row.rmsleTest);
  }
}

const names = new Intl.Collator("en", { numeric: true });

function descending(curves: readonly CurveRows[], value: (row: FitRow) => number | null): CurveRows[] {
  const keyed = curves.map((curve) => {
    // The curve's answer decides; where nothing was selected, the best that it has.
    const values = curve.shown.flatMap((row) => value(row) ?? []);
    return { curve, value: values.length > 0 ? Math.min(...values) : -Infinity };
  });
  return keyed.sort((p, q) => (p.value === q.value ? 0 : q.value - p.value)).map(({ curve }) => curve);
}
