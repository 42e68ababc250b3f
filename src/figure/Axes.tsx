import type { ComponentChildren, JSX } from "preact";
import type { Panel } from "./panel.js";
import type { Palette } from "./palette.js";
import { fitText, round, textWidth, Words } from "./Words.js";
import { EXPONENT_SIZE, panelTicks, type TickLabel } from "./ticks.js";

interface FramedProps {
  readonly panel: Panel;
  readonly palette: Palette;
  readonly x: {
    readonly title: string;
    /** whether the marks carry numbers */
    readonly labels: boolean;
  };
  readonly yTitle: string;
  /** few labels, small ones */
  readonly sparse?: boolean;
  /** names the clip path */
  readonly id: string;
  readonly children: ComponentChildren;
}

/** The axes of a panel, and in them what is cut off at their frame. */
export function Framed({ id, children, ...axes }: FramedProps): JSX.Element {
  const { left, top, width, height } = axes.panel;
  return (
    <>
      <clipPath id={id}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <Axes {...axes} />
      <g clip-path={`url(#${id})`}>{children}</g>
    </>
  );
}

/** Grid, marks with their numbers, frame and titles of a panel. */
function Axes({ panel, palette, x, yTitle, sparse = false }: Omit<FramedProps, "id" | "children">): JSX.Element {
  const { left, top, width, height } = panel;
  const bottom = top + height;
  const ticks = panelTicks(panel, sparse);
  const { size } = ticks;
  return (
    <g>
      {ticks.x.map(({ value, label }) => {
        const at = round(panel.x.at(value));
        return (
          <g key={value}>
            {label && <line x1={at} x2={at} y1={top} y2={bottom} stroke={palette.grid} />}
            <line x1={at} x2={at} y1={bottom} y2={bottom + (label ? 5 : 3)} stroke={palette.muted} />
            {label && x.labels && (
              <Label label={label} x={at} y={bottom + 7 + size} size={size} fill={palette.ink} anchor="middle" />
            )}
          </g>
        );
      })}
      {ticks.y.map(({ value, label }) => {
        const at = round(panel.y.at(value));
        return (
          <g key={value}>
            {label && <line x1={left} x2={left + width} y1={at} y2={at} stroke={palette.grid} />}
            <line x1={left - (label ? 5 : 3)} x2={left} y1={at} y2={at} stroke={palette.muted} />
            {label && (
              <Label label={label} x={left - 8} y={at + 0.36 * size} size={size} fill={palette.ink} anchor="end" />
            )}
          </g>
        );
      })}
      <rect x={left} y={top} width={width} height={height} fill="none" stroke={palette.muted} />
      {x.title !== "" && (
        <Words x={left + width / 2} y={bottom + 37} size={12} fill={palette.ink} anchor="middle">
          {fitText(x.title, 12, width + 16)}
        </Words>
      )}
      {yTitle !== "" && (
        <Words
          x={14}
          y={top + height / 2}
          size={titleSize(yTitle, height)}
          fill={palette.ink}
          anchor="middle"
          turn={-90}
        >
          {fitText(yTitle, titleSize(yTitle, height), titleRoom(height))}
        </Words>
      )}
    </g>
  );
}

/** Small enough for its axis, as far as it stays readable: what is longer still is cut. */
function titleSize(title: string, height: number): number {
  return Math.max(8, Math.min(12, (12 * titleRoom(height)) / textWidth(title, 12)));
}

/** A title may reach beyond its axis a little, beyond that of a low panel more. */
function titleRoom(height: number): number {
  return Math.max(height + 16, 48);
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
        <tspan dy={-0.4 * place.size} font-size={EXPONENT_SIZE * place.size}>
          {exponent}
        </tspan>
      )}
    </Words>
  );
}
