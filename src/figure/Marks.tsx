import { area, line } from "d3-shape";
import type { JSX } from "preact";
import { shortNumber } from "../output/terminalText.js";
import { lawPieces, sample } from "./lawPieces.js";
import type { FigureLayout, Panel } from "./layout.js";
import type { Palette } from "./palette.js";
import type { BandPoint } from "./picture.js";
import { segmentsOf } from "./segments.js";
import { textWidth } from "./textWidth.js";
import { round, Words } from "./Words.js";

interface MarksProps {
  readonly layout: FigureLayout;
  readonly palette: Palette;
}

/** What lies under the points: band, breaks with their intervals, asymptote, segments. */
export function Marks({ layout, palette }: MarksProps): JSX.Element {
  const { view } = layout;
  return (
    <g>
      {view.band && <Band layout={layout} palette={palette} />}
      {view.breaks && <Breaks layout={layout} palette={palette} />}
      {view.asymptote && <Asymptote layout={layout} palette={palette} />}
      {view.segments && <Segments layout={layout} palette={palette} />}
    </g>
  );
}

/** The law: a full line over the fitted points, dashed where it extrapolates. */
export function Law({ layout, palette }: MarksProps): JSX.Element {
  return (
    <g data-mark="law">
      {lawPieces(layout).map(({ extrapolated, points }, i) => (
        <path
          key={i}
          d={pathOf(points)}
          fill="none"
          stroke={palette.law}
          stroke-width={1.7}
          {...(extrapolated ? { "stroke-dasharray": "5 4" } : {})}
        />
      ))}
    </g>
  );
}

/** Fitted points as discs, held-out ones as open diamonds; both small where they are many. */
export function Points({ layout, palette, radius }: MarksProps & { readonly radius: number }): JSX.Element {
  const { picture, view, main } = layout;
  const held = Array.from(picture.train).filter((flag) => flag === 0).length;
  const r = round(radius * crowding(picture.x.length - held));
  const d = round(1.35 * radius * crowding(held));
  return (
    <g data-mark="points">
      {Array.from(picture.x, (x, i) => {
        const [left, top] = [round(main.x.at(x)), round(main.y.at(picture.y[i]))];
        if (picture.train[i] === 1) return <Disc key={i} {...{ left, top, r, palette }} />;
        return view.testPoints && <Diamond key={i} {...{ left, top, d, palette }} faint={held > FEW} />;
      })}
    </g>
  );
}

interface PointProps {
  readonly left: number;
  readonly top: number;
  readonly palette: Palette;
}

function Disc({ left, top, r, palette }: PointProps & { readonly r: number }): JSX.Element {
  return (
    <circle
      data-point="train"
      cx={left}
      cy={top}
      r={r}
      fill={palette.train}
      stroke={palette.paper}
      stroke-width={0.7}
    />
  );
}

function Diamond({
  left,
  top,
  d,
  palette,
  faint,
}: PointProps & { readonly d: number; readonly faint: boolean }): JSX.Element {
  return (
    <path
      data-point="test"
      d={`M${left},${round(top - d)}l${d},${d}l${-d},${d}l${-d},${-d}z`}
      fill={palette.paper}
      fill-opacity={faint ? 0 : 0.6}
      stroke={palette.test}
      stroke-width={faint ? 0.8 : 1.5}
    />
  );
}

/** Points up to which none is made smaller. */
const FEW = 40;

function crowding(points: number): number {
  return points <= FEW ? 1 : Math.max(0.45, (FEW / points) ** 0.3);
}

