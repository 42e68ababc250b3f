import fc from "fast-check";
import type { Curve, FitOptions, Objective } from "../../src/core/types.js";
import { Y_ABOVE } from "../../src/curves/asFitted.js";
import { curveOf } from "../support/curves.js";

/** Curves of numbers that arithmetic does not like, as a loader lets them through under an objective. */
export function oddCurve(objective: Objective): fc.Arbitrary<Curve> {
  return fc
    .tuple(fc.oneof(drawnPoints, { weight: 5, arbitrary: shapedPoints }), weights, flags)
    .map(([rows, weight, train]) => {
      const least = Y_ABOVE[objective] ?? -Infinity;
      const kept = rows.filter(([x, y]) => x > 0 && x < Infinity && y > least && Number.isFinite(y));
      return curveOf(
        kept.map(([x]) => x),
        kept.map(([, y]) => y),
        {
          weight: Float64Array.from(kept, (_, i) => weight[i % weight.length]),
          train: Uint8Array.from(kept, (_, i) => train[i % train.length]),
        },
      );
    });
}

type Point = readonly [x: number, y: number];

const odd = fc.constantFrom(1e308, 1.7e308, 5e-324, 1e-308, -0, 0, NaN, Infinity, 1, 1 + 2 ** -52, -1, 1e-30, 1e30);
const anyNumber = fc.oneof({ weight: 2, arbitrary: fc.double() }, odd, fc.integer({ min: 1, max: 9 }));

const drawnPoints: fc.Arbitrary<Point[]> = fc.array(fc.tuple(anyNumber, anyNumber), { maxLength: 14 });

/** x in ascending steps, over ranges from nothing to all that a double holds, and y of a shape. */
const shapedPoints: fc.Arbitrary<Point[]> = fc
  .record({
    count: fc.oneof(fc.integer({ min: 1, max: 6 }), {
      weight: 4,
      arbitrary: fc.noBias(fc.integer({ min: 7, max: 18 })),
    }),
    first: fc.constantFrom(1e-300, 1e-6, 1, 1e6, 1e290),
    /** decades from the first x to the last */
    decades: fc.constantFrom(0, 1e-12, 0.5, 3, 3, 17, 300),
    unit: fc.constantFrom(1e-300, 1e-30, 1, 1e30, 1e300),
    shape: fc.constantFrom("constant", "power", "decades", "two", "zigzag", "step", "negative", "rising"),
    power: fc.constantFrom(0, 0.1, 1, 7),
  })
  .map(({ count, first, decades, unit, shape, power }) =>
    Array.from({ length: count }, (_, i): Point => {
      const t = count === 1 ? 0 : i / (count - 1);
      return [first * 10 ** (decades * t), unit * SHAPES[shape](t, i, power)];
    }),
  );

const SHAPES: Readonly<Record<string, (t: number, i: number, power: number) => number>> = {
  constant: () => 1,
  power: (t, _, power) => 10 ** (-power * t),
  decades: (t) => 10 ** (30 * t - 15),
  two: (_, i) => 1 + (i % 2),
  zigzag: (t, i) => (i % 2 === 0 ? 1 : 1e-9) + t,
  step: (t) => (t < 0.5 ? 1 : 0.1),
  negative: (t) => t - 0.5,
  rising: (t, _, power) => 10 ** (power * t),
};

const weights = fc.oneof(
  { weight: 3, arbitrary: fc.constant([1]) },
  fc.array(fc.constantFrom(5e-324, 1e-300, 1e-20, 1, 1e20, 1e300, 1.7e308), { minLength: 1, maxLength: 4 }),
);

const flags = fc.oneof({ weight: 4, arbitrary: fc.constant([1]) }, fc.constantFrom([0], [1, 0], [1, 1, 1, 0]));

/** What is asked of the fits with so many breaks, few starts of each. */
export function oddOptions(objective: Objective, breaks: number): fc.Arbitrary<Partial<FitOptions>> {
  return fc.record({
    objective: fc.constant(objective),
    starts: fc.constantFrom(1, 2, 6),
    huber: fc.constantFrom(null, null, 1e-300, 0.1, 1e300),
    signB: fc.constantFrom("+", "-", "auto"),
    select: fc.constantFrom("aicc", "none", "holdout"),
    breaks: fc.constant([breaks]),
    bounds: fc.constantFrom<FitOptions["bounds"]>({}, {}, ...BOUNDS, ...(breaks > 0 ? BREAK_BOUNDS : [])),
  });
}

const BOUNDS: readonly FitOptions["bounds"][] = [
  { a: [-1, 1] },
  { b: [1e-300, 1e300], c0: [-1e-9, 1e-9] },
  { c: [-0.1, 0.3] },
];
const BREAK_BOUNDS: readonly FitOptions["bounds"][] = [
  { d: [1e-3, 7], f: [0.03, 0.031] },
  { c1: [-1e-3, 0.7], d1: [1e5, 3e5] },
  { c: [0, 0.01], d: [1e-290, 1e290], f: [1e-9, 1e9] },
];
