import type { JSX } from "preact";
import { shortNumber } from "../formats/terminalText.js";
import { round, textWidth, Words } from "./Words.js";
import type { FigureProps, MarksProps, Panel } from "./panel.js";
import { type BreakInterval, breaksOf, type CurvePicture, type PictureBreak } from "./picture.js";

/** Along each break its place and interval, at the end of the frame that the law leaves free. */
export function BreakLabels({ layout: { picture, main }, palette }: MarksProps): JSX.Element {
  const room = main.height - 12;
  return (
    <g data-mark="break-labels">
      {labelPlaces(breaksOf(picture), main).map(({ index, d, interval, left }) => {
        const words = breakWords(d, interval);
        const short = textWidth(words, LABEL_SIZE) <= room ? words : shortNumber(d, 4);
        const low = isLawHigh(main, picture, d);
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

/**
 * Left of its line, or right of it where the frame ends or the label before stands there; moved back where the last ones
 * would leave the frame on the right. `left` is that of the label's baseline, which runs upwards.
 */
function labelPlaces(breaks: readonly PictureBreak[], { x, left: begin, width }: Panel) {
  const shown = breaks.filter((each) => isLineDrawn(each, x.domain)).sort((p, q) => p.d - q.d);
  let taken = begin;
  const places = shown.map((each) => {
    const at = x.at(each.d);
    const left = at - 4 - LABEL_SIZE >= taken ? at - 4 : Math.max(at, taken) + LABEL_SIZE + 2;
    taken = left + 2;
    return { ...each, left };
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
  const [low, high] = [shortNumber(lo, 3), shortNumber(hi, 3)];
  const range = lo > 0 ? (hi < Infinity ? `${low}–${high}` : `> ${low}`) : hi < Infinity ? `< ${high}` : "unbounded";
  return `${shortNumber(d, 4)} (${range})`;
}

/** Whether the points near x stand in the upper half of the frame. */
function isLawHigh({ top, height, x: axis, y: up }: Panel, { x, y }: CurvePicture, at: number): boolean {
  const near = Array.from(x, (value, i) => ({ away: Math.abs(axis.at(value) - axis.at(at)), y: y[i] }));
  const nearest = near.sort((p, q) => p.away - q.away).slice(0, 3);
  return nearest.reduce((sum, point) => sum + up.at(point.y), 0) / nearest.length < top + height / 2;
}

/** A line at each break that the points tell, over the shade of its interval; dashed where refits find it nowhere in particular. */
export function Breaks({ layout, palette, id }: FigureProps): JSX.Element {
  const { picture, main } = layout;
  const drawn = breaksOf(picture).filter((each) => isLineDrawn(each, main.x.domain));
  return (
    <g data-mark="breaks">
      <BreakShades layout={layout} palette={palette} id={id} />
      {drawn.map(({ index, d, interval }) => {
        const at = round(main.x.at(d));
        return (
          <line
            key={index}
            x1={at}
            x2={at}
            y1={main.top}
            y2={main.top + main.height}
            stroke={palette.break}
            stroke-width={1.2}
            stroke-dasharray={interval && isUnbounded(interval) ? BREAK_DASHES : undefined}
          />
        );
      })}
    </g>
  );
}

/** Whether the points tell where it is, and it is within a frame's x. */
export function isLineDrawn({ d, told }: PictureBreak, [left, right]: readonly [number, number]): boolean {
  return told && d >= left && d <= right;
}

/** Of a break that is not located. */
export const BREAK_DASHES = "3 3";

/** The intervals of the breaks as one light shade: where they overlap it is no darker. An open end fades out. */
function BreakShades({ layout: { picture, main }, palette, id }: FigureProps): JSX.Element | null {
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

/** A break's interval as far as it is shaded: from one end to the other, or from its only end for a short way. */
interface BreakShade {
  /** ends, units of x; null: the interval is open there, and the shade fades */
  readonly lo: number | null;
  readonly hi: number | null;
}

/** What is shaded of an interval over a frame's x; null where nothing is: it has no end, or none of it is in sight. */
export function breakShade(
  interval: BreakInterval | null,
  [left, right]: readonly [number, number],
): BreakShade | null {
  if (interval === null || isUnbounded(interval)) return null;
  const { lo, hi } = interval;
  const inSight = (x: number): boolean => x >= left && x <= right;
  if (lo <= 0) return inSight(hi) ? { lo: null, hi } : null;
  if (hi === Infinity) return inSight(lo) ? { lo, hi: null } : null;
  return lo <= right && hi >= left ? { lo: Math.max(lo, left), hi: Math.min(hi, right) } : null;
}

/** Whether an interval is open at both ends: refits find the break nowhere in particular. */
export function isUnbounded({ lo, hi }: BreakInterval): boolean {
  return lo <= 0 && hi === Infinity;
}

/** A shade over an axis, in pixels: full between two ends, or fading out towards one of them. */
export interface Shade {
  readonly left: number;
  readonly right: number;
  /** where it has faded to nothing; null: it is full throughout */
  readonly fadesTo: "left" | "right" | null;
}

/** How dark it is at a pixel, from 0 to 1. Two stops at one pixel are a jump. */
interface ShadeStop {
  readonly at: number;
  readonly share: number;
}

/** Shades as one that is as dark as the darkest of them, straight from stop to stop: overlaps add nothing. */
export function shadeProfile(shades: readonly Shade[]): ShadeStop[] {
  const ends = shades.flatMap(({ left, right }) => [left, right]);
  // fades are of one length: two that run against each other are equally dark midway between their full ends
  const midways = ends.flatMap((p) => ends.map((q) => (p + q) / 2));
  const places = [...new Set([...ends, ...midways])].sort((p, q) => p - q);
  return places.flatMap((at) => {
    const before = darkest(shades, at, ({ left, right }) => left < at && at <= right);
    const after = darkest(shades, at, ({ left, right }) => left <= at && at < right);
    const stops = [{ at, share: before }];
    return before === after ? stops : [...stops, { at, share: after }];
  });
}

function darkest(shades: readonly Shade[], at: number, covers: (shade: Shade) => boolean): number {
  return shades.filter(covers).reduce((most, shade) => Math.max(most, shareOf(shade, at)), 0);
}

function shareOf({ left, right, fadesTo }: Shade, at: number): number {
  if (fadesTo === null) return 1;
  return fadesTo === "right" ? (right - at) / (right - left) : (at - left) / (right - left);
}
