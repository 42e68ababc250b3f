import type { Axis } from "./axis.js";
import type { CurvePicture, FigureView } from "./picture.js";

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
