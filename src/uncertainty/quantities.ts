import { writtenBound } from "../core/forms/bnsl/bounds.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { sigmoid, softplus } from "../core/forms/softplus.js";
import { logGrid, timesOf, xOf } from "../core/optionText.js";
import type { FitOptions } from "../core/types.js";
import { targetsOf } from "./request.js";
import type { BootstrapRequest, Quantity } from "./types.js";

/** A number that a law has, and the scale on which its intervals are made. */
export interface QuantitySpec {
  readonly quantity: Quantity;
  /** 1…n for c, d, f; the segment 0…n for slope; else null */
  readonly index: number | null;
  /** of prediction and band, else null */
  readonly x: number | null;
  /** of prediction: x as a multiple of the last x fitted, where it was given as one; else null */
  readonly timesLast: number | null;
  /** of reach, else null */
  readonly target: number | null;
  /** log: intervals are made of logarithms, and reported as exp of their ends */
  readonly scale: "linear" | "log";
  /** as it is reported */
  readonly reported: (law: BnslParameters) => number;
  /** on the working scale: ln of what is reported (−Infinity of what is not above 0), or the same */
  readonly value: (law: BnslParameters) => number;
}

/** What of a curve, rather than of a law, decides how its quantities are taken. */
interface Metric {
  /** y > 0 always: fitted on a log scale */
  readonly positive: boolean;
  /** which way y has to go to reach a target; a function where that depends on the target */
  readonly direction: Direction | ((target: number) => Direction);
}

/**
 * The quantities of a law with so many breaks, in the order of a table: a, b, c0; c, d, f of each break; the slopes of all
 * segments; predictions at each of `at`; the x that reaches each target, looked for from the smallest training x; the band,
 * on a log grid from the smallest training x to the largest of training x and `at`.
 *
 * d, f and reach are worked on as logarithms, and so are predictions where y is always positive: their errors are
 * relative then, and a reflected interval cannot leave y > 0. `a` is not, even there: it often stands on its bound 0.
 */
export function quantitiesOf(
  nBreaks: number,
  request: Pick<BootstrapRequest, "at" | "band" | "target">,
  range: readonly [lo: number, hi: number],
  { positive, direction }: Metric,
): QuantitySpec[] {
  const { at, band } = request;
  const places = at.map((place) => ({ x: xOf(place, range[1]), timesLast: timesOf(place) }));
  const towards = typeof direction === "function" ? direction : () => direction;
  const numbers = Array.from({ length: nBreaks }, (_, i) => i + 1);
  const predicted = (quantity: Quantity) => (x: number) =>
    spec(quantity, null, x, positive ? "log" : "linear", (law) => bnsl(x, law));
  const reached = (target: number): QuantitySpec => ({
    ...spec("reach", null, null, "log", (law) => reach(law, target, range[0], towards(target))),
    target,
  });
  return [
    spec("a", null, null, "linear", (law) => law.a),
    spec("b", null, null, "linear", (law) => law.b),
    spec("c0", null, null, "linear", (law) => law.c0),
    ...numbers.flatMap((i) => [
      spec("c", i, null, "linear", (law) => law.c[i - 1]),
      spec("d", i, null, "log", (law) => law.d[i - 1]),
      spec("f", i, null, "log", (law) => law.f[i - 1]),
    ]),
    ...[0, ...numbers].map((i) => spec("slope", i, null, "linear", (law) => slopeOf(law, i))),
    ...places.map(({ x, timesLast }) => ({ ...predicted("prediction")(x), timesLast })),
    ...targetsOf(request).map(reached),
    ...logGrid(range[0], Math.max(range[1], ...places.map(({ x }) => x)), band).map(predicted("band")),
  ];
}

export const OF_A_BREAK: readonly Quantity[] = ["c", "d", "f"];
export const PARAMETERS: readonly Quantity[] = ["a", "b", "c0", ...OF_A_BREAK];

/** Logarithm and exponential make 0.010000000000000005 of 0.01: an interval from there on would not hold its bound. */
const EXACT_DIGITS = 14;

/** What a value on a quantity's working scale is on the scale that is reported. */
export function toReported(spec: QuantitySpec, value: number): number {
  return spec.scale === "log" ? Number(Math.exp(value).toPrecision(EXACT_DIGITS)) : value;
}

/** Between which a parameter lies by its bounds, on the quantity's working scale; no ends of what is no parameter. */
export function limitsOf(
  { quantity, index, scale }: QuantitySpec,
  sign: 1 | -1,
  options: FitOptions,
): readonly [lo: number, hi: number] {
  const bound = PARAMETERS.includes(quantity) ? writtenBound(`${quantity}${index ?? ""}`, options) : null;
  if (bound === null) return [-Infinity, Infinity];
  if (quantity === "b" && sign < 0) return [-bound[1], -bound[0]];
  return scale === "log" ? [Math.log(bound[0]), Math.log(bound[1])] : bound;
}

/** A change of y by less than this share of it is rounding. */
const LEVEL = 1e-12;

/**
 * Whether a law's y at the largest training x is below that at the smallest. Of a level one the side of the target
 * decides, which it then never reaches; without a target the sign of b.
 */
export function directionOf(
  law: BnslParameters,
  range: readonly [lo: number, hi: number],
  target: number | null,
): Direction {
  const [first, last] = [bnsl(range[0], law), bnsl(range[1], law)];
  if (Math.abs(last - first) > LEVEL * Math.max(Math.abs(first), Math.abs(last))) {
    return last > first ? "rising" : "falling";
  }
  return (target === null ? -law.b : target - first) > 0 ? "rising" : "falling";
}

