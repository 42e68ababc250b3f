import type { JSX } from "preact";
import { Cross } from "./Legend.js";
import { round } from "./Words.js";
import { partOf, type Residual, residualsOf } from "./layout.js";
import type { Palette } from "./palette.js";
import type { MarksProps, Panel } from "./panel.js";

/** Fitted points as discs, held-out ones as open diamonds, both small where they are many; crosses where they were set aside. */
export function Points({ layout, palette, radius }: MarksProps & { readonly radius: number }): JSX.Element {
  const { picture, view, main } = layout;
  const held = Array.from(picture.train).filter((flag) => flag === 0).length;
  const r = round(radius * crowding(picture.x.length - held));
  const d = round(1.35 * radius * crowding(held));
  const faint = held > FEW;
  const disc = { r, fill: palette.train, stroke: palette.paper, "stroke-width": 0.7 };
  const diamond = {
    fill: palette.paper,
    "fill-opacity": faint ? 0 : 0.6,
    stroke: palette.test,
    "stroke-width": faint ? 0.8 : 1.5,
  };
  return (
    <g data-mark="points">
      {Array.from(picture.x, (x, i) => {
        const [left, top] = [round(main.x.at(x)), round(main.y.at(picture.y[i]))];
        const part = partOf(picture.train[i]);
        if (part === "train") return <circle key={i} data-point={part} cx={left} cy={top} {...disc} />;
        if (part === "aside") return <Cross key={i} left={left} top={top} radius={radius} palette={palette} />;
        const outline = `M${left},${round(top - d)}l${d},${d}l${-d},${d}l${-d},${-d}z`;
        return view.testPoints && <path key={i} data-point="test" d={outline} {...diamond} />;
      })}
    </g>
  );
}

/** Points up to which none is made smaller. */
const FEW = 40;

function crowding(points: number): number {
  return points <= FEW ? 1 : Math.max(0.45, (FEW / points) ** 0.3);
}

interface ResidualPointsProps extends MarksProps {
  readonly panel: Panel;
}

/** Residuals as lines from zero with the points' own marks; a triangle at the edge where one lies outside. */
export function ResidualPoints({ layout: { picture, view }, panel, palette }: ResidualPointsProps): JSX.Element {
  const zero = round(panel.y.at(0));
  const shown = residualsOf(picture).filter(({ part }) => part !== "test" || view.testPoints);
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

interface ResidualProps {
  readonly stems: boolean;
  readonly residual: Residual;
  readonly panel: Panel;
  readonly palette: Palette;
  readonly zero: number;
}

function Point({ residual: { x, value, part }, panel, palette, zero, stems }: ResidualProps): JSX.Element {
  const colour = part === "train" ? palette.train : palette.test;
  const left = round(panel.x.at(x));
  const [lo, hi] = panel.y.domain;
  if (value < lo) return <path data-beyond d={`M${left},${panel.top + panel.height - 2}l4,-6h-8z`} fill={colour} />;
  if (!(value <= hi)) return <path data-beyond d={`M${left},${panel.top + 2}l4,6h-8z`} fill={colour} />;
  const top = round(panel.y.at(value));
  return (
    <g>
      {stems && <line x1={left} x2={left} y1={zero} y2={top} stroke={colour} stroke-opacity={0.55} />}
      {part === "train" && <circle cx={left} cy={top} r={2.2} fill={colour} />}
      {part === "aside" && <Cross left={left} top={top} radius={2.4} palette={palette} />}
      {part === "test" && (
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
