import type { JSX } from "preact";
import { layoutSmall, LINE_HEIGHT } from "./layout.js";
import type { Size } from "./panel.js";
import { Legend } from "./Legend.js";
import { sharedLegendLines } from "./legendLines.js";
import type { Palette } from "./palette.js";
import type { CurvePicture, FigureView } from "./picture.js";
import { SmallFigure } from "./SmallFigure.js";
import { fitText } from "./textWidth.js";
import { FONT_FAMILY, Words } from "./Words.js";

const TILE: Size = { width: 240, height: 180 };
const MARGIN = 10;

/** How many small multiples stand side by side, and how many rows of them on a page. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Pictures over pages of a grid, in their order. */
export function paged<Item>(items: readonly Item[], { columns, rows }: Grid): Item[][] {
  const size = columns * rows;
  const pages = Math.ceil(items.length / size);
  return Array.from({ length: pages }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** A page of small multiples as one <svg>, with what the axes are and one legend below. */
export function FigureTiles({
  pictures,
  view,
  grid,
  palette,
}: {
  readonly pictures: readonly CurvePicture[];
  readonly view: FigureView;
  readonly grid: Grid;
  readonly palette: Palette;
}): JSX.Element {
  const columns = Math.min(grid.columns, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const width = columns * TILE.width + 2 * MARGIN;
  const bottom = MARGIN + rows * TILE.height;
  const [{ xName, yName }] = pictures;
  const shown = { ...view, segments: false };
  const legend = sharedLegendLines(pictures, shown, width - 36);
  const height = bottom + 26 + legend.length * LINE_HEIGHT + 10;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      font-family={FONT_FAMILY}
      role="img"
      aria-label={`${pictures.length} curves: ${yName} against ${xName}`}
    >
      <rect width={width} height={height} fill={palette.paper} />
      {pictures.map((picture, i) => (
        <g
          key={i}
          transform={`translate(${MARGIN + (i % columns) * TILE.width} ${MARGIN + Math.floor(i / columns) * TILE.height})`}
        >
          <SmallFigure layout={layoutSmall(picture, view, TILE)} palette={palette} id={`tile-${i}`} />
        </g>
      ))}
      <Words x={MARGIN + 8} y={bottom + 16} size={12} fill={palette.ink}>
        {fitText(`${yName} against ${xName}`, 12, width - 36)}
      </Words>
      <Legend lines={legend} palette={palette} left={MARGIN + 8} top={bottom + 26} />
    </svg>
  );
}
