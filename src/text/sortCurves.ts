import { curveName, type CurveRows } from "../core/rows/curveRows.js";
import { type ErrorMeasure, RMSLE } from "../core/rows/errorMeasure.js";
import { hasFit } from "../core/status.js";
import type { FitRow } from "../core/types.js";

/**
 * "input": as in the table. "key": by name, numbers in it by value. "worst": curves without a fit first, then
 * by the largest error on test rows, on training rows where there are none. "rmsle_train", "rmsle_test", "rmse_train",
 * "rmse_test": largest first; "r2_train": smallest first; curves without one last.
 */
export type SortOrder = (typeof sortOrders)[number];
export const sortOrders = [
  ...(["input", "key", "worst"] as const),
  ...(["rmsle_train", "rmsle_test", "rmse_train", "rmse_test", "r2_train"] as const),
] as const;

const sortFields = {
  rmsle_train: "rmsleTrain",
  rmsle_test: "rmsleTest",
  rmse_train: "rmseTrain",
  rmse_test: "rmseTest",
  r2_train: "r2Train",
} as const;

/** The first `most` of the curves that it is given, in an order; ties keep the order of the table. */
export class FirstCurves {
  /** curves that it was given */
  count = 0;
  private ranked: Ranked[] = [];

  /** @param measure what "worst" goes by */
  constructor(
    private readonly order: SortOrder,
    private readonly most: number,
    private readonly measure: ErrorMeasure = RMSLE,
  ) {}

  add(curve: CurveRows): void {
    this.ranked.push({ curve, rank: rankIn(this.order, curve, this.measure), place: this.count++ });
    if (this.ranked.length >= 2 * this.most) this.cut();
  }

  curves(): CurveRows[] {
    this.cut();
    return this.ranked.map(({ curve }) => curve);
  }

  private cut(): void {
    this.ranked = this.ranked.sort(compare).slice(0, this.most);
  }
}

interface Ranked {
  readonly curve: CurveRows;
  /** a name ascending, or a number descending */
  readonly rank: string | number;
  readonly place: number;
}

function rankIn(order: SortOrder, curve: CurveRows, { train, test }: ErrorMeasure): string | number {
  if (order === "input") return 0;
  if (order === "key") return curveName(curve.rows[0]);
  if (order === "worst") {
    return largest(curve, (row) => (hasFit(row.status) ? (test(row) ?? train(row)) : Infinity));
  }
  const field = sortFields[order];
  return largest(curve, ({ [field]: value }) => (value !== null && field === "r2Train" ? -value : value));
}

/** The curve's answer decides; where nothing was selected, the best that it has. */
function largest(curve: CurveRows, value: (row: FitRow) => number | null): number {
  const values = curve.shown.flatMap((row) => value(row) ?? []);
  return values.length > 0 ? Math.min(...values) : -Infinity;
}

function compare(p: Ranked, q: Ranked): number {
  const isNamed = typeof p.rank === "string" && typeof q.rank === "string";
  const byRank = isNamed ? collator.compare(p.rank, q.rank) : descending(p.rank, q.rank);
  return byRank === 0 ? p.place - q.place : byRank;
}

/** Of numbers that may be infinite. Commands load this file for the names of orders, so no package is worth its time here. */
function descending(p: string | number, q: string | number): number {
  return p === q ? 0 : p > q ? -1 : 1;
}

const collator = new Intl.Collator("en", { numeric: true });
