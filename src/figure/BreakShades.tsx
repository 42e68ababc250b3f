import type { JSX } from "preact";
import { breakShade, type BreakShade } from "./breakShade.js";
import type { FigureProps } from "./marksProps.js";
import type { Panel } from "./panel.js";
import { round } from "./Words.js";

/** The intervals of the breaks as one light shade: where they overlap it is no darker. An open end fades out. */
export function BreakShades({ layout: { picture, main }, palette, id }: FigureProps): JSX.Element | null {
  const shades = picture.breakIntervals
    .map((interval) => breakShade(interval, main.x.domain))
    .filter((shade) => shade !== null);
  if (shades.length === 0) return null;
  const fading = (side: Side): string => `${id}-open-${side}`;
  return (
    <g data-mark="break-intervals" opacity={0.15}>
      {SIDES.filter((side) => shades.some((shade) => openSide(shade) === side)).map((side) => (
        <linearGradient key={side} id={fading(side)} x1={side === "hi" ? 0 : 1} x2={side === "hi" ? 1 : 0}>
          <stop offset="0" stop-color={palette.break} />
          <stop offset="1" stop-color={palette.break} stop-opacity={0} />
        </linearGradient>
      ))}
      {shades.map((shade, i) => {
        const side = openSide(shade);
        const [left, right] = edges(shade, main);
        return (
          <rect
            key={i}
            x={round(left)}
            y={main.top}
            width={round(Math.max(right - left, 0.5))}
            height={main.height}
            fill={side === null ? palette.break : `url(#${fading(side)})`}
          />
        );
      })}
    </g>
  );
}

type Side = "lo" | "hi";
const SIDES: readonly Side[] = ["lo", "hi"];

function openSide({ lo, hi }: BreakShade): Side | null {
  return lo === null ? "lo" : hi === null ? "hi" : null;
}

/** Pixels of both edges; an open one stands where the shade has faded. */
function edges({ lo, hi }: BreakShade, { x, width }: Panel): [number, number] {
  const faded = Math.min(FADE, 0.16 * width);
  const left = lo === null ? x.at(hi!) - faded : x.at(lo);
  return [left, hi === null ? x.at(lo!) + faded : x.at(hi)];
}

/** Pixels over which a shade fades out, less in small figures. */
const FADE = 70;
