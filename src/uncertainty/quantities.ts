import { writtenBound } from "../core/forms/bnsl/bounds.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { logGrid } from "../core/problem/logGrid.js";
import type { FitOptions } from "../core/types.js";
import { reach, type Direction } from "./reach.js";
import type { BootstrapRequest, Quantity } from "./types.js";

/** A number that a law has, and the scale on which its intervals are made. */
export interface QuantitySpec {
  readonly quantity: Quantity;
  /** 1…n for c, d, f; the segment 0…n for slope; else null */
  readonly index: number | null;
  /** of prediction and band, else null */
  readonly x: number | null;
  /** log: intervals are made of logarithms, and reported as exp of their ends */
  readonly scale: "linear" | "log";
  /** as it is reported */
  readonly reported: (law: BnslParameters) => number;
  /** on the working scale: ln of what is reported (−Infinity of what is not above 0), or the same */
  readonly value: (law: BnslParameters) => number;
}

/** What of a curve, rather than of a law, decides how its quantities are taken. */
export interface Metric {
  /** y > 0 always: fitted on a log scale */
  readonly positive: boolean;
  /** which way y has to go to reach a target */
  readonly direction: Direction;
}

/**
 * The quantities of a law with so many breaks, in the order of a table: a, b, c0; c, d, f of each break; the slopes of all
 * segments; predictions at each of `at`; the x that reaches the target, looked for from the smallest training x; the band,
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
  const { at, band, target } = request;
  const numbers = Array.from({ length: nBreaks }, (_, i) => i + 1);
  const predicted = (quantity: Quantity) => (x: number) =>
    spec(quantity, null, x, positive ? "log" : "linear", (law) => bnsl(x, law));
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
    ...at.map(predicted("prediction")),
    ...(target === null ? [] : [spec("reach", null, null, "log", (law) => reach(law, target, range[0], direction))]),
    ...logGrid(range[0], Math.max(range[1], ...at), band).map(predicted("band")),
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
  return { quantity, index, x, scale, reported, value };
}

/** −(c0 + … + c_i) with breaks counted from the left, whatever order the law lists them in. */
function slopeOf({ c0, c, d }: BnslParameters, segment: number): number {
  const fromLeft = d.map((_, i) => i).sort((i, j) => d[i] - d[j]);
  return -fromLeft.slice(0, segment).reduce((sum, i) => sum + c[i], c0);
}
