import type { JSX } from "preact";
import { Framed } from "./Axes.js";
import { BreakLabels } from "./Breaks.js";
import { Law, Marks, SlopeStrip } from "./Marks.js";
import { Points, ResidualPoints } from "./Points.js";
import { Sheet } from "./Sheet.js";
import { figureName } from "./names.js";
import { Legend, legendLines } from "./Legend.js";
import { LINE_HEIGHT, residualName, TEXT_SIZE, TITLE_SIZE } from "./layout.js";
import type { FigureProps, MarksProps } from "./panel.js";
import { fitText, Words } from "./Words.js";

/** One curve with its fit as an <svg> that is complete in itself but for the font. */
export function CurveFigure({ layout, palette, id }: FigureProps): JSX.Element {
  const { size, picture, view, main, residual } = layout;
  const x = { title: picture.xName, labels: true };
  return (
    <Sheet size={size} fontSize={TEXT_SIZE} palette={palette} name={figureName(picture)}>
      <Heading layout={layout} palette={palette} />
      {view.segments && <SlopeStrip layout={layout} palette={palette} />}
      <g>
        <Framed
          panel={main}
          palette={palette}
          id={`${id}-main`}
          x={residual ? { title: "", labels: false } : x}
          yTitle={picture.yName}
        >
          <Marks layout={layout} palette={palette} id={id} />
          <Points layout={layout} palette={palette} radius={3.6} />
          <Law layout={layout} palette={palette} />
        </Framed>
      </g>
      {view.breaks && <BreakLabels layout={layout} palette={palette} />}
      {residual && (
        <g>
          <Framed panel={residual} palette={palette} id={`${id}-residual`} x={x} yTitle={residualName(picture)}>
            <ResidualPoints layout={layout} panel={residual} palette={palette} />
          </Framed>
        </g>
      )}
    </Sheet>
  );
}

function Heading({ layout: { size, picture, view, main }, palette }: MarksProps): JSX.Element {
  const width = size.width - main.left - 20;
  const below = picture.title === "" ? 12 : 12 + TITLE_SIZE + 7;
  const legend = below + (picture.subtitle === "" ? 0 : LINE_HEIGHT);
  return (
    <g>
      {picture.title !== "" && (
        <Words x={main.left} y={12 + TITLE_SIZE - 2} size={TITLE_SIZE} fill={palette.ink} strong>
          {fitText(picture.title, TITLE_SIZE * 1.04, width)}
        </Words>
      )}
      {picture.subtitle !== "" && (
        <Words x={main.left} y={below + 10} size={TEXT_SIZE} fill={palette.muted}>
          {fitText(picture.subtitle, TEXT_SIZE, width)}
        </Words>
      )}
      <Legend lines={legendLines(picture, view, width)} palette={palette} left={main.left} top={legend} />
    </g>
  );
}
