import { extent } from "d3-array";
import { bnsl } from "../core/forms/evaluate.js";
import { type Place, xOf } from "../core/optionText.js";
import type { CurvePicture, FigureView } from "./picture.js";

type Range = readonly [number, number];

/** How far beyond the data a law is drawn, as a share of their span. */
const BEYOND = 1 / 7;
/** A band reaches further where predictions were asked for, but never makes the data small. */
const BEYOND_FOR_BAND = 1 / 3;
const SAMPLES = 96;

/** The x shown: all points, some room for the extrapolation, and what was asked for. */
export function xDomain(picture: CurvePicture, view: FigureView, log: boolean): Range {
  const [lo, hi] = dataRange(picture);
  const { to, from } = onScale(log);
  const span = to(hi) - to(lo) || (log ? 1 : hi);
  const band = view.band ? picture.band.reduce((most, { x }) => Math.max(most, x), 0) : 0;
  const reached = Math.min(band > 0 ? to(band) : -Infinity, to(hi) + BEYOND_FOR_BAND * span);
  const right =
    view.to === null ? from(Math.max(to(hi) + BEYOND * span, reached)) : Math.max(endOf(view.to, picture), hi);
  return [from(to(lo) - 0.03 * span), right];
}

/** The x up to which a law is to be drawn; a multiple is of the last x fitted, or of the last one where nothing was. */
export function endOf(to: Place, picture: Pick<CurvePicture, "x" | "train">): number {
  const last = trainingRange(picture)[1];
  return xOf(to, Number.isFinite(last) ? last : dataRange(picture)[1]);
}

/** Where the band ends within a frame's x; null where it reaches the frame's end, near enough. */
export function bandEnd({ band }: Pick<CurvePicture, "band">, [lo, hi]: Range, log: boolean): number | null {
  if (band.length < 2) return null;
  const { to } = onScale(log);
  const last = band[band.length - 1].x;
  return to(hi) - to(last) > 0.02 * (to(hi) - to(lo)) ? last : null;
}

/**
 * The y shown: all points and the law among the fitted ones; of what lies beyond (extrapolation, band, asymptote) as much as
 * leaves the points more than half of the height.
 */
export function yDomain(picture: CurvePicture, view: FigureView, log: boolean, x: Range): Range {
  const { to, from } = onScale(log);
  const drawable = (values: readonly number[]) => values.map(to).filter(Number.isFinite);
  // a law that is to be drawn up to some x is to be seen there
  const wanted = view.to === null ? trainingRange(picture) : x;
  const inside = drawable([...shownY(picture, view), ...lawOver(picture, wanted)]);
  const [low, high] = rangeOf(inside);
  const size = log ? 1 : Math.max(Math.abs(low), Math.abs(high)) || 1;
  const spread = (from: number, to: number): number => (to - from > FLAT * size ? to - from : size);
  const [bandLow, bandHigh] = view.band ? bandEnds(picture, x) : [[], []];
  const asymptote = view.asymptote && picture.law ? [picture.law.a] : [];
  const [lowest, highest] = rangeOf(drawable([...lawOver(picture, x), ...bandLow, ...bandHigh, ...asymptote]));
  const room = 0.4 * spread(low, high);
  const bottom = Math.max(Math.min(low, lowest), low - room);
  const top = Math.min(Math.max(high, highest), high + room);
  const pad = 0.05 * spread(bottom, top);
  return [from(bottom - pad), from(top + pad)];
}

/** What differs by less, relative to its size, is drawn as equal: an axis of it would need more digits than anyone reads. */
const FLAT = 1e-6;

function shownY({ y, train }: CurvePicture, { testPoints }: FigureView): number[] {
  const fitted = Array.from(y).filter((_, i) => train[i] !== 0);
  return testPoints || fitted.length === 0 ? Array.from(y) : fitted;
}

/** Smallest and largest x of all points. */
export function dataRange({ x }: Pick<CurvePicture, "x">): Range {
  return rangeOf(Array.from(x));
}

/** Smallest and largest x of the points that were fitted. */
export function trainingRange({ x, train }: Pick<CurvePicture, "x" | "train">): Range {
  return rangeOf(Array.from(x).filter((_, i) => train[i] === 1));
}

/** The law over a range, its breaks among the places; a linear axis begins below 0, where there is no law. */
function lawOver(picture: CurvePicture, [lo, hi]: Range): number[] {
  const { law } = picture;
  const first = Math.log(lo > 0 ? lo : dataRange(picture)[0]);
  const step = (Math.log(hi) - first) / SAMPLES;
  if (!law || !(step >= 0)) return [];
  const grid = Array.from({ length: SAMPLES + 1 }, (_, i) => Math.exp(first + i * step));
  return [...grid, ...law.d.filter((d) => d > lo && d < hi)].map((x) => bnsl(x, law));
}

function bandEnds({ band }: CurvePicture, [lo, hi]: Range): [number[], number[]] {
  const shown = band.filter(({ x }) => x >= lo && x <= hi);
  return [shown.map((point) => point.lo), shown.map((point) => point.hi)];
}

/** To the scale of an axis and back, there to a number that a double holds. */
function onScale(log: boolean): { to: (value: number) => number; from: (value: number) => number } {
  const held = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  if (!log) return { to: (value) => value, from: held };
  return { to: Math.log, from: (value) => held(Math.max(SMALLEST, Math.exp(value))) };
}

/** The smallest double with all its digits. */
const SMALLEST = 2 ** -1022;

/** The smallest and the largest of them; of none what leaves any other as it is. */
function rangeOf(values: readonly number[]): Range {
  const [lo = Infinity, hi = -Infinity] = extent(values);
  return [lo, hi];
}
