import type { JSX } from "preact";
import { shortNumber } from "../formats/terminalText.js";
import { courseOf, type Stretch } from "../core/rows/course.js";
import { trainingRange } from "./domains.js";
import type { MarksProps } from "./marksProps.js";
import { textWidth } from "./textWidth.js";
import { Words } from "./Words.js";

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
