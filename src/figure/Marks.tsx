import { line } from "d3-shape";
import type { JSX } from "preact";
import { courseOf, type Stretch } from "../core/rows/course.js";
import { shortNumber } from "../formats/terminalText.js";
import { Band } from "./Band.js";
import { Breaks } from "./Breaks.js";
import { round, textWidth, Words } from "./Words.js";
import { trainingRange } from "./domains.js";
import type { FigureProps, MarksProps } from "./panel.js";
import { lawPieces, sample, segmentsOf } from "./segments.js";

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
          stroke-dasharray={extrapolated ? "5 4" : undefined}
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

const SIZE = 10.5;

/**
 * Above the frame, over each stretch of the training x between breaks, the slope that the curve has there; in grey, from
 * which to which, where it varies.
 */
export function SlopeStrip({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  const { law } = picture;
  const [first, last] = trainingRange(picture);
  if (!law || !(first <= last)) return null;
  const taken = { to: -Infinity };
  return (
    <g data-mark="slopes">
      {courseOf(law, [first, last]).stretches.map((stretch) => {
        const [left, right] = [main.x.at(Math.exp(stretch.from)), main.x.at(Math.exp(stretch.to))];
        const number = slopeText(stretch);
        const words = textWidth(`slope ${number}`, SIZE) < right - left - 4 ? `slope ${number}` : number;
        const half = textWidth(words, SIZE) / 2;
        const edge = main.left + main.width - half;
        const middle = Math.min(edge, Math.max((left + right) / 2, taken.to + half + 4));
        // where many breaks crowd, the last ones have no room: the table has their exponents
        if (middle - half < taken.to) return null;
        taken.to = middle + half;
        return (
          <Words
            key={stretch.index}
            x={middle}
            y={main.top - 5}
            size={SIZE}
            fill={stretch.steady === null ? palette.muted : palette.segment}
            anchor="middle"
            strong={stretch.steady !== null}
          >
            {words}
          </Words>
        );
      })}
    </g>
  );
}

/** Three digits, however small: a slope of 1e-6 over an asymptote far away is what a straight line is made of. */
function slopeText({ steady, ends: [first, last], least, greatest }: Stretch): string {
  const text = (slope: number): string => shortNumber(slope, 3).replaceAll("-", "−");
  if (steady !== null) return text(steady);
  const isOneWay = Math.abs(last - first) >= greatest - least;
  const [from, to] = isOneWay ? [first, last] : [least, greatest];
  return text(from) === text(to) ? text(from) : `${text(from)} to ${text(to)}`;
}
