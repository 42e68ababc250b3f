import { area } from "d3-shape";
import type { JSX } from "preact";
import { bnsl } from "../core/forms/evaluate.js";
import { round } from "./Words.js";
import { bandEnd } from "./domains.js";
import type { FigureProps, Panel } from "./panel.js";
import type { BandPoint, CurvePicture } from "./picture.js";
import { placesAlong } from "./segments.js";

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

/**
 * The band at x (units of x; ends in units of y); null outside of its nodes.
 *
 * A band is computed at its nodes only, and there it is given as it is. Between two nodes this is an interpolation: the
 * distance of each end from the law goes straight from one node to the next over ln x, in ln y where law and ends are above
 * 0, so that the band turns where the law turns. Beside an open end (±Infinity) the band is open.
 */
export function bandAt(
  { band, law }: Pick<CurvePicture, "band" | "law">,
  x: number,
): readonly [lo: number, hi: number] | null {
  const after = band.findIndex((node) => node.x >= x);
  if (after < 0 || (after === 0 && band[0].x !== x)) return null;
  const [p, q] = [band[Math.max(after - 1, 0)], band[after]];
  if (q.x === x) return [q.lo, q.hi];
  // without a law to follow, straight
  const middle = (at: number): number => (law === null ? 1 : bnsl(at, law));
  const share = Math.log(x / p.x) / Math.log(q.x / p.x);
  const along = [p.x, q.x, x].map(middle);
  return [between(p.lo, q.lo, share, along), between(p.hi, q.hi, share, along)];
}

/** @param along the law at both nodes and in between */
function between(p: number, q: number, share: number, along: readonly number[]): number {
  if (!Number.isFinite(p) || !Number.isFinite(q)) return Number.isFinite(p) ? q : p;
  const [atP, atQ, atX] = along;
  const mixed = (first: number, last: number): number => (1 - share) * first + share * last;
  const hasLogarithms = [p, q, ...along].every((value) => value > 0);
  const value = hasLogarithms
    ? atX * Math.exp(mixed(Math.log(p / atP), Math.log(q / atQ)))
    : atX + mixed(p - atP, q - atQ);
  // a law beyond what a double holds is nothing to follow
  return Number.isFinite(value) ? value : mixed(p, q);
}
