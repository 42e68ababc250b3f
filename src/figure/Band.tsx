import { area } from "d3-shape";
import type { JSX } from "preact";
import { bandAt } from "./bandAt.js";
import { bandEnd } from "./domains.js";
import { placesAlong } from "./lawPieces.js";
import type { FigureProps } from "./marksProps.js";
import type { Panel } from "./panel.js";
import type { BandPoint, CurvePicture } from "./picture.js";
import { round } from "./Words.js";

/** The band as an area that follows the law; where it ends within the frame it fades, for nothing ends there but its nodes. */
export function Band({ layout: { picture, main }, palette, id }: FigureProps): JSX.Element | null {
  if (picture.band.length < 2) return null;
  const shape = area<BandPoint>()
    .digits(2)
    .x(({ x }) => main.x.at(x))
    .y0(({ lo }) => edge(lo, main))
    .y1(({ hi }) => edge(hi, main));
  const d = shape(alongLaw(picture, main)) ?? "";
  const end = bandEnd(picture, main.x.domain, main.x.log);
  if (end === null) return <path data-mark="band" d={d} fill={palette.band} fill-opacity={0.3} />;
  const last = main.x.at(end);
  return (
    <g>
      <linearGradient id={`${id}-band`} gradientUnits="userSpaceOnUse" x1={round(last - FADE)} x2={round(last)}>
        <stop offset="0" stop-color={palette.band} />
        <stop offset="1" stop-color={palette.band} stop-opacity={0} />
      </linearGradient>
      <path data-mark="band" d={d} fill={`url(#${id}-band)`} fill-opacity={0.3} />
    </g>
  );
}

/** Pixels over which it fades. */
const FADE = 24;

/** At as many places as the law is drawn at, the nodes among them. */
function alongLaw(picture: CurvePicture, panel: Panel): BandPoint[] {
  const nodes = picture.band.map(({ x }) => x);
  const [left, right] = panel.x.domain;
  const [from, to] = [Math.max(nodes[0], left), Math.min(nodes[nodes.length - 1], right)];
  return placesAlong(panel, from, to, [...nodes, ...(picture.law?.d ?? [])]).flatMap((x) => {
    const ends = bandAt(picture, x);
    return ends === null ? [] : [{ x, lo: ends[0], hi: ends[1] }];
  });
}

/** The pixel of an end; outside of the frame where it is open or has no logarithm. */
function edge(value: number, { top, height, y }: Panel): number {
  if (value === Infinity) return top - 9;
  if (!(value > (y.log ? 0 : -Infinity))) return top + height + 9;
  return Math.max(-1e4, Math.min(1e4, y.at(value)));
}
