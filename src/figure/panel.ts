import { scaleLinear, scaleLog } from "d3-scale";
import type { Palette } from "./palette.js";
import type { CurvePicture, FigureView, Scales } from "./picture.js";

/** Width and height in pixels (CSS pixels in a browser, user units in an SVG). */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of the figure with its axes; pixels count from the figure's upper left corner. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
}

/** Where everything of a figure stands: `CurveFigure` draws it, and a pointer is read with it. */
export interface FigureLayout {
  readonly size: Size;
  readonly picture: CurvePicture;
  readonly view: FigureView;
  readonly main: Panel;
  /** null where residuals are not shown */
  readonly residual: Panel | null;
}

/** From a value of the data to a pixel, and back. */
export interface Axis {
  readonly log: boolean;
  /** smallest and largest value shown */
  readonly domain: readonly [number, number];
  readonly at: (value: number) => number;
  readonly invert: (pixel: number) => number;
}

/** An axis over a domain (above 0 if `log`) whose ends stand at the two pixels. */
export function axisOf(log: boolean, domain: readonly [number, number], pixels: readonly [number, number]): Axis {
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range(pixels);
  return { log, domain, at: (value) => scale(value), invert: (pixel) => scale.invert(pixel) };
}

/** Which axes are logarithmic: what `auto` stands for, and what is left of `loglog` where a y has no logarithm. */
export function resolveScales(picture: Pick<CurvePicture, "y">, scales: Scales): Record<"x" | "y", boolean> {
  if (scales === "linear") return { x: false, y: false };
  return { x: true, y: scales !== "logx" && Array.from(picture.y).every((y) => y > 0) };
}

/** What every part of a figure is drawn from. */
export interface MarksProps {
  readonly layout: FigureLayout;
  readonly palette: Palette;
}

/** The same for a whole figure. */
export interface FigureProps extends MarksProps {
  /** names clip paths: different for each figure of a page */
  readonly id: string;
}
