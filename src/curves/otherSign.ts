import { trend } from "../core/extrapolate/rising.js";
import { weightsOf } from "../core/problem/weights.js";
import type { Curve, Objective } from "../core/types.js";

/** Curves in order, and how many there are. */
interface Curves {
  readonly count: number;
  curves(): AsyncIterable<Curve>;
}

/**
 * What is said of curves that a law with b < 0 follows better than one with b > 0, none of them with a break: those that rise
 * to a ceiling, and under `linear` those that fall ever faster. A metric that grows as a power of x is neither: with c0 < 0
 * the usual sign follows it. Under the other objectives a curve that falls ever faster is what breaks are for.
 */
export async function otherSignLines(store: Curves, objective: Objective): Promise<string[]> {
  const found = { rising: 0, falling: 0 };
  for await (const curve of store.curves()) {
    const direction = trend(curve);
    if (direction === "none" || (direction === "falling" && objective !== "linear")) continue;
    if (isBetterWithOtherSign(curve, objective)) found[direction]++;
  }
  return [
    ...line("y rises with x as if to a ceiling", found.rising, store.count, "rising to a ceiling"),
    ...line("y falls with x, ever faster,", found.falling, store.count, "falling ever faster from a"),
  ];
}

/** For a table most of whose curves are of the other kind, their sign is not to be changed too. */
function line(what: string, some: number, of: number, meaning: string): string[] {
  if (some === 0) return [];
  const remedy =
    some > of / 2
      ? `try --sign-b - (${meaning}) or --sign-b auto`
      : "--sign-b auto tries both signs of b for each curve, and takes longer";
  return [`${what} in ${some} of ${of} curve${of === 1 ? "" : "s"}: ${remedy}`];
}

/** Exponents tried of either sign: neighbours are near enough for the better sign to show. */
const EXPONENTS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 9];
/** by so much AIC has to favour the other sign */
const CLEARLY = 10;
/** of the sum of squares about 0: what is smaller is rounding */
const EXACT = 1e-24;
/** a curve is thinned to so many points at most */
const MOST_POINTS = 500;

/** By the best a + b·x^(−c0) of each sign over a grid of exponents; errors of y, or relative to y under a log objective. */
export function isBetterWithOtherSign(curve: Curve, objective: Objective): boolean {
  const { x, y, train } = curve;
  const all = [...train.keys()].filter((i) => train[i] === 1).sort((i, j) => x[i] - x[j]);
  const rows = all.filter((_, k) => k % Math.ceil(all.length / MOST_POINTS) === 0);
  const shift = objective === "log1p" ? 1 : 0;
  const weight = weightsOf(curve, rows, objective);
  const points = rows.map((i) => ({
    u: Math.log(x[i] / x[rows[rows.length - 1]]),
    y: y[i] + shift,
    w: objective === "linear" ? weight[i] : weight[i] / (y[i] + shift) ** 2,
  }));
  const least = { plus: Infinity, minus: Infinity };
  for (const exponent of EXPONENTS.flatMap((each) => [each, -each])) {
    const { b, rest } = lineThrough(points, exponent, objective === "linear" ? -Infinity : shift);
    if (b > 0) least.plus = Math.min(least.plus, rest);
    if (b < 0) least.minus = Math.min(least.minus, rest);
  }
  const floor = EXACT * points.reduce((sum, point) => sum + point.w * point.y ** 2, 0);
  return points.length * Math.log((least.plus + floor) / (least.minus + floor)) > CLEARLY;
}

interface Point {
  readonly u: number;
  readonly y: number;
  readonly w: number;
}

/** Weighted least squares of y on e^(−c0·u) with a ≥ `lowest`: b, and what it leaves. */
function lineThrough(points: readonly Point[], c0: number, lowest: number): { b: number; rest: number } {
  const v = points.map(({ u }) => Math.exp(-c0 * u));
  const total = points.reduce((sum, { w }) => sum + w, 0);
  const meanOf = (value: (i: number) => number) => points.reduce((sum, { w }, i) => sum + (w / total) * value(i), 0);
  const [meanV, meanY] = [meanOf((i) => v[i]), meanOf((i) => points[i].y)];
  const about = (origin: number, level: number): { b: number; a: number } => {
    const b = meanOf((i) => (v[i] - origin) * (points[i].y - level)) / meanOf((i) => (v[i] - origin) ** 2);
    return { b, a: level - b * origin };
  };
  const free = about(meanV, meanY);
  const { a, b } = free.a >= lowest ? free : about(0, lowest);
  const rest = points.reduce((sum, point, i) => sum + point.w * (point.y - a - b * v[i]) ** 2, 0);
  return { b, rest: Number.isFinite(rest) ? rest : Infinity };
}