function Band({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  if (picture.band.length < 2) return null;
  const edge = (value: number, far: number): number => {
    const at = main.y.log && value <= 0 ? Infinity : main.y.at(value);
    return Number.isFinite(at) ? Math.max(-1e4, Math.min(1e4, at)) : far;
  };
  const shape = area<BandPoint>()
    .digits(2)
    .x(({ x }) => main.x.at(x))
    .y0(({ lo }) => edge(lo, main.top + main.height + 9))
    .y1(({ hi }) => edge(hi, main.top - 9));
  return <path data-mark="band" d={shape(picture.band) ?? ""} fill={palette.band} fill-opacity={0.3} />;
}

function Breaks({ layout: { picture, main }, palette }: MarksProps): JSX.Element {
  const clamp = (x: number): number => Math.max(main.x.domain[0], Math.min(main.x.domain[1], x));
  return (
    <g data-mark="breaks">
      {(picture.law?.d ?? []).map((d, i) => {
        const interval = picture.breakIntervals[i] ?? null;
        const at = round(main.x.at(clamp(d)));
        const [lo, hi] = interval ? [interval.lo, interval.hi].map((x) => main.x.at(clamp(x))) : [at, at];
        return (
          <g key={i}>
            {interval && (
              <rect
                x={round(lo)}
                y={main.top}
                width={round(Math.max(hi - lo, 0.5))}
                height={main.height}
                fill={palette.break}
                fill-opacity={0.14}
              />
            )}
            {d === clamp(d) && (
              <line
                x1={at}
                x2={at}
                y1={main.top}
                y2={main.top + main.height}
                stroke={palette.break}
                stroke-width={1.2}
              />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Along each break its place and interval, at the end of the frame that the law leaves free. */
export function BreakLabels({ layout: { picture, main }, palette }: MarksProps): JSX.Element {
  const [lo, hi] = main.x.domain;
  const room = main.height - 12;
  return (
    <g>
      {(picture.law?.d ?? []).map((d, i) => {
        if (d < lo || d > hi) return null;
        const words = breakWords(d, picture.breakIntervals[i] ?? null);
        const short = textWidth(words, 10.5) <= room ? words : shortNumber(d, 4);
        return (
          <Words
            key={i}
            x={main.x.at(d) - 4}
            y={
              isLawHigh(main, picture.y, picture.x, d)
                ? main.top + main.height - 6
                : main.top + 6 + textWidth(short, 10.5)
            }
            size={10.5}
            fill={palette.break}
            halo={palette.paper}
            turn={-90}
          >
            {short}
          </Words>
        );
      })}
    </g>
  );
}

function breakWords(d: number, interval: { readonly lo: number; readonly hi: number } | null): string {
  if (!interval) return shortNumber(d, 4);
  const { lo, hi } = interval;
  const range =
    lo > 0 && hi < Infinity
      ? `${shortNumber(lo, 3)}–${shortNumber(hi, 3)}`
      : lo > 0
        ? `> ${shortNumber(lo, 3)}`
        : hi < Infinity
          ? `< ${shortNumber(hi, 3)}`
          : "unbounded";
  return `${shortNumber(d, 4)} (${range})`;
}

/** Whether the points near x stand in the upper half of the frame. */
function isLawHigh(
  { top, height, x: axis, y: up }: Panel,
  y: ArrayLike<number>,
  x: ArrayLike<number>,
  at: number,
): boolean {
  const near = Array.from(x, (value, i) => ({ away: Math.abs(axis.at(value) - axis.at(at)), y: y[i] }));
  const nearest = near.sort((p, q) => p.away - q.away).slice(0, 3);
  return nearest.reduce((sum, point) => sum + up.at(point.y), 0) / nearest.length < top + height / 2;
}

function Asymptote({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  const a = picture.law?.a;
  if (a === undefined || (main.y.log && a <= 0)) return null;
  const at = round(main.y.at(a));
  return (
    <line
      data-mark="asymptote"
      x1={main.left}
      x2={main.left + main.width}
      y1={at}
      y2={at}
      stroke={palette.asymptote}
      stroke-width={1.3}
      stroke-dasharray="1.5 3"
      stroke-linecap="round"
    />
  );
}

function Segments({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  if (!picture.law) return null;
  return (
    <g data-mark="segments">
      {segmentsOf(picture.law, main.x.domain).map(({ index, from, to, value }) => (
        <path
          key={index}
          d={pathOf(sample(main, from, to, value))}
          fill="none"
          stroke={palette.segment}
          stroke-width={4}
          stroke-opacity={0.5}
          stroke-linecap="butt"
        />
      ))}
    </g>
  );
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  const shape = line<readonly [number, number]>()
    .digits(2)
    .defined(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .x(([x]) => x)
    .y(([, y]) => Math.max(-1e4, Math.min(1e4, y)));
  return shape(points) ?? "";
}
