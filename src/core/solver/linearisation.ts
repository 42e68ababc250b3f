import type { Form } from "../forms/form.js";
import type { Problem, SerialDraws } from "../problem/problem.js";
import { Triangle } from "./givens.js";
import { isFirstOfRun } from "./resample.js";
import { residual, robustWeight } from "./residual.js";
import { combineColumns } from "./ties.js";

/** A fit's neighbourhood, as far as its f64 Jacobian tells: what bootstrap and delta method start from. */
export interface Linearisation {
  /** ŷ at each point, scaled; length N */
  readonly fitted: Float64Array;
  /** residuals on the objective's scale; length N */
  readonly residuals: Float64Array;
  /** diagonal of the hat matrix; length N, each in [0, 1] */
  readonly leverage: Float64Array;
  /** parameters that the data move: neither fixed, tied nor on a bound */
  readonly free: readonly number[];
  /** N − free parameters */
  readonly freedom: number;
  /**
   * variance of a point of average weight, on the objective's scale: the known one (`knownVariance`), else N·F / freedom,
   * which is 0 without freedom
   */
  readonly variance: number;
  /** degrees of freedom that the variance was estimated from: `freedom`, Infinity where it is known */
  readonly varianceFreedom: number;
  /** √(gᵀ·Cov·g) of a function of the parameters with gradient g (length P); null where the data leave it open */
  standardError(gradient: Float64Array): number | null;
  /**
   * By how much correlation along x multiplies the variance of such a function, next to independent errors of the residuals' sum of
   * squares; 1 where errors are independent
   */
  designEffect(gradient: Float64Array): number;
}

/** Errors that are an AR(1) process within each run, one of some ρ and σ. */
export interface Correlated extends SerialDraws {
  /** by how much the errors' variance exceeds the residuals' sum of squares over their degrees of freedom */
  readonly inflation: number;
  /** degrees of freedom that the variance is estimated with */
  readonly freedom: number;
}

/** Below this share of a column's norm what is left of it across the others is rounding. */
const COLLINEAR = 1e-14;

/**
 * Linearises a form about p, which should be a minimum. Parameters on a bound count as fixed there.
 * @param known variance of a point of average weight, in the problem's units; null: it is estimated from the residuals
 * @param correlated how errors are correlated: covariances are then (JᵀWJ)⁻¹·JᵀW·Σ·WJ·(JᵀWJ)⁻¹, Σ the mean over the possible ρ
 *   and σ; null: they are independent
 */
export function linearise(
  form: Form,
  problem: Problem,
  p: Float64Array,
  known: number | null = null,
  correlated: Correlated | null = null,
): Linearisation {
  const { lo, hi, u } = problem;
  const columns = p.length;
  const free = [...p.keys()].filter((k) => lo[k] < p[k] && p[k] < hi[k]);
  const { rows, fitted, residuals, weights } = jacobian(form, problem, p, free);
  const factor = new Triangle(free.length);
  rows.forEach((row, j) => factor.include(Float64Array.from([...row, 0, weights[j]])));
  const norms = new Float64Array(free.length);
  factor.columnNorms(norms);
  const open = Array.from(norms, (norm, i) => !(factor.d[i] > COLLINEAR * norm));
  const freedom = u.length - free.length;
  const objective = residuals.reduce((sum, rest, j) => sum + weights[j] * rest * rest, 0);
  const naive = known ?? (freedom > 0 ? (u.length * objective) / freedom : 0);
  const variance = known ?? naive * (correlated?.inflation ?? 1);
  const varianceFreedom = known === null ? (correlated?.freedom ?? freedom) : Infinity;
  const middle = correlated && correlatedProducts(rows, weights, problem.run, correlated);
  const independent = (gradient: Float64Array) =>
    quadratic(
      factor,
      open,
      free.map((k) => gradient[k]),
    );
  const valueOf = (gradient: Float64Array) => {
    if (!middle) return independent(gradient).value;
    const moved = solved(factor, open, independent(gradient).z);
    return moved.reduce((sum, v, i) => sum + v * dot(middle[i], moved), 0);
  };
  return {
    fitted,
    residuals,
    // closures over `rows` would keep the whole Jacobian for as long as the linearisation is held
    leverage: Float64Array.from(rows, (row, j) => Math.min(1, weights[j] * quadratic(factor, open, row).value)),
    free,
    freedom,
    variance,
    varianceFreedom,
    standardError: (gradient) => {
      if (varianceFreedom <= 0 || gradient.length !== columns) return null;
      return independent(gradient).escapes ? null : Math.sqrt((variance / u.length) * valueOf(gradient));
    },
    designEffect: (gradient) =>
      middle && independent(gradient).value > 0
        ? ((variance / naive) * valueOf(gradient)) / independent(gradient).value
        : 1,
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i], 0);
}

