import { render } from "preact";
import { CurveFigure } from "../../../figure/CurveFigure.js";
import { layoutFigure } from "../../../figure/layout.js";
import { LIGHT_PALETTE } from "../../../figure/palette.js";
import type { CurvePicture, FigureView } from "../../../figure/picture.js";

const SIZE = { width: 860, height: 600 };

/** Hands the figure to the browser as an SVG file: with its title, for white paper, complete in itself but for the font. */
export function downloadFigure(picture: CurvePicture, view: FigureView, name: string): void {
  const place = document.createElement("div");
  const layout = layoutFigure(picture, view, SIZE);
  render(<CurveFigure id="figure" layout={layout} palette={LIGHT_PALETTE} />, place);
  const text = new XMLSerializer().serializeToString(place.firstElementChild!);
  render(null, place);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${fileName(name)}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What every file system takes. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.-]+/gu, "_")
      .replace(/^[_.]+|_+$/g, "")
      .slice(0, 100) || "curve"
  );
}
