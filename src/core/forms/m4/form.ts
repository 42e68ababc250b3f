import { InputError } from "../../errors.js";
import type { Problem } from "../../problem/problem.js";
import type { ScaledPoints, Scaling } from "../../problem/scaling.js";
import type { FitOptions } from "../../types.js";
import type { Form, TiedBounds } from "../form.js";
import { sigmoid, softplus } from "../softplus.js";
import { drawM4 } from "./starts.js";

/**
 * M4 of Alabdulmohsin et al. 2022: (y − ε∞)/(ε0 − y)^α = β·x^(−c), solved for y.
 *
 * Internal parameters, in scaled units with u = ln x − centre: τ, c | ε∞, κ = ln ε0, ψ = ln α. With B = ε0 − ε∞ and the
 * share w = (y − ε∞)/B of the excess, the equation is ln w − α·ln(1 − w) = T(u) = τ − c·u, solved in the logit of w
 * (`excessLogit`); τ = ln β − (1 − α)·ln B stays of order one where α is large and β is beyond any double. Twin of
 * `shaders/models/m4.wgsl`.
 */
export const m4Form: Form = {
  name: "m4",
  parameterCount: () => 5,
  linearCount: () => 2,
  memoLength: () => 0,
  asymptoteIndex: () => ASYMPTOTE,
  effort: () => ({ starts: 512, candidates: 6 }),
  names: () => ["beta", "c", "e_inf", "e0", "alpha"],
  bounds: (_breaks, _sign, points, _scaling, options) => m4Bounds(points, options),
  draw: drawM4,
  prepare,
  evaluate,
  evaluateLinear,
  linearRow,
  linearTarget,
  bends,
  report,
};

const ASYMPTOTE = 2;
const KAPPA = 3;
const PSI = 4;

/** ε0, α and B = ε0 − ε∞. */
function prepare(p: Float64Array, _breaks: number, shape: Float64Array): void {
  shape[0] = Math.exp(p[KAPPA]);
  shape[1] = Math.exp(p[PSI]);
  shape[2] = shape[0] - p[ASYMPTOTE];
}

/** By implicit differentiation of α·softplus(v) − softplus(−v) = T, w being the logistic function of v. */
function evaluate(
  u: number,
  _sign: number,
  p: Float64Array,
  _breaks: number,
  shape: Float64Array,
  row: Float64Array,
): number {
  const [e0, alpha, width] = shape;
  const v = excessLogit(p[0] - p[1] * u, alpha);
  const w = sigmoid(v);
  const r = sigmoid(-v);
  const slope = (width * w * r) / (r + alpha * w);
  row[0] = slope;
  row[1] = -u * slope;
  row[ASYMPTOTE] = r;
  row[KAPPA] = e0 * w;
  row[PSI] = -alpha * slope * softplus(v);
  return p[ASYMPTOTE] + width * w;
}

function evaluateLinear(
  u: number,
  _sign: number,
  p: Float64Array,
  _breaks: number,
  shape: Float64Array,
  row: Float64Array,
): number {
  const [, alpha, width] = shape;
  const v = excessLogit(p[0] - p[1] * u, alpha);
  const w = sigmoid(v);
  const r = sigmoid(-v);
  const slope = (width * w * r) / (r + alpha * w);
  row[0] = slope;
  row[1] = -u * slope;
  return p[ASYMPTOTE] + width * w;
}

function linearRow(u: number, _p: Float64Array, _breaks: number, _shape: Float64Array, row: Float64Array): void {
  row[0] = 1;
  row[1] = -u;
}

/** ln w − α·ln(1 − w), which is τ − c·u; its errors count less the nearer y is to either end. */
function linearTarget(y: number, { linear }: Problem, p: Float64Array): { target: number; share: number } {
  const e0 = Math.exp(p[KAPPA]);
  const above = y - p[ASYMPTOTE];
  const below = e0 - y;
  const alpha = Math.exp(p[PSI]);
  if (!(above > 0 && below > 0)) return { target: 0, share: 0 };
  const width = e0 - p[ASYMPTOTE];
  const share = 1 / (1 / above + alpha / below);
  return {
    target: Math.log(above / width) - alpha * Math.log(below / width),
    share: linear ? share : share / y,
  };
}

/** Where half of the excess is gone, and how fast it goes. */
function bends(p: Float64Array): (readonly [number, number])[] {
  return [[(p[0] - (Math.exp(p[PSI]) - 1) * Math.LN2) / p[1], p[PSI]]];
}

/** ε∞, ε0, α, β and c in the units of the data. */
function report(
  p: Float64Array,
  _breaks: number,
  _sign: 1 | -1,
  { centre, shift, scale }: Scaling,
): Record<string, number> {
  const alpha = Math.exp(p[PSI]);
  const width = Math.exp(p[KAPPA]) - p[ASYMPTOTE];
  const logBeta = p[0] + p[1] * centre + (1 - alpha) * Math.log(width * scale);
  return {
    e_inf: p[ASYMPTOTE] * scale + shift,
    e0: Math.exp(p[KAPPA]) * scale + shift,
    alpha,
    beta: Math.exp(logBeta),
    ln_beta: logBeta,
    c: p[1],
  };
}

const MOST_STEPS = 60;
const ROUNDING = 1e-15;

/**
 * The logit v of the share w of the excess that is left: the root of ln w − α·ln(1 − w) = T, α > 0.
 *
 * In v the left side is α·softplus(v) − softplus(−v): rising, with slope between 1 and α, concave for α < 1 and
 * convex for α > 1. Newton's method from the asymptote on T's side (T, or T/α) stands on the side of the root from
 * which it cannot overshoot. Twin of `excess_logit` in `shaders/models/m4.wgsl`.
 */
export function excessLogit(t: number, alpha: number): number {
  let v = t < 0 ? t : t / alpha;
  for (let i = 0; i < MOST_STEPS; i++) {
    const w = sigmoid(v);
    const step = (t - (alpha * softplus(v) - softplus(-v))) / (1 - w + alpha * w);
    v += step;
    if (!(Math.abs(step) > ROUNDING * (1 + Math.abs(v)))) break;
  }
  return v;
}

const LARGEST_EXPONENT = 20;
/** α → 0 is M2, α → ∞ an exponential in place of (ε0 − y)^α */
const ALPHA: readonly [number, number] = [1e-6, 1e3];
/** ε∞ lies below the geometric mean of y, ε0 above it: so far at least, as a share of it */
const LEAST_GAP = 1e-6;
const LARGEST_FACTOR = 1e3;

/**
 * c in [0, 20], 0 ≤ ε∞ < the geometric mean of y < ε0 ≤ a thousand times the largest y, α in [10⁻⁶, 10³]. The original
 * estimator also bounds ε0 by 1 where y is an error rate; what y is, a table does not say.
 *
 * @throws InputError under another objective than log
 */
function m4Bounds(points: ScaledPoints, options: FitOptions): TiedBounds {
  if (options.objective !== "log") {
    throw new InputError(`m4 is fitted to ln y: the objective "${options.objective}" is for bnsl alone`);
  }
  const largest = points.y.reduce((most, y) => Math.max(most, y), 0);
  const top = largest * LARGEST_FACTOR;
  return {
    lo: Float64Array.of(-Infinity, 0, 0, Math.log1p(LEAST_GAP), Math.log(ALPHA[0])),
    hi: Float64Array.of(Infinity, LARGEST_EXPONENT, 1 - LEAST_GAP, Math.log(top), Math.log(ALPHA[1])),
    ties: [],
  };
}
