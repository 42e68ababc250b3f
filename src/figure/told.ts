import { isBreakDetermined, isEndDetermined } from "../core/rows/determined.js";
import type { CurvePicture, FigureView } from "./picture.js";

type Law = Pick<CurvePicture, "law" | "unidentified">;

/** A view without what the points do not tell: where slopes and asymptote rest on open parameters, they are not drawn. */
export function toldView(picture: Law, view: FigureView): FigureView {
  const told = isEndTold(picture);
  return { ...view, asymptote: view.asymptote && told, segments: view.segments && told };
}

/** Whether the points tell what becomes of the law for large x. */
export function isEndTold({ law, unidentified = [] }: Law): boolean {
  return law === null || isEndDetermined({ unidentified, nBreaks: law.d.length });
}

/** Whether the points tell where break i (from 0) is. */
export function isBreakTold({ unidentified = [] }: Law, i: number): boolean {
  return isBreakDetermined({ unidentified }, i + 1);
}
