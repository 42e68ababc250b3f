import { bnsl } from "../models/evaluate.js";
import type { CurvePicture, FigureView } from "./picture.js";

type Range = readonly [number, number];

/** How far beyond the data a law is drawn, as a share of their span. */
const BEYOND = 1 / 7;
/** A band reaches further where predictions were asked for, but never makes the data small. */
const BEYOND_FOR_BAND = 1 / 2;
const SAMPLES = 96;

/** The x shown: all points, some room for the extrapolation, and what was asked for. */
export function xDomain(picture: CurvePicture, view: FigureView, log: boolean): Range {
  const [lo, hi] = dataRange(picture);
  const { to, from } = onScale(log);
  const span = to(hi) - to(lo) || Math.abs(to(hi)) || 1;
  const band = view.band ? picture.band.reduce((most, { x }) => Math.max(most, x), 0) : 0;
  const reached = Math.min(band > 0 ? to(band) : -Infinity, to(hi) + BEYOND_FOR_BAND * span);
  const right = view.to === null ? Math.max(to(hi) + BEYOND * span, reached) : to(Math.max(view.to, hi));
  return [from(to(lo) - 0.03 * span), from(right)];
}

/**
 * The y shown: all points and the law among them; of what lies beyond (extrapolation, band, asymptote) as much as leaves
 * the points more than half of the height.
 */
export function yDomain(picture: CurvePicture, view: FigureView, log: boolean, x: Range): Range {
  const { to, from } = onScale(log);
  const drawable = (values: readonly number[]) => values.map(to).filter(Number.isFinite);
  const points = Array.from(picture.y).filter((_, i) => view.testPoints || picture.train[i] === 1);
  const inside = drawable([...points, ...lawOver(picture, dataRange(picture))]);
  const [low, high] = [least(inside), most(inside)];
  const span = high - low || Math.abs(high) || 1;
  const [bandLow, bandHigh] = view.band ? bandEnds(picture, x) : [[], []];
  const asymptote = view.asymptote && picture.law ? [picture.law.a] : [];
  const outside = drawable([...lawOver(picture, x), ...bandLow, ...bandHigh, ...asymptote]);
  const room = 0.4 * span;
  const bottom = Math.max(Math.min(low, least(outside)), low - room);
  const top = Math.min(Math.max(high, most(outside)), high + room);
  const pad = 0.05 * (top - bottom || span);
  return [from(bottom - pad), from(top + pad)];
}

/** Smallest and largest x of all points. */
export function dataRange({ x }: Pick<CurvePicture, "x">): Range {
  return [least(Array.from(x)), most(Array.from(x))];
}

/** Smallest and largest x of the points that were fitted. */
export function trainingRange({ x, train }: Pick<CurvePicture, "x" | "train">): Range {
  const fitted = Array.from(x).filter((_, i) => train[i] === 1);
  return [least(fitted), most(fitted)];
}

function lawOver({ law }: CurvePicture, [lo, hi]: Range): number[] {
  if (!law) return [];
  const step = Math.log(hi / lo) / SAMPLES;
  return Array.from({ length: SAMPLES + 1 }, (_, i) => bnsl(lo * Math.exp(i * step), law));
}

function bandEnds({ band }: CurvePicture, [lo, hi]: Range): [number[], number[]] {
  const shown = band.filter(({ x }) => x >= lo && x <= hi);
  return [shown.map((point) => point.lo), shown.map((point) => point.hi)];
}

function onScale(log: boolean): { to: (value: number) => number; from: (value: number) => number } {
  const same = (value: number): number => value;
  return log ? { to: Math.log, from: Math.exp } : { to: same, from: same };
}

function least(values: readonly number[]): number {
  return values.reduce((p, q) => Math.min(p, q), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((p, q) => Math.max(p, q), -Infinity);
}
