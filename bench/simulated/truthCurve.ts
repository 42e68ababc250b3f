import { correlated } from "../../src/core/claim/errorModel.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { drawnNormal } from "../../src/core/random/normal.js";
import { uniform, philox4x32, seedKey } from "../../src/core/random/philox.js";
import { planCurve } from "../../src/core/plan.js";
import { emptyRow } from "../../src/core/rows/fitRow.js";
import { Status } from "../../src/core/status.js";
import type { Curve, FitOptions } from "../../src/core/types.js";
import { fittedCurve, type FittedCurve } from "../../src/uncertainty/sample.js";

/** Where a law is observed, and how noisily. */
export interface Observation {
  readonly law: BnslParameters;
  /** first and last x of a log grid */
  readonly range: readonly [first: number, last: number];
  readonly points: number;
  /** deviation of ln y */
  readonly sigma: number;
  /** of errors of neighbouring points; left out: they are independent */
  readonly rho?: number;
}

/** words of noise apart from those of starts and resamples */
const PURPOSE = 0x6e6f6973;

/** The law itself at its points. */
export function truthCurve({ law, range: [first, last], points }: Observation, key: readonly string[]): Curve {
  const x = Float64Array.from({ length: points }, (_, i) => first * (last / first) ** (i / (points - 1)));
  return {
    key,
    x,
    y: x.map((at) => bnsl(at, law)),
    weight: new Float64Array(points).fill(1),
    train: new Uint8Array(points).fill(1),
    skippedRows: 0,
  };
}

/** The law with normal noise of ln y, an AR(1) process along x; what is drawn depends on the seed and the number alone. */
export function noisyCurve(observed: Observation, name: string, number: number, seed: number): Curve {
  const truth = truthCurve(observed, [`${name} ${number}`]);
  const key = seedKey(seed);
  const word = (i: number) => philox4x32([i >> 2, number, observed.points, PURPOSE], key)[i & 3];
  const normals = Float64Array.from(truth.y.keys(), (i) => drawnNormal(uniform(word(i))));
  const errors = correlated(normals, observed.rho ?? 0, new Uint32Array(normals.length));
  const y = truth.y.map((value, i) => value * Math.exp(observed.sigma * errors[i]));
  return { ...truth, y };
}

/**
 * The law as if it were the fit of its own points, with the noise's variance in place of the nothing that such a fit
 * leaves: data simulated from it are data of the truth.
 */
export function truthAsFit(observed: Observation, name: string, options: FitOptions): FittedCurve {
  const curve = truthCurve(observed, [name]);
  const { law } = observed;
  const row = {
    ...emptyRow(planCurve(curve, 0, options), law.d.length, Status.ConvergedObjective, "truth"),
    a: law.a,
    b: law.b,
    c0: law.c0,
    c: law.c,
    d: law.d,
    f: law.f,
    selected: true,
    objective: 0,
  };
  const fit = fittedCurve(curve, 0, row, options)!;
  const order = Uint32Array.from(curve.x.keys());
  const serial = { order, rho: Float64Array.of(observed.rho ?? 0), size: Float64Array.of(1), freedom: order.length };
  return {
    ...fit,
    linearisation: { ...fit.linearisation, variance: observed.sigma ** 2 },
    ...(observed.rho === undefined ? {} : { rho: observed.rho, serial }),
  };
}
