import { line } from "d3-shape";
import type { JSX } from "preact";
import { Band } from "./Band.js";
import { Breaks } from "./BreakMarks.js";
import { lawPieces, sample } from "./lawPieces.js";
import type { FigureProps, MarksProps } from "./marksProps.js";
import { segmentsOf } from "./segments.js";
import { round } from "./Words.js";

/** What lies under the points: band, breaks with their intervals, asymptote, segments. */
export function Marks({ layout, palette, id }: FigureProps): JSX.Element {
  const { view } = layout;
  return (
    <g>
      {view.band && <Band layout={layout} palette={palette} id={id} />}
      {view.breaks && <Breaks layout={layout} palette={palette} id={id} />}
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
        <Path
          key={i}
          points={points}
          stroke={palette.law}
          stroke-width={1.7}
          {...(extrapolated ? { "stroke-dasharray": "5 4" } : {})}
        />
      ))}
    </g>
  );
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

/** The power laws that the law joins, each where the curve follows it: a wide break may leave nothing of one. */
function Segments({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  if (!picture.law) return null;
  return (
    <g data-mark="segments">
      {segmentsOf(picture.law, main.x.domain).map(({ index, from, to, value, follows }) => (
        <Path
          key={index}
          points={sample(main, from, to, (x) => (follows(x) ? value(x) : NaN))}
          stroke={palette.segment}
          stroke-width={4}
          stroke-opacity={0.5}
        />
      ))}
    </g>
  );
}

type Pixels = readonly [number, number];

interface PathProps extends Pick<
  JSX.IntrinsicElements["path"],
  "stroke" | "stroke-width" | "stroke-opacity" | "stroke-dasharray"
> {
  readonly points: readonly Pixels[];
}

/** A line through the pixels that can be drawn; nothing where none can. */
function Path({ points, ...stroke }: PathProps): JSX.Element | null {
  const shape = line<Pixels>()
    .digits(2)
    .defined(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .x(([x]) => x)
    .y(([, y]) => Math.max(-1e4, Math.min(1e4, y)));
  const d = shape(points);
  return d ? <path d={d} fill="none" {...stroke} /> : null;
}
