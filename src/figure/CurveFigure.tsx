import type { JSX } from "preact";
import { Axes, type AxisTitles } from "./Axes.js";
import { BreakLabels } from "./Breaks.js";
import { Law, Marks, SlopeStrip } from "./Marks.js";
import { Points, ResidualPoints } from "./Points.js";
import { Sheet } from "./Sheet.js";
import { figureName } from "./names.js";
import { Legend, legendLines } from "./Legend.js";
import { LINE_HEIGHT, residualName, TEXT_SIZE, TITLE_SIZE } from "./layout.js";
import type { FigureProps, MarksProps, Panel } from "./panel.js";
import type { Palette } from "./palette.js";
import { fitText, Words } from "./Words.js";

/** One curve with its fit as an <svg> that is complete in itself but for the font. */
export function CurveFigure({ layout, palette, id }: FigureProps): JSX.Element {
  const { size, picture, view, main, residual } = layout;
  const x = { title: picture.xName, labels: true };
  return (
    <Sheet size={size} fontSize={TEXT_SIZE} palette={palette} name={figureName(picture)}>
      <Heading layout={layout} palette={palette} />
      {view.segments && <SlopeStrip layout={layout} palette={palette} />}
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
      {view.breaks && <BreakLabels layout={layout} palette={palette} />}
      {residual && (
        <Framed panel={residual} palette={palette} id={`${id}-residual`} x={x} yTitle={residualName(picture)}>
          <ResidualPoints layout={layout} panel={residual} palette={palette} />
        </Framed>
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

interface FramedProps {
  readonly panel: Panel;
  readonly palette: Palette;
  readonly id: string;
  readonly x: AxisTitles;
  readonly yTitle: string;
  readonly children: JSX.Element | (JSX.Element | false)[];
}

/** Axes, and what is cut off at their frame. */
function Framed({ panel, palette, id, x, yTitle, children }: FramedProps): JSX.Element {
  const { left, top, width, height } = panel;
  return (
    <g>
      <clipPath id={id}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <Axes panel={panel} palette={palette} x={x} y={{ title: yTitle, labels: true }} />
      <g clip-path={`url(#${id})`}>{children}</g>
    </g>
  );
}
