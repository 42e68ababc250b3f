import type { BnslParameters } from "../models/evaluate.js";

/** A pure power law (plus a) that the law follows between two of its breaks. */
export interface Segment {
  /** 0 before the first break */
  readonly index: number;
  /** where it begins and ends, units of x */
  readonly from: number;
  readonly to: number;
  /** of ln|y − a| against ln x: −(c0 + … + c_i) */
  readonly slope: number;
  /** the law as if every break before it were over and none after it had begun */
  readonly value: (x: number) => number;
}

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
        slope: slopeOf([law.c0, ...passed.map(({ c }) => c)]),
        value: (x) => powerLaw(law, passed, x),
      };
    })
    .filter(({ from, to }) => from < to);
}

/** To where a segment is that is not in sight. */
export const ARROWS = { above: "↑", below: "↓" };

/** Where a segment stands to a frame's y: between its ends it only rises or only falls. */
export function sightOf(
  { from, to, value }: Segment,
  [bottom, top]: readonly [number, number],
): "inside" | "above" | "below" {
  const ends = [value(from), value(to)];
  if (ends.every((y) => y > top)) return "above";
  return ends.every((y) => y < bottom) ? "below" : "inside";
}

/** Exponents that cancel but for rounding leave a level law, not one that falls as x^−5.6e-17. */
function slopeOf(exponents: readonly number[]): number {
  const sum = exponents.reduce((total, each) => total + each, 0);
  const size = exponents.reduce((total, each) => total + Math.abs(each), 0);
  return Math.abs(sum) <= CANCELLED * size ? 0 : -sum;
}

const CANCELLED = 8 * Number.EPSILON;

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
