import type { JSX } from "preact";
import type { Panel } from "./layout.js";
import type { Palette } from "./palette.js";
import { textWidth } from "./textWidth.js";
import { ticksOf, type TickLabel } from "./ticks.js";
import { round, Words } from "./Words.js";

export interface AxisTitles {
  readonly title: string;
  /** whether the marks carry numbers */
  readonly labels: boolean;
}

interface AxesProps {
  readonly panel: Panel;
  readonly palette: Palette;
  readonly x: AxisTitles;
  readonly y: AxisTitles;
  /** few labels, small ones */
  readonly sparse?: boolean;
}

/** Grid, marks with their numbers, frame and titles of a panel. */
export function Axes({ panel, palette, x, y, sparse = false }: AxesProps): JSX.Element {
  const { left, top, width, height } = panel;
  const bottom = top + height;
  const size = sparse ? 9.5 : 11;
  const xTicks = ticksOf(panel.x, Math.max(2, Math.round(width / (sparse ? 60 : 80))));
  const yTicks = ticksOf(panel.y, Math.max(2, Math.round(height / (sparse ? 45 : 55))));
  return (
    <g>
      {xTicks.map(({ value, label }) => {
        const at = round(panel.x.at(value));
        return (
          <g key={value}>
            {label && <line x1={at} x2={at} y1={top} y2={bottom} stroke={palette.grid} />}
            <line x1={at} x2={at} y1={bottom} y2={bottom + (label ? 5 : 3)} stroke={palette.muted} />
            {label && x.labels && (
              <Label
                label={label}
                x={at}
                y={bottom + 7 + size}
                size={size}
                fill={palette.ink}
                anchor="middle"
              />
            )}
          </g>
        );
      })}
      {yTicks.map(({ value, label }) => {
        const at = round(panel.y.at(value));
        return (
          <g key={value}>
            {label && <line x1={left} x2={left + width} y1={at} y2={at} stroke={palette.grid} />}
            <line x1={left - (label ? 5 : 3)} x2={left} y1={at} y2={at} stroke={palette.muted} />
            {label && y.labels && (
              <Label
                label={label}
                x={left - 8}
                y={at + 0.36 * size}
                size={size}
                fill={palette.ink}
                anchor="end"
              />
            )}
          </g>
        );
      })}
      <rect x={left} y={top} width={width} height={height} fill="none" stroke={palette.muted} />
      {x.title !== "" && (
        <Words x={left + width / 2} y={bottom + 37} size={12} fill={palette.ink} anchor="middle">
          {x.title}
        </Words>
      )}
      {y.title !== "" && (
        <Words
          x={14}
          y={top + height / 2}
          size={fitting(y.title, height)}
          fill={palette.ink}
          anchor="middle"
          turn={-90}
        >
          {y.title}
        </Words>
      )}
    </g>
  );
}

/** A title no longer than its axis, as far as it stays readable. */
function fitting(title: string, height: number): number {
  return Math.max(8, Math.min(12, (12 * (height + 16)) / textWidth(title, 12)));
}

interface LabelProps {
  readonly label: TickLabel;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor: "middle" | "end";
}

function Label({ label: { base, exponent }, ...place }: LabelProps): JSX.Element {
  return (
    <Words {...place}>
      {base}
      {exponent !== null && (
        <tspan dy={-0.4 * place.size} font-size={0.74 * place.size}>
          {exponent}
        </tspan>
      )}
    </Words>
  );
}
