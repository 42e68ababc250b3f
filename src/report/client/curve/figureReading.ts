import { bnsl } from "../../../core/forms/evaluate.js";
import { bandAt } from "../../../figure/bandAt.js";
import type { FigureLayout, Panel } from "../../../figure/panel.js";
import type { CurvePicture } from "../../../figure/picture.js";
import { residualsOf } from "../../../figure/residuals.js";

/** What a figure says at one place: of a point, or of the law between points. Null where there is none. */
export interface Reading {
  /** number of the point in the data; null between points */
  readonly point: number | null;
  readonly x: number;
  /** of the point */
  readonly y: number | null;
  readonly train: boolean | null;
  readonly fitted: number | null;
  /** as the residual panel shows it */
  readonly residual: number | null;
  readonly band: readonly [lo: number, hi: number] | null;
}

/** How near to a point a pointer has to be to mean it, in pixels. */
const NEAR = 28;

/** What a pointer at these pixels of the figure means; null outside of the panels. */
export function readAt(layout: FigureLayout, left: number, top: number): Reading | null {
  const panel = [layout.main, layout.residual].find((each) => each && holds(each, left, top));
  if (!panel) return null;
  const near = nearestPoint(layout, panel, left, top);
  return near === null ? readLaw(layout.picture, panel.x.invert(left)) : readPoint(layout.picture, near);
}

/** All of one point. */
export function readPoint(picture: CurvePicture, point: number): Reading {
  const { x, y, train } = picture;
  return {
    ...readLaw(picture, x[point]),
    point,
    y: y[point],
    train: train[point] === 1,
    residual: residualsOf(picture)[point]?.value ?? null,
  };
}

/** The points that are shown, by x: the order in which arrow keys visit them. */
export function pointsAlong({ picture, view }: Pick<FigureLayout, "picture" | "view">): number[] {
  const shown = Array.from(picture.x, (_, i) => i).filter((i) => view.testPoints || picture.train[i] === 1);
  return shown.sort((i, j) => picture.x[i] - picture.x[j] || i - j);
}

function readLaw(picture: CurvePicture, x: number): Reading {
  const fitted = picture.law && bnsl(x, picture.law);
  const band = bandAt(picture, x);
  return { point: null, x, y: null, train: null, fitted, residual: null, band };
}

function holds({ left, top, width, height }: Panel, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function nearestPoint(layout: FigureLayout, panel: Panel, left: number, top: number): number | null {
  const { picture, main } = layout;
  const heights = panel === main ? picture.y : residualsOf(picture).map(({ value }) => value);
  let nearest: number | null = null;
  let least = NEAR;
  for (const i of pointsAlong(layout)) {
    const distance = Math.hypot(panel.x.at(picture.x[i]) - left, panel.y.at(heights[i]) - top);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}
