import { axisOf, type Axis } from "../../../figure/axis.js";
import { hasFit } from "../../../core/status.js";
import type { Report } from "../curveIndex.js";
import { measureOf } from "../ownScale.js";
import type { Line } from "../curves/line.js";

/** An answer as a place: its training error against its held-out error. */
export interface ErrorDot {
  readonly line: Line;
  readonly train: number;
  readonly test: number;
}

/** The answers that have both errors, above 0, by held-out error; and how many answers with a fit have not. */
export function errorDots({ curves, data }: Report): { dots: ErrorDot[]; leftOut: number } {
  const measure = measureOf(data);
  const answers = curves.flatMap((curve) => curve.shown.map((row) => ({ curve, row })));
  const fitted = answers.filter(({ row }) => hasFit(row.status));
  const dots = fitted.flatMap((line): ErrorDot[] => {
    const [train, test] = [measure.train(line.row), measure.test(line.row)];
    return train !== null && test !== null && train > 0 && test > 0 ? [{ line, train, test }] : [];
  });
  dots.sort((p, q) => p.test - q.test);
  return { dots, leftOut: fitted.length - dots.length };
}

/** A logarithmic axis over all values with some room at both ends. */
export function errorAxis(values: readonly number[], pixels: readonly [number, number]): Axis {
  const [low, high] = values.reduce(([least, most], v) => [Math.min(least, v), Math.max(most, v)], [Infinity, 0]);
  const room = Math.max(1.15, (high / low) ** 0.05);
  return axisOf(true, [low / room, high * room], pixels);
}

/** Number of the dot nearest to a place, at most `reach` pixels away; −1: none. */
export function nearestDot(
  places: readonly (readonly [number, number])[],
  x: number,
  y: number,
  reach: number,
): number {
  let [nearest, least] = [-1, reach * reach];
  for (const [i, [px, py]] of places.entries()) {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** The outline of a dot with so many breaks, as a part of an SVG path: every n has a shape of its own. */
export function dotPath(n: number, x: number, y: number, r: number): string {
  const at = `M${x.toFixed(1)} ${y.toFixed(1)}`;
  const s = (size: number): string => (size * r).toFixed(2);
  switch (n) {
    case 0:
      return `${at}m${s(-1)} 0a${s(1)} ${s(1)} 0 1 0 ${s(2)} 0a${s(1)} ${s(1)} 0 1 0 ${s(-2)} 0z`;
    case 1:
      return `${at}m${s(-0.9)} ${s(-0.9)}h${s(1.8)}v${s(1.8)}h${s(-1.8)}z`;
    case 2:
      return `${at}m0 ${s(-1.25)}l${s(1.2)} ${s(2.1)}h${s(-2.4)}z`;
    case 3:
      return `${at}m0 ${s(-1.35)}l${s(1.35)} ${s(1.35)}l${s(-1.35)} ${s(1.35)}l${s(-1.35)} ${s(-1.35)}z`;
    default:
      return `${at}m0 ${s(1.25)}l${s(1.2)} ${s(-2.1)}h${s(-2.4)}z`;
  }
}