/**
 * JᵀW^½·R·W^½J, R the mean correlations of the errors: 1 on the diagonal, ρ^k between rows of a run that are k apart; each ρ with
 * the σ² that goes with it.
 */
function correlatedProducts(
  rows: readonly (readonly number[])[],
  weights: Float64Array,
  run: Uint32Array | undefined,
  { order, rho, size, freedom }: Correlated,
): Float64Array[] {
  const count = rows[0].length;
  const scaled = rows.map((row, j) => row.map((v) => Math.sqrt(weights[j]) * v));
  const products = Array.from({ length: count }, () => new Float64Array(count));
  // Student's t grants σ its uncertainty already: the mean of ν/χ² is ν/(ν − 2)
  const known = size.every((s) => s === 1);
  const granted = known ? 1 : Math.max(0.5, (freedom - 2) / freedom);
  // what the rows before a row have to do with it
  const before = new Float64Array(count);
  rho.forEach((at, draw) => {
    const share = (granted * size[draw] ** 2) / size.length;
    order.forEach((j, k) => {
      if (isFirstOfRun(order, run, k)) before.fill(0);
      const own = scaled[j];
      products.forEach((row, i) => {
        for (let l = 0; l < count; l++) row[l] += share * (own[i] * (own[l] + before[l]) + before[i] * own[l]);
      });
      for (let i = 0; i < count; i++) before[i] = at * (before[i] + own[i]);
    });
  });
  return products;
}

/** Whether anything can be said of the parameters' errors: with a known variance no residuals are needed beyond the fit's. */
export function hasErrors({ freedom, varianceFreedom }: Linearisation): boolean {
  return varianceFreedom > 0 && freedom >= 0;
}

interface Jacobian {
  /** of the residual's scale by the free parameters */
  readonly rows: readonly (readonly number[])[];
  readonly fitted: Float64Array;
  readonly residuals: Float64Array;
  /** those of the points, times what Huber's loss leaves of them */
  readonly weights: Float64Array;
}

function jacobian(form: Form, problem: Problem, p: Float64Array, free: readonly number[]): Jacobian {
  const { u, y, w, sign, breaks, linear } = problem;
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length + 1);
  const fitted = new Float64Array(u.length);
  const residuals = new Float64Array(u.length);
  const weights = new Float64Array(u.length);
  form.prepare(p, breaks, shape);
  const rows = Array.from(u, (at, j) => {
    fitted[j] = form.evaluate(at, sign, p, breaks, shape, row);
    combineColumns(problem, p, row);
    residuals[j] = residual(problem, y[j], fitted[j]);
    weights[j] = w[j] * robustWeight(problem, residuals[j]);
    return free.map((k) => (linear ? row[k] : row[k] / fitted[j]));
  });
  return { rows, fitted, residuals, weights };
}

/** gᵀ(JᵀWJ)⁻¹g from the factor R̄ᵀDR̄; `escapes` where g has a part in a direction that the data leave open. */
function quadratic(
  { d, r, columns }: Triangle,
  open: readonly boolean[],
  gradient: readonly number[],
): { value: number; escapes: boolean; z: Float64Array } {
  const z = Float64Array.from(gradient);
  let value = 0;
  let escapes = false;
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < i; k++) z[i] -= r[k * (columns + 1) + i] * z[k];
    if (!open[i]) value += (z[i] * z[i]) / d[i];
    else {
      escapes ||= Math.abs(z[i]) > 1e-9 * Math.abs(gradient[i]);
      z[i] = 0;
    }
  }
  return { value, escapes, z };
}

/** (JᵀWJ)⁻¹g from what `quadratic` makes of g; 0 in directions that the data leave open. */
function solved({ d, r, columns }: Triangle, open: readonly boolean[], z: Float64Array): Float64Array {
  const moved = z.map((v, i) => (open[i] ? 0 : v / d[i]));
  for (let i = columns - 1; i >= 0; i--) {
    for (let k = i + 1; k < columns; k++) moved[i] -= r[i * (columns + 1) + k] * moved[k];
    if (open[i]) moved[i] = 0;
  }
  return moved;
}
