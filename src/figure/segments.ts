import { bnsl, type BnslParameters, minusSum } from "../core/forms/evaluate.js";
import { trainingRange } from "./domains.js";
import type { FigureLayout, Panel } from "./panel.js";

/**
 * A pure power law (plus a) that the law tends to between two of its breaks. Where a break is wide, the curve need not come
 * near it: `follows` says where it does, `courseOf` which slopes the curve itself has.
 */
interface Segment {
  /** 0 before the first break */
  readonly index: number;
  /** where it begins and ends, units of x */
  readonly from: number;
  readonly to: number;
  /** of ln|y − a| against ln x: −(c0 + … + c_i) */
  readonly slope: number;
  /** the law as if every break before it were over and none after it had begun */
  readonly value: (x: number) => number;
  /** whether the law's y − a is within 1 % of the power law's at x: on any axes they are one line there */
  readonly follows: (x: number) => boolean;
}

/** A line of a figure is some 2 % of a decade wide: what differs by less is drawn over the curve itself. */
const FOLLOWED = 0.01;

/**
 * The decomposition of a law into the power laws that it joins (Caballero et al. 2023, Figure 1): far behind break j its
 * factor (1 + (x/d_j)^(1/f_j))^(−c_j·f_j) is (x/d_j)^(−c_j), far before it 1. Neighbours meet at the breaks. Segments of which
 * nothing lies in the range [lo, hi] are left out.
 */
export function segmentsOf(law: BnslParameters, [lo, hi]: readonly [number, number]): Segment[] {
  const breaks = law.d.map((d, i) => ({ d, c: law.c[i] })).sort((p, q) => p.d - q.d);
  const edges = [0, ...breaks.map(({ d }) => d), Infinity];
  return edges
    .slice(0, -1)
    .map((edge, i): Segment => {
      const passed = breaks.slice(0, i);
      return {
        index: i,
        from: Math.max(edge, lo),
        to: Math.min(edges[i + 1], hi),
        slope: minusSum([law.c0, ...passed.map(({ c }) => c)]),
        value: (x) => powerLaw(law, passed, x),
        follows: (x) => Math.abs(powerLaw(law, passed, x) - bnsl(x, law)) <= FOLLOWED * Math.abs(bnsl(x, law) - law.a),
      };
    })
    .filter(({ from, to }) => from < to);
}

function powerLaw(
  { a, b, c0 }: BnslParameters,
  passed: readonly { readonly d: number; readonly c: number }[],
  x: number,
): number {
  const exponent = passed.reduce(
    (sum, { d, c }) => sum - c * (Math.log(x) - Math.log(d)),
    Math.log(Math.abs(b)) - c0 * Math.log(x),
  );
  return a + Math.sign(b) * Math.exp(exponent);
}

/** A part of the law as pixels, over the fitted points or beyond them. */
interface LawPiece {
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
