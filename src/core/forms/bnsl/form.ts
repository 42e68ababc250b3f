import { InputError } from "../../errors.js";
import type { Problem, Tie } from "../../problem/problem.js";
import type { Scaling } from "../../problem/scaling.js";
import { type TieExpression, tiesOf } from "../../problem/ties.js";
import type { FitOptions } from "../../types.js";
import type { Form, InternalBounds, TiedBounds } from "../form.js";
import { internalBounds, internalNames } from "./bounds.js";
import { logB, namedParameters, reportParameters } from "./report.js";
import { drawBreaks } from "./starts.js";

/** Starts per (curve, n): with these, every known minimum of the benchmark is found. */
const STARTS = [64, 512, 1024, 2048, 4096];
const CANDIDATES = [1, 4, 8, 12, 12];

/** What a memo holds of a break at a point: t = (u − δ)/f, e^−|t| and softplus(t), which follow from t alone. */
const BEND = 3;
/** of callers that keep none */
const SCRATCH = new Float64Array(BEND * STARTS.length).fill(NaN);

/**
 * The broken neural scaling law (Caballero et al. 2023, equation 1) in u = ln x − centre:
 *
 *     E(u) = β − c0·u − Σ cᵢ·fᵢ·softplus((u − δᵢ)/fᵢ),   ŷ = a ± exp(E),   fᵢ = exp(φᵢ)
 *
 * Internal parameters, linear ones first: β, c0, c1…cn | a, δ1…δn, φ1…φn. Twin of `shaders/models/bnsl.wgsl`.
 */
export const bnslForm: Form = {
  name: "bnsl",
  parameterCount: (breaks) => 3 + 3 * breaks,
  linearCount: (breaks) => 2 + breaks,
  memoLength: (breaks) => BEND * breaks,
  asymptoteIndex: (breaks) => 2 + breaks,
  effort: (breaks) => ({ starts: STARTS[breaks], candidates: CANDIDATES[breaks] }),
  names: internalNames,
  bounds: (breaks, sign, points, scaling, options) =>
    tieBounds(internalBounds(breaks, points, scaling, options), breaks, sign, scaling, options),
  draw: drawBreaks,
  linearTarget,
  bends,
  report: (...where) => ({ ...namedParameters(reportParameters(...where)), ln_b: logB(where[0], where[3]) }),
  prepare,
  evaluate,
  evaluateLinear,
  linearRow,
};

/** fᵢ and, behind them, 1/fᵢ. */
function prepare(p: Float64Array, breaks: number, shape: Float64Array): void {
  for (let i = 0; i < breaks; i++) {
    shape[i] = Math.exp(p[3 + 2 * breaks + i]);
    shape[breaks + i] = 1 / shape[i];
  }
}

function evaluate(
  u: number,
  sign: number,
  p: Float64Array,
  breaks: number,
  shape: Float64Array,
  row: Float64Array,
  memo = SCRATCH,
  at = 0,
): number {
  const asymptote = 2 + breaks;
  let exponent = p[0] - p[1] * u;
  for (let i = 0; i < breaks; i++) {
    const c = p[2 + i];
    const f = shape[i];
    const t = (u - p[asymptote + 1 + i]) * shape[breaks + i];
    const place = at + BEND * i;
    if (memo[place] !== t) remember(t, memo, place);
    const e = memo[place + 1];
    const q = memo[place + 2];
    const s = (t < 0 ? e : 1) / (1 + e);
    exponent -= c * f * q;
    row[2 + i] = -f * q;
    row[asymptote + 1 + i] = c * s;
    row[asymptote + 1 + breaks + i] = -c * f * (q - t * s);
  }
  const h = sign * Math.exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  for (let i = 0; i < breaks; i++) {
    row[2 + i] *= h;
    row[asymptote + 1 + i] *= h;
    row[asymptote + 1 + breaks + i] *= h;
  }
  row[asymptote] = 1;
  return p[asymptote] + h;
}

function evaluateLinear(
  u: number,
  sign: number,
  p: Float64Array,
  breaks: number,
  shape: Float64Array,
  row: Float64Array,
  memo = SCRATCH,
  at = 0,
): number {
  linearRow(u, p, breaks, shape, row, memo, at);
  let exponent = 0;
  for (let k = 0; k < 2 + breaks; k++) exponent += p[k] * row[k];
  const h = sign * Math.exp(exponent);
  for (let k = 0; k < 2 + breaks; k++) row[k] *= h;
  return p[2 + breaks] + h;
}

