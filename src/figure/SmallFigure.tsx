import type { JSX } from "preact";
import { Framed } from "./Axes.js";
import { Legend, sharedLegendLines } from "./Legend.js";
import { Law, Marks } from "./Marks.js";
import { Sheet } from "./Sheet.js";
import { Points } from "./Points.js";
import { fitText, Words } from "./Words.js";
import { layoutSmall, LINE_HEIGHT } from "./layout.js";
import { figureName } from "./names.js";
import type { Palette } from "./palette.js";
import type { FigureProps, Size } from "./panel.js";
import type { CurvePicture, FigureView } from "./picture.js";

const SIZE = 10;

/** A small multiple as an <svg>: name, points, law, band and breaks; no titles of axes, which all of a page share. */
export function SmallFigure({ layout, palette, id }: FigureProps): JSX.Element {
  const { size, picture, main } = layout;
  return (
    <Sheet size={size} fontSize={SIZE} palette={palette} name={figureName(picture)}>
      {picture.title !== "" && (
        <Words x={8} y={16} size={11} fill={palette.ink} strong>
          {fitText(picture.title, 11.4, size.width - 16)}
        </Words>
      )}
      <Framed panel={main} palette={palette} id={id} x={{ title: "", labels: true }} yTitle="" sparse>
        <Marks layout={layout} palette={palette} id={id} />
        <Points layout={layout} palette={palette} radius={2.2} />
        <Law layout={layout} palette={palette} />
      </Framed>
    </Sheet>
  );
}

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

interface FigureTilesProps {
  readonly pictures: readonly CurvePicture[];
  readonly view: FigureView;
  readonly grid: Grid;
  readonly palette: Palette;
}

/** A page of small multiples as one <svg>, with what the axes are and one legend below. */
export function FigureTiles({ pictures, view, grid, palette }: FigureTilesProps): JSX.Element {
  const columns = Math.min(grid.columns, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const width = columns * TILE.width + 2 * MARGIN;
  const bottom = MARGIN + rows * TILE.height;
  const [{ xName, yName }] = pictures;
  const shown = { ...view, segments: false };
  const legend = sharedLegendLines(pictures, shown, width - 36);
  const height = bottom + 26 + legend.length * LINE_HEIGHT + 10;
  return (
    <Sheet size={{ width, height }} palette={palette} name={`${pictures.length} curves: ${yName} against ${xName}`}>
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
    </Sheet>
  );
}
