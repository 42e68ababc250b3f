import type { JSX } from "preact";
import { shortNumber } from "../formats/terminalText.js";
import type { MarksProps } from "./marksProps.js";
import type { Panel } from "./panel.js";
import type { BreakInterval, CurvePicture } from "./picture.js";
import { textWidth } from "./textWidth.js";
import { isBreakTold } from "./told.js";
import { Words } from "./Words.js";

/** Along each break its place and interval, at the end of the frame that the law leaves free. */
export function BreakLabels({ layout: { picture, main }, palette }: MarksProps): JSX.Element {
  const room = main.height - 12;
  return (
    <g data-mark="break-labels">
      {labelPlaces(toldBreaks(picture), main).map(({ index, d, left }) => {
        const words = breakWords(d, picture.breakIntervals[index] ?? null);
        const short = textWidth(words, LABEL_SIZE) <= room ? words : shortNumber(d, 4);
        const low = isLawHigh(main, picture.y, picture.x, d);
        return (
          <Words
            key={index}
            x={left}
            y={low ? main.top + main.height - 6 : main.top + 6}
            anchor={low ? "start" : "end"}
            size={LABEL_SIZE}
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

const LABEL_SIZE = 10.5;

function toldBreaks(picture: CurvePicture): { index: number; d: number }[] {
  const breaks = (picture.law?.d ?? []).map((d, index) => ({ index, d }));
  return breaks.filter(({ index }) => isBreakTold(picture, index));
}

interface LabelPlace {
  readonly index: number;
  readonly d: number;
  /** the label's baseline, which runs upwards */
  readonly left: number;
}

/**
 * Left of its line, or right of it where the frame ends or the label before stands there; moved back where the last ones
 * would leave the frame on the right. Breaks outside of the frame have none.
 */
function labelPlaces(
  breaks: readonly { readonly index: number; readonly d: number }[],
  { x, left: begin, width }: Panel,
): LabelPlace[] {
  const shown = breaks.filter(({ d }) => d >= x.domain[0] && d <= x.domain[1]).sort((p, q) => p.d - q.d);
  let taken = begin;
  const places = shown.map(({ index, d }) => {
    const at = x.at(d);
    const left = at - 4 - LABEL_SIZE >= taken ? at - 4 : Math.max(at, taken) + LABEL_SIZE + 2;
    taken = left + 2;
    return { index, d, left };
  });
  const last = begin + width - 4;
  return places.map((place, i) => ({
    ...place,
    left: Math.min(place.left, last - (places.length - 1 - i) * (LABEL_SIZE + 2)),
  }));
}

function breakWords(d: number, interval: BreakInterval | null): string {
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
