import type { JSX } from "preact";
import { BreakShades } from "./BreakShades.js";
import { isUnbounded } from "./breakShade.js";
import type { FigureProps } from "./marksProps.js";
import { isBreakTold } from "./told.js";
import { round } from "./Words.js";

/** A line at each break that the points tell, over the shade of its interval; dashed where refits find it nowhere in particular. */
export function Breaks({ layout, palette, id }: FigureProps): JSX.Element {
  const { picture, main } = layout;
  const [lo, hi] = main.x.domain;
  return (
    <g data-mark="breaks">
      <BreakShades layout={layout} palette={palette} id={id} />
      {(picture.law?.d ?? []).map((d, i) => {
        if (d < lo || d > hi || !isBreakTold(picture, i)) return null;
        const at = round(main.x.at(d));
        const interval = picture.breakIntervals[i] ?? null;
        return (
          <line
            key={i}
            x1={at}
            x2={at}
            y1={main.top}
            y2={main.top + main.height}
            stroke={palette.break}
            stroke-width={1.2}
            {...(interval && isUnbounded(interval) ? { "stroke-dasharray": BREAK_DASHES } : {})}
          />
        );
      })}
    </g>
  );
}

/** Of a break that is not located. */
export const BREAK_DASHES = "3 3";
