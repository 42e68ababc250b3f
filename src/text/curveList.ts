import type { BnslParameters } from "../core/forms/evaluate.js";
import { isEndDetermined } from "../core/rows/claims.js";
import { curveName, type CurveRows } from "../core/rows/curveRows.js";
import { type ErrorMeasure, RMSLE } from "../core/rows/errorMeasure.js";
import { lawOf } from "../core/rows/law.js";
import { hasFit, statusName } from "../core/status.js";
import type { Curve, FitRow } from "../core/types.js";
import { trainingRange } from "../figure/domains.js";
import { counted, escapeControls } from "../formats/terminalText.js";
import { errorCells, errorHeaders } from "./curveWords.js";
import { lawInShort } from "./lawWords.js";
import { blockTable, type PlainColumn } from "./plainTable.js";
import { sparkline } from "./textPlot.js";

/** A curve in a list. */
interface ListedCurve {
  readonly name: string;
  /** the fit to show; null where the curve has none such */
  readonly row: FitRow | null;
  readonly rows: readonly FitRow[];
  /** null where the data are not known */
  readonly points: Pick<Curve, "x" | "y" | "train"> | null;
}

/** Curves, a line each, and how to see one in full. */
export function curveList(
  curves: readonly ListedCurve[],
  measure: ErrorMeasure,
  width: number,
  ascii: boolean,
): string {
  const pictured = curves.some(({ points }) => points !== null);
  const columns: PlainColumn[] = [
    { header: ["", "n"], right: true },
    { header: ["slopes (breaks)", "→ asymptote"], right: false },
    ...errorHeaders(measure),
    ...(pictured ? [{ header: ["", "points"] as const, right: false }] : []),
  ];
  const blocks = curves.map((curve) => ({
    name: curve.name,
    rows: [cellsOf(curve, measure, pictured, ascii)],
  }));
  const words = [
    `${counted(curves.length, "curve")}. ${slopesMeaning(pictured)}`,
    "--curve NAME shows one in full: its name, a part of it, or Column=value.",
  ];
  return [blockTable("curve", columns, blocks, width), "", ...words].join("\n");
}

function slopesMeaning(pictured: boolean): string {
  const where = pictured ? "those of the curve over its training x" : "those of the law at any x";
  return (
    `Slopes are ${where}, of ln|y − a| against ln x (~: the mean of one that varies), with the breaks ` +
    `between them; behind → what the formula tends to.`
  );
}

/** No slope, place or asymptote of a law of which the training rows leave those open. */
function inShort(row: FitRow, law: BnslParameters, points: ListedCurve["points"]): string {
  const beyond = row.runsAway ? "; runs away" : "";
  if (!isEndDetermined(row)) return `not determined: ${row.unidentified.map(escapeControls).join(" ")}${beyond}`;
  return lawInShort(law, points && trainingRange(points)) + beyond;
}

function cellsOf(
  { row, rows, points }: ListedCurve,
  measure: ErrorMeasure,
  pictured: boolean,
  ascii: boolean,
): string[] {
  const law = row && lawOf(row);
  const short = row && law ? inShort(row, law, points) : `no fit: ${statusName((row ?? rows[0]).status)}`;
  return [
    row === null ? "–" : String(row.nBreaks),
    short,
    ...errorCells(row, measure),
    ...(pictured ? [points === null ? "" : sparkline(points.x, points.y, ascii)] : []),
  ];
}

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
  switch (order) {
    case "input":
      return 0;
    case "key":
      return curveName(curve.rows[0]);
    case "worst":
      return largest(curve, (row) => (hasFit(row.status) ? (test(row) ?? train(row)) : Infinity));
    case "rmsle_train":
      return largest(curve, (row) => row.rmsleTrain);
    case "rmsle_test":
      return largest(curve, (row) => row.rmsleTest);
    case "rmse_train":
      return largest(curve, (row) => row.rmseTrain);
    case "rmse_test":
      return largest(curve, (row) => row.rmseTest);
    case "r2_train":
      return largest(curve, (row) => (row.r2Train === null ? null : -row.r2Train));
  }
}

/** The curve's answer decides; where nothing was selected, the best that it has. */
function largest(curve: CurveRows, value: (row: FitRow) => number | null): number {
  const values = curve.shown.flatMap((row) => value(row) ?? []);
  return values.length > 0 ? Math.min(...values) : -Infinity;
}

function compare(p: Ranked, q: Ranked): number {
  const byRank =
    typeof p.rank === "string" && typeof q.rank === "string"
      ? collator.compare(p.rank, q.rank)
      : descending(p.rank, q.rank);
  return byRank === 0 ? p.place - q.place : byRank;
}

function descending(p: string | number, q: string | number): number {
  return p === q ? 0 : p > q ? -1 : 1;
}

const collator = new Intl.Collator("en", { numeric: true });
