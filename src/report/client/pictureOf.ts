import type { FitRow } from "../../core/types.js";
import { curvePicture } from "../../figure/curvePicture.js";
import type { CurvePicture } from "../../figure/picture.js";
import type { CurveEntry, Report } from "./curveIndex.js";

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