function linearRow(
  u: number,
  p: Float64Array,
  breaks: number,
  shape: Float64Array,
  row: Float64Array,
  memo = SCRATCH,
  at = 0,
): void {
  row[0] = 1;
  row[1] = -u;
  for (let i = 0; i < breaks; i++) {
    const t = (u - p[3 + breaks + i]) * shape[breaks + i];
    const place = at + BEND * i;
    if (memo[place] !== t) remember(t, memo, place);
    row[2 + i] = -shape[i] * memo[place + 2];
  }
}

function remember(t: number, memo: Float64Array, place: number): void {
  const e = Math.exp(-Math.abs(t));
  memo[place] = t;
  memo[place + 1] = e;
  memo[place + 2] = Math.max(t, 0) + Math.log1p(e);
}

function linearTarget(
  y: number,
  { breaks, sign, linear }: Problem,
  p: Float64Array,
): { target: number; share: number } {
  const height = sign * (y - p[2 + breaks]);
  return { target: Math.log(height), share: linear ? height : height / y };
}

function bends(p: Float64Array, breaks: number): (readonly [number, number])[] {
  const at = 3 + breaks;
  const places = Array.from({ length: breaks }, (_, i) => [p[at + i], p[at + breaks + i]] as const);
  return places.sort((a, b) => a[0] - b[0]);
}

/**
 * Ties among c, ln d and ln f keep their shape in the solver's units; a = s·b + o becomes ±s·exp(β) there, which asks for
 * scaling with centre 0. A tied parameter's own bounds are handed on to its source.
 *
 * @throws InputError where no value of a source satisfies both bounds
 */
function tieBounds(
  bounds: InternalBounds,
  breaks: number,
  sign: 1 | -1,
  scaling: Scaling,
  options: FitOptions,
): TiedBounds {
  const names = internalNames(breaks);
  const lo = bounds.lo.slice();
  const hi = bounds.hi.slice();
  const ties = tiesOf(options, breaks).map((expression) => {
    const [target, source] = [names.indexOf(expression.target), names.indexOf(expression.source)];
    const { offset, ...form } = internalTie(expression, scaling);
    const [low, high] = sourceRange(form, sign, bounds.lo[target] - offset, bounds.hi[target] - offset);
    lo[source] = Math.max(lo[source], low);
    hi[source] = Math.min(hi[source], high);
    if (lo[source] > hi[source]) {
      throw new InputError(
        `the tie ${expression.target}=${options.ties[expression.target]} leaves ${expression.source} no value: ` +
          `the bounds on ${expression.target} and ${expression.source} exclude each other`,
      );
    }
    lo[target] = offset;
    hi[target] = -Infinity;
    return { target, source, ...form };
  });
  return { lo, hi, ties };
}

type InternalTie = Pick<Tie, "kind" | "slope"> & { readonly offset: number };

function internalTie({ target, slope, offset, reciprocal }: TieExpression, { shift, scale }: Scaling): InternalTie {
  switch (target[0]) {
    case "a":
      return { kind: "exponential", slope, offset: (offset - shift) / scale };
    case "c":
      return { kind: reciprocal ? "reciprocal" : "affine", slope, offset };
    default:
      return { kind: "affine", slope: 1, offset: Math.log(slope) };
  }
}

/** Where slope·g(p) lies between low and high; empty where it cannot. */
function sourceRange(
  { kind, slope }: Pick<Tie, "kind" | "slope">,
  sign: 1 | -1,
  low: number,
  high: number,
): [number, number] {
  const factor = kind === "exponential" ? slope * sign : slope;
  const ends = [low / factor, high / factor].sort((p, q) => p - q);
  if (kind === "affine") return [ends[0], ends[1]];
  const [from, to] = ends.map((v) => Math.log(Math.max(v, 0)));
  if (ends[1] <= 0 && ends[0] < 0) return [Infinity, -Infinity];
  return kind === "exponential" ? [from, to] : [-to, -from];
}
