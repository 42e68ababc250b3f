import type { CurvePicture, FigureView } from "./picture.js";

/** Width and height in pixels (CSS pixels in a browser, user units in an SVG). */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** From a value of the data to a pixel, and back. */
export interface Axis {
  readonly log: boolean;
  /** smallest and largest value shown */
  readonly domain: readonly [number, number];
  readonly at: (value: number) => number;
  readonly invert: (pixel: number) => number;
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
