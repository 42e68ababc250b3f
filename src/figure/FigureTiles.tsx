import type { JSX } from "preact";
import { layoutSmall, type Size } from "./layout.js";
import { Legend } from "./Legend.js";
import type { Palette } from "./palette.js";
import type { CurvePicture, FigureView } from "./picture.js";
import { SmallFigure } from "./SmallFigure.js";
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
  const legend = { ...view, segments: false, asymptote: false };
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${bottom + 58}`}
      width={width}
      height={bottom + 58}
      font-family={FONT_FAMILY}
      role="img"
      aria-label={`${pictures.length} curves: ${yName} against ${xName}`}
    >
      <rect width={width} height={bottom + 58} fill={palette.paper} />
      {pictures.map((picture, i) => (
        <g
          key={i}
          transform={`translate(${MARGIN + (i % columns) * TILE.width} ${MARGIN + Math.floor(i / columns) * TILE.height})`}
        >
          <SmallFigure layout={layoutSmall(picture, view, TILE)} palette={palette} id={`tile-${i}`} />
        </g>
      ))}
      <Words x={MARGIN + 8} y={bottom + 16} size={12} fill={palette.ink}>
        {`${yName} against ${xName}`}
      </Words>
      <Legend
        picture={richest(pictures)}
        view={legend}
        palette={palette}
        left={MARGIN + 8}
        top={bottom + 26}
        width={width - 36}
        notes={false}
      />
    </svg>
  );
}

/** The picture whose legend explains those of all: one with a law, then breaks, then a band, then held-out points. */
function richest(pictures: readonly CurvePicture[]): CurvePicture {
  const score = ({ law, band, train }: CurvePicture): number =>
    (law ? 1 : 0) +
    (law && law.d.length > 0 ? 8 : 0) +
    (band.length > 0 ? 4 : 0) +
    (Array.from(train).includes(0) ? 2 : 0);
  return pictures.reduce((best, each) => (score(each) > score(best) ? each : best));
}
