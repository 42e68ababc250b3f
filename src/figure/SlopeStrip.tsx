import type { JSX } from "preact";
import { shortNumber } from "../output/terminalText.js";
import type { MarksProps } from "./marksProps.js";
import { ARROWS, segmentsOf, sightOf } from "./segments.js";
import { textWidth } from "./textWidth.js";
import { Words } from "./Words.js";

const SIZE = 10.5;

/** Above the frame, over each segment, its slope; in grey, with an arrow to it, where the segment itself is not in sight. */
export function SlopeStrip({ layout: { picture, main }, palette }: MarksProps): JSX.Element | null {
  if (!picture.law) return null;
  const taken = { to: -Infinity };
  return (
    <g data-mark="slopes">
      {segmentsOf(picture.law, main.x.domain).map((segment) => {
        const [left, right] = [main.x.at(segment.from), main.x.at(segment.to)];
        const sight = sightOf(segment, main.y.domain);
        const number = `${slopeText(segment.slope)}${sight === "inside" ? "" : ` ${ARROWS[sight]}`}`;
        const words = textWidth(`slope ${number}`, SIZE) < right - left - 4 ? `slope ${number}` : number;
        const half = textWidth(words, SIZE) / 2;
        const edge = main.left + main.width - half;
        const middle = Math.min(edge, Math.max((left + right) / 2, taken.to + half + 4));
        // where many breaks crowd, the last ones have no room: the table has their slopes
        if (middle - half < taken.to) return null;
        taken.to = middle + half;
        return (
          <Words
            key={segment.index}
            x={middle}
            y={main.top - 5}
            size={SIZE}
            fill={sight === "inside" ? palette.segment : palette.muted}
            anchor="middle"
            strong={sight === "inside"}
          >
            {words}
          </Words>
        );
      })}
    </g>
  );
}

/** Three digits, however small: a slope of 1e-6 over an asymptote far away is what a straight line is made of. */
function slopeText(slope: number): string {
  return shortNumber(slope, 3).replaceAll("-", "−");
}
