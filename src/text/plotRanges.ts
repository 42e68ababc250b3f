import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";

type Range = readonly [lo: number, hi: number];

/** What a plot in text covers. */
export interface PlotRanges {
  readonly x: Range;
  readonly y: Range;
  readonly logY: boolean;
}

/** Points and law of one curve. */
export interface Plotted {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly law: BnslParameters | null;
}

/** Decades shown on either side of the breaks where there are no points. */
const DECADES_AROUND = 1.5;
/** of the points' span: how far a law that leaves them is followed */
const FOLLOWED = 0.4;
const SAMPLES = 200;

/**
 * x of all points, or around the breaks of a law without points (of a law without breaks, which looks the same
 * everywhere, three decades from 1); y of the points and of the law near them. Null where there is nothing to show.
 */
export function plotRanges({ x, y, law }: Plotted): PlotRanges | null {
  if (x.length === 0 && !law) return null;
  const wide = x.length > 0 ? widened(ends(Array.from(x)), true) : around(law!.d);
  const points = Array.from(y);
  const along = law ? lawAlong(law, wide) : [];
  const logY = (points.length > 0 ? points : along).every((value) => value > 0);
  const to = logY ? Math.log : (value: number) => value;
  const from = logY ? Math.exp : (value: number) => value;
  const drawn = along.map(to).filter(Number.isFinite);
  const seen = points.length > 0 ? points.map(to) : drawn;
  const [lo, hi] = ends(seen.length > 0 ? seen : [0]);
  const room = FOLLOWED * (hi - lo || Math.abs(hi) || 1);
  const followed = drawn.map((value) => Math.min(hi + room, Math.max(lo - room, value)));
  const [bottom, top] = ends([...seen, ...followed]);
  const height = widened([from(bottom), from(top)], logY);
  return { x: wide, y: height, logY };
}

function lawAlong(law: BnslParameters, [lo, hi]: Range): number[] {
  return Array.from({ length: SAMPLES + 1 }, (_, i) => bnsl(lo * (hi / lo) ** (i / SAMPLES), law));
}

function around(d: readonly number[]): Range {
  if (d.length === 0) return [1, 1e3];
  const [lo, hi] = ends(d);
  const beyond = 10 ** DECADES_AROUND;
  return [Math.max(lo / beyond, Number.MIN_VALUE), Math.min(hi * beyond, Number.MAX_VALUE)];
}

/** Some air at both ends, so that nothing stands on an axis; a range of one value becomes one around it. */
function widened([lo, hi]: Range, log: boolean): Range {
  if (log) {
    const air = hi > lo ? (hi / lo) ** 0.02 : 2;
    return [lo / air, hi * air];
  }
  const air = 0.03 * (hi - lo) || Math.abs(hi) || 1;
  return [lo - air, hi + air];
}

function ends(values: readonly number[]): Range {
  return [values.reduce((p, q) => Math.min(p, q)), values.reduce((p, q) => Math.max(p, q))];
}
