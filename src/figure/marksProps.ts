import type { FigureLayout } from "./panel.js";
import type { Palette } from "./palette.js";

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
