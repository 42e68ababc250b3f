import { max } from "d3-array";
import { bnsl } from "../core/forms/evaluate.js";
import { legendLines } from "./Legend.js";
import { xDomain, yDomain } from "./domains.js";
import { axisOf, type FigureLayout, type Panel, resolveScales, type Size } from "./panel.js";
import { type CurvePicture, type FigureView, toldView } from "./picture.js";
import { labelWidth, panelTicks } from "./ticks.js";

export const TITLE_SIZE = 15;
export const TEXT_SIZE = 11;
export const LINE_HEIGHT = 16;

/** A figure of its own: title, legend, slopes above the frame, residuals below it. */
export function layoutFigure(picture: CurvePicture, asked: FigureView, size: Size): FigureLayout {
  return withRoomForLabels(FIGURE, picture, asked, size);
}

/** A small multiple: the name, the curve, three ticks an axis. */
export function layoutSmall(picture: CurvePicture, asked: FigureView, size: Size): FigureLayout {
  return withRoomForLabels(SMALL, picture, asked, size);
}

/** Room left of a frame, as it usually is, and how much of it the labels do not take: y's title stands there. */
const FIGURE = { left: 62, besideLabels: 31, sparse: false, laidOut: figureFrom };
const SMALL = { left: 40, besideLabels: 9, sparse: true, laidOut: smallFrom };

/** Laid out with as much room on the left as usual, or as y's longest label needs. */
function withRoomForLabels(
  { left, besideLabels, sparse, laidOut }: typeof FIGURE,
  picture: CurvePicture,
  asked: FigureView,
  size: Size,
): FigureLayout {
  const view = toldView(picture, asked);
  const layout = laidOut(left, picture, view, size);
  const panels = layout.residual === null ? [layout.main] : [layout.main, layout.residual];
  const widths = panels.flatMap((panel) => {
    const ticks = panelTicks(panel, sparse);
    return ticks.y.map(({ label }) => (label === null ? 0 : labelWidth(label, ticks.size)));
  });
  const needed = Math.ceil(Math.max(0, ...widths) + besideLabels);
  return needed > left ? laidOut(Math.min(needed, Math.round(size.width / 3)), picture, view, size) : layout;
}

function figureFrom(left: number, picture: CurvePicture, view: FigureView, size: Size): FigureLayout {
  const width = size.width - left - 20;
  const legend = legendLines(picture, view, width);
  const top =
    12 +
    (picture.title === "" ? 0 : TITLE_SIZE + 7) +
    (picture.subtitle === "" ? 0 : LINE_HEIGHT) +
    legend.length * LINE_HEIGHT +
    (view.segments ? LINE_HEIGHT + 2 : 6);
  const bottom = size.height - 44;
  const residualHeight = view.residuals && picture.law ? Math.round(0.22 * (bottom - top)) : 0;
  const mainHeight = bottom - top - (residualHeight > 0 ? residualHeight + 12 : 0);
  const frame = { left, top, width, height: mainHeight };
  const residualFrame = { left, top: bottom - residualHeight, width, height: residualHeight };
  return assemble(picture, view, size, frame, residualHeight > 0 ? residualFrame : null);
}

function smallFrom(left: number, picture: CurvePicture, view: FigureView, size: Size): FigureLayout {
  const top = picture.title === "" ? 8 : 26;
  const frame = { left, top, width: size.width - left - 10, height: size.height - top - 24 };
  return assemble(picture, { ...view, residuals: false, segments: false }, size, frame, null);
}

type Frame = Pick<Panel, "left" | "top" | "width" | "height">;

function assemble(
  picture: CurvePicture,
  view: FigureView,
  size: Size,
  frame: Frame,
  residualFrame: Frame | null,
): FigureLayout {
  const scales = resolveScales(picture, view.scales);
  const domain = xDomain(picture, view, scales.x);
  const x = axisOf(scales.x, domain, [frame.left, frame.left + frame.width]);
  const upwards = ({ top, height }: Frame) => [top + height, top] as const;
  const y = axisOf(scales.y, yDomain(picture, view, scales.y, domain), upwards(frame));
  const residual =
    residualFrame === null
      ? null
      : {
          ...residualFrame,
          x,
          y: axisOf(false, residualDomain(residualsOf(picture)), upwards(residualFrame)),
        };
  return { size, picture, view, main: { ...frame, x, y }, residual };
}

/** Of a point: where it stands, what is left of it, and what it is to the fit. */
export interface Residual {
  readonly x: number;
  readonly value: number;
  readonly part: PointPart;
}

/** What a point is to the fit. */
export type PointPart = "train" | "test" | "aside";

/** @param flag as `Curve.train` has it */
export function partOf(flag: number): PointPart {
  return flag === 1 ? "train" : flag === 0 ? "test" : "aside";
}

/** The residuals of all points on the objective's scale, those of logarithms in per cent; none without a law. */
export function residualsOf({ x, y, train, law, objective }: CurvePicture): Residual[] {
  if (!law) return [];
  return Array.from(x, (at, i) => ({
    x: at,
    value: residual[objective](y[i], bnsl(at, law)),
    part: partOf(train[i]),
  }));
}

/** What the axis of the residuals is called. */
export function residualName({ objective, yName }: Pick<CurvePicture, "objective" | "yName">): string {
  return objective === "linear" ? "residual" : objective === "log1p" ? `of 1 + ${yName}, %` : "residual, %";
}

/** Symmetric about 0, wide enough for all fitted points, and for held-out ones that are at most three times as far off. */
export function residualDomain(residuals: readonly Residual[]): readonly [number, number] {
  const far = (rows: readonly Residual[]): number =>
    max(rows, ({ value }) => (Number.isFinite(value) ? Math.abs(value) : 0)) ?? 0;
  const fitted = far(residuals.filter(({ part }) => part === "train"));
  const held = far(residuals);
  const reach = fitted > 0 ? Math.min(held, 3 * fitted) : held;
  const half = 1.15 * (reach > 0 ? reach : 1);
  return [-half, half];
}

const residual: Record<CurvePicture["objective"], (y: number, value: number) => number> = {
  log: (y, value) => 100 * Math.log(y / value),
  log1p: (y, value) => 100 * Math.log((y + 1) / (value + 1)),
  linear: (y, value) => y - value,
};
