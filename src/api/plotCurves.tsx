import { CurveFigure } from "../figure/CurveFigure.js";
import { layoutFigure } from "../figure/layout.js";
import type { Size } from "../figure/panel.js";
import { DARK_PALETTE, LIGHT_PALETTE } from "../figure/palette.js";
import { DEFAULT_VIEW, type FigureView, picturesOf } from "../figure/picture.js";
import { svgText } from "../figure/Words.js";
import { embeddedFaces } from "../node/packageFiles.js";
import { type FittedCall, toFittedSet, type FitInput } from "./input.js";
import { rasterise } from "../node/raster.js";
import { groupByKey } from "../core/rows/curveRows.js";
import type { FitResult } from "../core/types.js";
import { checkAllBelong } from "../uncertainty/matchFits.js";
import type { IntervalRow } from "../uncertainty/types.js";

/** How fits are drawn. */
export interface PlotCall extends FittedCall {
  /** what `bootstrap` gave of these fits: bands, and intervals of breaks */
  readonly intervals?: readonly IntervalRow[];
  /** which fit of a curve; left out: the selected one */
  readonly breaks?: "selected" | number;
  /** what is drawn, on which scales; what is left out is drawn */
  readonly view?: Partial<FigureView>;
  /** CSS pixels; left out: 720 × 540 */
  readonly size?: Size;
  /** light on dark; left out: dark on light */
  readonly dark?: boolean;
  /** whether the font stands in the SVG, so that it shows anywhere; left out: yes */
  readonly embedFont?: boolean;
}

/** A curve drawn with its fit. */
export interface CurvePlot {
  readonly key: readonly string[];
  /** the text of an SVG file */
  readonly svg: string;
}

/**
 * Every curve of a table of fits, drawn with its fit, in the order of the fits.
 *
 *     const fits = await fit("curves.csv");
 *     const [{ svg }] = await plotCurves("curves.csv", fits);
 *     await writeFile("curve.png", await toPng(svg));
 *
 * @param input the curves that were fitted, as `fit` takes them
 * @throws InputError for fits of other curves
 */
export async function plotCurves(input: FitInput, fits: FitResult, call: PlotCall = {}): Promise<CurvePlot[]> {
  const { breaks = "selected", intervals = [], embedFont = true } = call;
  const set = await toFittedSet(input, fits, call);
  checkAllBelong(set, fits, "the fits");
  const keys = groupByKey(fits.rows).map(([{ key }]) => key);
  const faces = embedFont ? embeddedFaces() : [];
  const view = { ...DEFAULT_VIEW, ...call.view };
  const size = call.size ?? { width: 720, height: 540 };
  const palette = call.dark === true ? DARK_PALETTE : LIGHT_PALETTE;
  return picturesOf(set, fits, intervals, { keys, breaks, heading: true }).map((picture, i) => ({
    key: keys[i],
    svg: svgText(<CurveFigure layout={layoutFigure(picture, view, size)} palette={palette} id="figure" />, faces),
  }));
}

/**
 * The bytes of a PNG of what `plotCurves` gave.
 *
 * @param zoom pixels to a CSS pixel
 */
export async function toPng(svg: string, zoom = 2): Promise<Uint8Array> {
  return rasterise(svg, zoom);
}
