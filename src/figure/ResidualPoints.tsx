import type { JSX } from "preact";
import type { FigureLayout, Panel } from "./panel.js";
import type { Palette } from "./palette.js";
import { residualsOf, type Residual } from "./residuals.js";
import { round } from "./Words.js";

/** Residuals as lines from zero with the points' own marks; a triangle at the edge where one lies outside. */
export function ResidualPoints({
  layout: { picture, view },
  panel,
  palette,
}: {
  readonly layout: FigureLayout;
  readonly panel: Panel;
  readonly palette: Palette;
}): JSX.Element {
  const zero = round(panel.y.at(0));
  const shown = residualsOf(picture).filter(({ train }) => train || view.testPoints);
  const stems = shown.length <= MOST_STEMS;
  return (
    <g data-mark="residuals">
      <line x1={panel.left} x2={panel.left + panel.width} y1={zero} y2={zero} stroke={palette.law} stroke-width={1} />
      {shown.map((residual, i) => (
        <Point key={i} {...{ residual, panel, palette, zero, stems }} />
      ))}
    </g>
  );
}

/** More points than this have no lines to zero: they would fill the panel. */
const MOST_STEMS = 150;

interface PointProps {
  readonly stems: boolean;
  readonly residual: Residual;
  readonly panel: Panel;
  readonly palette: Palette;
  readonly zero: number;
}

function Point({ residual: { x, value, train }, panel, palette, zero, stems }: PointProps): JSX.Element {
  const colour = train ? palette.train : palette.test;
  const left = round(panel.x.at(x));
  const [lo, hi] = panel.y.domain;
  if (!(value >= lo && value <= hi)) return <Beyond left={left} panel={panel} up={!(value < lo)} colour={colour} />;
  const top = round(panel.y.at(value));
  return (
    <g>
      {stems && <line x1={left} x2={left} y1={zero} y2={top} stroke={colour} stroke-opacity={0.55} />}
      {train ? (
        <circle cx={left} cy={top} r={2.2} fill={colour} />
      ) : (
        <path
          d={`M${left},${round(top - 3)}l3,3l-3,3l-3,-3z`}
          fill={palette.paper}
          stroke={colour}
          stroke-width={stems ? 1.2 : 0.7}
        />
      )}
    </g>
  );
}

function Beyond({
  left,
  panel,
  up,
  colour,
}: {
  readonly left: number;
  readonly panel: Panel;
  readonly up: boolean;
  readonly colour: string;
}): JSX.Element {
  const tip = up ? panel.top + 2 : panel.top + panel.height - 2;
  const base = up ? 6 : -6;
  return <path data-beyond d={`M${left},${tip}l4,${base}h-8z`} fill={colour} />;
}
