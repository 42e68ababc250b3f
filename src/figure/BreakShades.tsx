import type { JSX } from "preact";
import { breakShade, type BreakShade } from "./breakShade.js";
import type { FigureProps } from "./marksProps.js";
import type { Panel } from "./panel.js";
import { shadeProfile, type Shade } from "./shadeProfile.js";
import { round } from "./Words.js";

/** The intervals of the breaks as one light shade: where they overlap it is no darker. An open end fades out. */
export function BreakShades({ layout: { picture, main }, palette, id }: FigureProps): JSX.Element | null {
  const shades = picture.breakIntervals
    .map((interval) => breakShade(interval, main.x.domain))
    .filter((shade) => shade !== null);
  if (shades.length === 0) return null;
  const stops = shadeProfile(shades.map((shade) => pixels(shade, main)));
  const [left, right] = [stops[0].at, stops[stops.length - 1].at];
  return (
    <g data-mark="break-intervals">
      <linearGradient id={`${id}-intervals`}>
        {stops.map(({ at, share }, i) => (
          <stop
            key={i}
            offset={Math.round((1e5 * (at - left)) / (right - left)) / 1e5}
            stop-color={palette.break}
            stop-opacity={round(OPACITY * share)}
          />
        ))}
      </linearGradient>
      <rect
        x={round(left)}
        y={main.top}
        width={round(right - left)}
        height={main.height}
        fill={`url(#${id}-intervals)`}
      />
    </g>
  );
}

const OPACITY = 0.15;

/** Where a shade stands; a very short interval is still to be seen. */
function pixels({ lo, hi }: BreakShade, { x, width }: Panel): Shade {
  const fade = Math.min(FADE, 0.16 * width);
  if (lo === null) return { left: x.at(hi!) - fade, right: x.at(hi!), fadesTo: "left" };
  const left = x.at(lo);
  if (hi === null) return { left, right: left + fade, fadesTo: "right" };
  return { left, right: Math.max(x.at(hi), left + 0.5), fadesTo: null };
}

/** Pixels over which a shade fades out, less in small figures. */
const FADE = 70;
