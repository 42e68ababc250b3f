import { bnsl } from "../core/forms/evaluate.js";
import { trainingRange } from "./domains.js";
import type { FigureLayout, Panel } from "./panel.js";

/** A part of the law as pixels, over the fitted points or beyond them. */
export interface LawPiece {
  readonly extrapolated: boolean;
  readonly points: readonly (readonly [number, number])[];
}

/** Before, over and behind the fitted points; none without a law. */
export function lawPieces({ picture, main }: FigureLayout): LawPiece[] {
  const { law } = picture;
  if (!law) return [];
  const [lo, hi] = main.x.domain;
  const [first, last] = trainingRange(picture);
  const value = (x: number): number => bnsl(x, law);
  const pieces = [
    // a sharp break may turn between two pixels
    { extrapolated: true, points: sample(main, lo, first, value, law.d) },
    { extrapolated: false, points: sample(main, first, last, value, law.d) },
    { extrapolated: true, points: sample(main, last, hi, value, law.d) },
  ];
  return pieces.filter(({ points }) => points.length > 1);
}

/** A function of x as pixels, two pixels apart, `also` among them; NaN where it cannot be drawn. */
export function sample(
  panel: Panel,
  from: number,
  to: number,
  value: (x: number) => number,
  also: readonly number[] = [],
): [number, number][] {
  const { x, y } = panel;
  return placesAlong(panel, from, to, also).map((at) => {
    const height = value(at);
    return [x.at(at), y.log && height <= 0 ? NaN : y.at(height)];
  });
}

/** Places from one x to another, two pixels apart, `also` among them; none where `from` is not before `to`. */
export function placesAlong({ x }: Panel, from: number, to: number, also: readonly number[]): number[] {
  if (!(from < to)) return [];
  const [left, right] = [x.at(from), x.at(to)];
  const count = Math.max(1, Math.ceil((right - left) / 2));
  const between = Array.from({ length: count - 1 }, (_, i) => x.invert(left + ((i + 1) * (right - left)) / count));
  const inside = also.filter((at) => at > from && at < to);
  return [from, ...[...between, ...inside].sort((p, q) => p - q), to];
}
