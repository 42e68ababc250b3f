import { bnslForm } from "../core/forms/bnsl/form.js";
import { internalParameters } from "../core/forms/bnsl/report.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { resolveOptions } from "../core/options.js";
import { hashKey, planCurve, planProblem, type CurvePlan } from "../core/plan.js";
import { logGrid } from "../core/problem/logGrid.js";
import type { Problem } from "../core/problem/problem.js";
import { Resample, type ResamplePlan } from "../core/problem/resampling.js";
import { freshState } from "../core/solver/polish.js";
import { firstX, pointsTo, type PredictabilityRequest, type Truth } from "./predictabilityRequest.js";
import type { RefitProblem } from "./refitProblem.js";

/** One place to stop at, of one law with one noise. */
export interface Cell {
  readonly truth: Truth;
  readonly law: BnslParameters;
  readonly stop: number;
  readonly sharpness: number;
  readonly noise: number;
  readonly repeats: number;
  readonly points: number;
  readonly plan: CurvePlan;
  /** with as many breaks as the law, and with one less */
  readonly full: Problem;
  readonly simpler: Problem;
}

/** The cells of a law: sharpness, noise, repeats, stop, the last the fastest. */
export function cellsOf(truth: Truth, request: PredictabilityRequest): Cell[] {
  const { stops, repeats } = request;
  const last = lastBreak(truth.law);
  const sharpness = request.sharpness === "own" ? [truth.law.f[last]] : request.sharpness;
  const noise = request.noise === "own" ? [truth.sigma!] : request.noise;
  return sharpness.flatMap((f) =>
    noise.flatMap((sigma) =>
      repeats.flatMap((count) => stops.map((stop) => cellOf(truth, [f, sigma, count, stop], request))),
    ),
  );
}

function cellOf(
  truth: Truth,
  [sharpness, noise, repeats, stop]: readonly [number, number, number, number],
  request: PredictabilityRequest,
): Cell {
  const last = lastBreak(truth.law);
  const law = { ...truth.law, f: truth.law.f.map((f, i) => (i === last ? sharpness : f)) };
  const first = firstX(law, request);
  const end = stop * law.d[last];
  const points = pointsTo(first, end, request.pointsPerDecade);
  const x = logGrid(first, end, points).flatMap((at) => new Array<number>(repeats).fill(at));
  const breaks = law.d.length;
  const options = resolveOptions({ breaks: [breaks - 1, breaks], select: "aicc", signB: "+" });
  const curve = {
    key: [...truth.key, "predictability", ...[sharpness, noise, repeats, stop].map(String)],
    x: Float64Array.from(x),
    y: Float64Array.from(x, (at) => bnsl(at, law)),
    weight: new Float64Array(x.length).fill(1),
    train: new Uint8Array(x.length).fill(1),
    skippedRows: 0,
  };
  const plan = planCurve(curve, 0, options);
  return {
    ...{ truth, law, stop, sharpness, noise, repeats, points, plan },
    full: planProblem(bnslForm, plan, breaks, 1, options),
    simpler: planProblem(bnslForm, plan, breaks - 1, 1, options),
  };
}

/** The data sets of a cell, to be fitted with as many breaks as the law has. */
export function simulatedFull(cell: Cell, request: PredictabilityRequest): RefitProblem {
  return simulated(cell, cell.full, cell.law, request);
}

/** The same data sets, to be fitted with one break less. */
export function simulatedSimpler(cell: Cell, request: PredictabilityRequest): RefitProblem {
  return simulated(cell, cell.simpler, withoutLast(cell.law), request);
}

function simulated(
  { plan: { scaling, curve }, noise }: Cell,
  problem: Problem,
  origin: BnslParameters,
  { simulations }: PredictabilityRequest,
): RefitProblem {
  const count = problem.u.length;
  const plan: ResamplePlan = {
    kind: Resample.Parametric,
    dataFirst: false,
    fitted: problem.y,
    errors: new Float64Array(count),
    unit: new Float64Array(count).fill(noise),
    freedom: Infinity,
    clusters: Uint32Array.from({ length: count }, (_, j) => j),
  };
  const { p } = freshState(problem, internalParameters(origin, scaling), 1);
  return { problem, hash: hashKey(curve.key), plan, origins: [p], count: simulations };
}

/** Index of the break that stands last, wherever the law lists it. */
export function lastBreak({ d }: BnslParameters): number {
  return d.indexOf(Math.max(...d));
}

function withoutLast(law: BnslParameters): BnslParameters {
  const others = (values: readonly number[]) => values.filter((_, i) => i !== lastBreak(law));
  return { ...law, c: others(law.c), d: others(law.d), f: others(law.f) };
}