function spec(
  quantity: Quantity,
  index: number | null,
  x: number | null,
  scale: QuantitySpec["scale"],
  reported: QuantitySpec["reported"],
): QuantitySpec {
  const value =
    scale === "linear"
      ? reported
      : (law: BnslParameters) => {
          const number = reported(law);
          return number > 0 ? Math.log(number) : -Infinity;
        };
  return { quantity, index, x, timesLast: null, target: null, scale, reported, value };
}

/** −(c0 + … + c_i) with breaks counted from the left, whatever order the law lists them in. */
function slopeOf({ c0, c, d }: BnslParameters, segment: number): number {
  const fromLeft = d.map((_, i) => i).sort((i, j) => d[i] - d[j]);
  return -fromLeft.slice(0, segment).reduce((sum, i) => sum + c[i], c0);
}

/** Which way y has to go to reach a target. */
type Direction = "falling" | "rising";

/**
 * The smallest x ≥ `from` (> 0) at which y has reached the target: y ≤ target where the metric is falling, y ≥ target
 * where it is rising. `from` itself where that already holds; Infinity where it never does, or only beyond the largest
 * double; a target equal to a limit that y only approaches is never reached. y may bend up and down in between.
 *
 * Without a direction a law with b > 0 falls to its floor a, one with b < 0 rises to its ceiling; say "rising" for laws
 * that grow without bound (b > 0, c0 < 0), and "falling" for their mirror image.
 *
 * Everything is done on E(u) = ln|y − a|, u = ln x. Around every break E is walked through in steps of half its width
 * f and more, and what lies between two steps (a crossing, or a dip that comes back) is found by bisection to the last
 * digit of u. After the last break E is a straight line to less than rounding, and is solved.
 */
export function reach(
  law: BnslParameters,
  target: number,
  from: number,
  direction: Direction = law.b < 0 ? "rising" : "falling",
): number {
  const start = Math.log(from);
  const height = heightAbove(law, target, direction);
  if (typeof height === "boolean") return height ? from : Infinity;
  if (height.of(start) <= 0) return from;
  let u = start;
  for (const next of steps(law, start)) {
    const crossing = crossingIn(height, u, next);
    if (crossing !== null) return Math.exp(crossing);
    u = next;
  }
  if (u >= LARGEST) return Infinity;
  // a straight line from here on, also where u is a corner itself
  const slope = height.slope(Infinity);
  return slope < 0 ? Math.exp(u - height.of(u) / slope) : Infinity;
}

/** How far E is from where the target is reached, and its derivative in u; reached where it is ≤ 0. */
interface Height {
  of(u: number): number;
  slope(u: number): number;
}

const LARGEST = Math.log(Number.MAX_VALUE);
/** distances from a break in units of f; at the last of them e^−40 is below rounding */
const DISTANCES = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 14, 20, 40];
const OFFSETS: readonly number[] = [...DISTANCES.map((t) => -t).reverse(), 0, ...DISTANCES];
/** stands for f = 0, a corner, without a division by zero */
const CORNER = 1e-300;

/** true or false: reached everywhere or nowhere, as b = 0, or a alone on the far side of the target, decides. */
function heightAbove(law: BnslParameters, target: number, direction: Direction): Height | boolean {
  // y − a has the sign of b, so it is a question of its size: at most, or at least, that of target − a
  const margin = law.b < 0 ? law.a - target : target - law.a;
  const shrinking = law.b < 0 === (direction === "rising");
  if (law.b === 0) return direction === "rising" ? law.a >= target : law.a <= target;
  if (margin <= 0) return !shrinking;
  const sign = shrinking ? 1 : -1;
  const wanted = Math.log(margin);
  const bends = law.d.map((d, i) => [law.c[i], Math.log(d), Math.max(law.f[i], CORNER)] as const);
  return {
    of(u) {
      let exponent = Math.log(Math.abs(law.b)) - law.c0 * u;
      for (const [c, delta, f] of bends) exponent -= c * f * softplus((u - delta) / f);
      return sign * (exponent - wanted);
    },
    slope(u) {
      return -sign * bends.reduce((sum, [c, delta, f]) => sum + c * sigmoid((u - delta) / f), law.c0);
    },
  };
}

/** Where E is looked at, ascending, beyond `start` and within a double's range. */
function steps({ d, f }: BnslParameters, start: number): Float64Array {
  const all = new Float64Array(d.length * OFFSETS.length);
  let count = 0;
  d.forEach((place, i) => {
    const delta = Math.log(place);
    for (const t of OFFSETS) {
      const u = delta + t * f[i];
      if (u > start) all[count++] = Math.min(u, LARGEST);
    }
  });
  return all.subarray(0, count).sort();
}

/** The first u in (lo, hi] where the height, > 0 at lo, is ≤ 0; null where there is none. */
function crossingIn(height: Height, lo: number, hi: number): number | null {
  const above = (u: number) => height.of(u) > 0;
  if (!above(hi)) return boundary(above, lo, hi);
  if (height.slope(hi) <= 0 || height.slope(lo) >= 0) return null;
  const lowest = boundary((u) => height.slope(u) < 0, lo, hi);
  return above(lowest) ? null : boundary(above, lo, lowest);
}

/** Where a condition that holds at lo and not at hi ends, to the last digit: the first double seen where it does not. */
function boundary(holds: (u: number) => boolean, lo: number, hi: number): number {
  for (;;) {
    const middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) return hi;
    if (holds(middle)) lo = middle;
    else hi = middle;
  }
}
