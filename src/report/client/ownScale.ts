import { type ErrorMeasure, errorMeasure } from "../../core/rows/errorMeasure.js";
import { hasFit } from "../../core/status.js";
import type { FitMeta, FitRow, Objective } from "../../core/types.js";
import { type CurvePicture, curvePicture } from "../../figure/picture.js";
import type { PageData } from "../pageData.js";
import type { CurveEntry, Report } from "./curveIndex.js";
import { count, number } from "./ui/numbers.js";

type HowFitted = Pick<FitMeta, "options" | "weightName">;

/** What the root of the objective is an error of. */
export function rootName({ options: { objective, huber }, weightName }: HowFitted): string {
  const weighted = weightName ? "weighted " : "";
  if (huber !== null) return `root of the ${weighted}mean Huber loss in ${SCALES[objective]}`;
  return `${weighted}RMS residual in ${SCALES[objective]}`;
}

/** The same in two words, for the head of a column. */
export function rootScale({ options: { objective } }: HowFitted): string {
  return `RMS in ${SCALES[objective]}`;
}

const SCALES: Readonly<Record<Objective, string>> = { log: "ln y", log1p: "ln(1 + y)", linear: "y" };

/** The training error on the scale of the objective; null without a fit. */
export function rootObjective({ objective }: FitRow): number | null {
  return objective === null ? null : Math.sqrt(objective);
}

/** Whether some fit has no RMSLE: a y or ŷ is not above 0. */
export function lacksRmsle(rows: readonly FitRow[]): boolean {
  return rows.some(({ status, rmsleTrain }) => hasFit(status) && rmsleTrain === null);
}

/** Errors of a fit in words: in units of y with R² for fits of y itself, on the objective's own scale where there is no RMSLE. */
export function errorWords(row: FitRow, meta: HowFitted, measure: ErrorMeasure): string {
  const { rmsleTrain, rmsleTest, nTrain, nTest } = row;
  const on = `on ${count(nTrain)} training ${nTrain === 1 ? "row" : "rows"}`;
  if (!hasFit(row.status)) return `no fit ${on}`;
  if (measure.name === "RMSE") return linearWords(row, on);
  const train =
    rmsleTrain === null
      ? `${rootName(meta)} ${number(rootObjective(row))} ${on} (no RMSLE: a y or ŷ is not above 0)`
      : `RMSLE ${number(rmsleTrain)} ${on}`;
  if (nTest === 0) return train;
  const test = rmsleTest === null ? "no RMSLE" : number(rmsleTest);
  return `${train}, ${test} on ${count(nTest)} held out`;
}

function linearWords({ rmseTrain, rmseTest, r2Train, nTest }: FitRow, on: string): string {
  const explained = r2Train === null ? "" : ` (R² ${number(r2Train)})`;
  const held = nTest === 0 ? "" : `, ${number(rmseTest)} on ${count(nTest)} held out`;
  return `RMSE ${number(rmseTrain)} ${on}${explained}${held}, in units of y`;
}

/** What the errors of a page's fits are told in. */
export function measureOf({ meta, rows }: Pick<PageData, "meta" | "rows">): ErrorMeasure {
  return errorMeasure(meta, rows);
}

/**
 * Whether a column on the objective's own scale says more than those of the measure: some fit has no RMSLE, or weights or Huber's
 * loss make the objective another mean than the RMSE's.
 */
export function needsOwnScale({ meta, rows }: Pick<PageData, "meta" | "rows">): boolean {
  if (measureOf({ meta, rows }).name === "RMSLE") return lacksRmsle(rows);
  return Boolean(meta.weightName) || meta.options.huber !== null;
}

/** A curve's picture without the words that the page has beside it; null where the page has none of its points. */
export function pictureOf(report: Report, curve: CurveEntry, row: FitRow): CurvePicture | null {
  const full = titledPicture(report, curve, row);
  return full && { ...full, title: "", subtitle: "" };
}

/** The same with its title, to stand alone. */
export function titledPicture({ data }: Report, curve: CurveEntry, row: FitRow): CurvePicture | null {
  if (!curve.points || curve.points.x.length === 0) return null;
  const { points, intervals } = curve;
  return curvePicture({ title: curve.name, curve: points, row, intervals, meta: data.meta });
}
