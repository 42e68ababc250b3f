import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { reportParameters } from "../../../src/core/forms/bnsl/report.js";
import type { BnslParameters } from "../../../src/core/forms/evaluate.js";
import { residual, robustWeight } from "../../../src/core/solver/residual.js";
import { applyTies } from "../../../src/core/solver/ties.js";
import type { FitOptions } from "../../../src/core/types.js";
import type { FittedCurve } from "../../../src/uncertainty/sample.js";
import { linearise } from "../../../src/core/solver/linearisation.js";
import { clearLaws, curveOf, geometric, lawCurve } from "../../support/curves.js";
import { solveDense, weightedProduct, type LeastSquares } from "../../support/dense.js";
import { evaluateAt } from "../../support/evaluate.js";
import { fittedOf } from "../../support/fitted.js";
import { Draw } from "../../support/random.js";
import { sharedData } from "../../support/sharedData.js";
import { expectWithin } from "../../support/within.js";

/** Derivatives by the given parameters, central differences, ties followed. */
function differences(fit: FittedCurve, free: readonly number[], of: (p: Float64Array) => number): number[] {
  return free.map((k) => {
    const step = 1e-5 * Math.max(1, Math.abs(fit.p[k]));
    const at = (move: number) => {
      const p = fit.p.slice();
      p[k] += move;
      applyTies(fit.problem, p);
      return of(p);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** The rows of −∂r/∂p and the points' weights after Huber's loss, nothing of them from the code under test. */
function denseOf(fit: FittedCurve, free: readonly number[]): LeastSquares {
  const { problem, p } = fit;
  const { breaks, sign, y, w } = problem;
  const restAt = (j: number, at: Float64Array) =>
    residual(problem, y[j], evaluateAt({ breaks, sign, u: problem.u[j], p: at }).value);
  return {
    rows: Array.from(y.keys(), (j) => differences(fit, free, (at) => -restAt(j, at))),
    weights: Array.from(y.keys(), (j) => w[j] * robustWeight(problem, restAt(j, p))),
  };
}

/** gᵀ(JᵀWJ)⁻¹g by elimination. */
function quadratic(dense: LeastSquares, gradient: readonly number[]): number {
  const matrix = gradient.map((_, i) => gradient.map((_, k) => weightedProduct(dense, i, k)));
  return solveDense(matrix, gradient).reduce((sum, v, i) => sum + v * gradient[i], 0);
}

const whole = (fit: FittedCurve, free: readonly number[], parts: readonly number[]) => {
  const gradient = new Float64Array(fit.p.length);
  free.forEach((k, i) => (gradient[k] = parts[i]));
  return gradient;
};

const x = geometric(1e3, 1e7, 30);
const [law] = clearLaws;
const noLaw: BnslParameters = { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] };
const weights = Float64Array.from(new Draw(5).list(30, 0.5, 4));
const noisy = lawCurve(law, x, 0.02, 3);
const outlying = { ...noisy, y: noisy.y.map((y, j) => (j === 12 ? 1.3 * y : y)) };

const cases: [name: string, fit: FittedCurve, free: number][] = [
  ["a power law", fittedOf(lawCurve(noLaw, x, 0.02, 2), noLaw), 3],
  ["one break", fittedOf(noisy, law), 6],
  ["one break, weights", fittedOf({ ...noisy, weight: weights }, law), 6],
  ["residuals of y", fittedOf(noisy, law, { objective: "linear" }), 6],
  ["ln(y + 1)", fittedOf(noisy, law, { objective: "log1p" }), 6],
  ["fixed parameters", fittedOf(noisy, { ...law, a: 0.1 }, { fixed: { a: 0.1, f1: 0.2 } }), 4],
  ["ties", fittedOf(noisy, { ...law, c: [0.5], f: [0.25] }, { ties: { c1: "2*c0" } }), 5],
  ["a on its bound", fittedOf(noisy, { ...law, a: 0.12 }, { bounds: { a: [0.12, 1] } }), 5],
  ["Huber, with an outlier", fittedOf(outlying, law, { huber: 0.02 }), 6],
];

describe("linearise", () => {
  it.each(cases)("%s: the hat matrix's diagonal, which sums to the free parameters", (_, fit, count) => {
    const { free, leverage, freedom } = fit.linearisation;
    expect(free).toHaveLength(count);
    expect(freedom).toBe(30 - count);
    expectWithin(
      leverage.reduce((sum, h) => sum + h, 0),
      count,
      1e-8,
      "sum of the leverage",
    );
    const dense = denseOf(fit, free);
    leverage.forEach((h, j) => {
      expectWithin(h, dense.weights[j] * quadratic(dense, dense.rows[j]), 1e-6, `leverage of ${j}`);
      expect(h).toBeGreaterThan(0);
      expect(h).toBeLessThanOrEqual(1);
    });
  });

  it.each(cases)("%s: standard errors are those of the dense normal equations", (_, fit) => {
    const { linearisation } = fit;
    const { free, variance } = linearisation;
    const dense = denseOf(fit, free);
    const { breaks, sign, y } = fit.problem;
    const value = (u: number) => (p: Float64Array) => evaluateAt({ breaks, sign, u, p }).value;
    const gradients = [
      ...free.map((k) => free.map((other) => (other === k ? 1 : 0))),
      ...[-1, 0, 3].map((u) => differences(fit, free, value(u))),
    ];
    for (const parts of gradients) {
      const wanted = Math.sqrt((variance / y.length) * quadratic(dense, parts));
      expectWithin(linearisation.standardError(whole(fit, free, parts))! / wanted, 1, 1e-5, "standard error");
    }
  });

  it.each(cases)("%s: standard errors of correlated errors are those of the dense matrices", (_, { problem, p }) => {
    // two runs that take turns; a mean of two correlations, the second with a larger σ
    const run = Uint32Array.from(problem.u, (_, j) => j % 2);
    const rows = Array.from(run.keys());
    const order = Uint32Array.from([0, 1].flatMap((which) => rows.filter((j) => run[j] === which)));
    const [rho, size] = [Float64Array.of(0.8, 0.3), Float64Array.of(1.5, 0.5)];
    const correlated = { order, rho, size, inflation: 1.7, freedom: 10 };
    const plain = linearise(bnslForm, { ...problem, run }, p);
    const linearisation = linearise(bnslForm, { ...problem, run }, p, null, correlated);
    const { free } = linearisation;
    expectWithin(linearisation.variance, 1.7 * plain.variance, 1e-12 * plain.variance, "variance");
    expect(linearisation.varianceFreedom).toBe(10);
    const dense = denseOf({ problem, p } as FittedCurve, free);
    const normal = free.map((_, i) => free.map((_, k) => weightedProduct(dense, i, k)));
    // (ν − 2)/ν of the mean of size²·ρ^k
    const shared = (i: number, j: number) =>
      run[i] === run[j]
        ? 0.8 * [0, 1].reduce((sum, k) => sum + (size[k] ** 2 * rho[k] ** (Math.abs(i - j) / 2)) / 2, 0)
        : 0;
    for (const parts of free.map((k) => free.map((other) => (other === k ? 1 : 0)))) {
      const moved = solveDense(normal, parts);
      const along = rows.map(
        (j) => Math.sqrt(dense.weights[j]) * dense.rows[j].reduce((sum, v, i) => sum + v * moved[i], 0),
      );
      const value = rows.reduce(
        (sum, i) => sum + rows.reduce((inner, j) => inner + along[i] * shared(i, j) * along[j], 0),
        0,
      );
      const gradient = new Float64Array(p.length);
      free.forEach((k, i) => (gradient[k] = parts[i]));
      const wanted = Math.sqrt((linearisation.variance / rows.length) * value);
      expectWithin(linearisation.standardError(gradient)! / wanted, 1, 1e-5, "standard error");
      const effect = (linearisation.standardError(gradient)! / plain.standardError(gradient)!) ** 2;
      expectWithin(linearisation.designEffect(gradient) / effect, 1, 1e-9, "design effect");
      expect(plain.designEffect(gradient)).toBe(1);
    }
  });

  it.each(cases)("%s: residuals and their variance", (_, { linearisation, problem, p }) => {
    const { breaks, sign, u, y, w } = problem;
    const { fitted, residuals, freedom, variance } = linearisation;
    let sum = 0;
    fitted.forEach((value, j) => {
      expect(value).toBe(evaluateAt({ breaks, sign, u: u[j], p }).value);
      expect(residuals[j]).toBe(residual(problem, y[j], value));
      sum += w[j] * robustWeight(problem, residuals[j]) * residuals[j] ** 2;
    });
    expectWithin(variance, (y.length * sum) / freedom, 1e-12 * variance, "variance");
  });

  it("takes a parameter on a bound for fixed, and a little inside of it for free", () => {
    const { problem, p } = fittedOf(noisy, law);
    const at = bnslForm.asymptoteIndex(1);
    const moved = p.slice();
    moved[at] = problem.lo[at];
    expect(linearise(bnslForm, problem, moved).free).not.toContain(at);
    moved[at] = problem.lo[at] + 1e-9;
    expect(linearise(bnslForm, problem, moved).free).toContain(at);
  });

  it("has a tied parameter's column in its source, and no tied parameter among the free ones", () => {
    const fit = cases.find(([name]) => name === "ties")![1];
    const [c0, c1] = [1, 2];
    expect(fit.linearisation.free).not.toContain(c1);
    const error = (k: number, slope: number) => fit.linearisation.standardError(whole(fit, [k], [slope]))!;
    // c1 = 2·c0 is as sure as c0, twice
    expectWithin(error(c0, 2), 2 * error(c0, 1), 1e-12, "error of c1");
    const untied = fittedOf(noisy, law);
    expect(error(c0, 1)).not.toBeCloseTo(untied.linearisation.standardError(whole(untied, [c0], [1]))!, 6);
  });

  it("gives an outlier less leverage under Huber's loss than without it", () => {
    const [robust, plain] = [{ huber: 0.02 }, {}].map((options) => fittedOf(outlying, law, options));
    expect(robust.linearisation.leverage[12]).toBeLessThan(0.5 * plain.linearisation.leverage[12]);
    expect(robust.linearisation.variance).toBeLessThan(plain.linearisation.variance);
  });

  it("has no error to give for what the data leave open, nor without freedom", () => {
    const { problem, p } = fittedOf(noisy, law);
    const [c1, delta] = [2, bnslForm.asymptoteIndex(1) + 1];
    const unbroken = p.slice();
    unbroken[c1] = 0;
    const open = linearise(bnslForm, problem, unbroken);
    const unit = (k: number) => p.map((_, i) => (i === k ? 1 : 0));
    // where a break has no effect, nothing is known of its place; all else has its error
    expect(open.standardError(unit(delta))).toBeNull();
    expect(open.standardError(unit(c1))).toBeGreaterThan(0);
    const few = { ...problem, u: problem.u.slice(0, 6), y: problem.y.slice(0, 6), w: problem.w.slice(0, 6) };
    const exact = linearise(bnslForm, few, p);
    expect(exact.freedom).toBe(0);
    expect(exact.variance).toBe(0);
    expect(exact.standardError(unit(1))).toBeNull();
  });
});

/** A formula of NIST's as a law: what is fitted, how its parameters make a law, and how a law gives them. */
interface Mapping {
  readonly options: Partial<FitOptions>;
  readonly over: (x: number) => number;
  readonly law: (b: readonly number[]) => BnslParameters;
  readonly parameters: (law: BnslParameters) => number[];
  /** value and derivatives by b1, b2, … at x */
  readonly formula: (x: number, b: readonly number[]) => readonly number[];
  /** parameters that are not NIST's, and places for them */
  readonly made: readonly number[];
  readonly places: readonly number[];
  readonly noise: number;
}

const mappings: Readonly<Record<string, Mapping>> = {
  DanWood: {
    options: { objective: "linear", fixed: { a: 0 } },
    over: (v) => v,
    law: ([p, q]) => ({ a: 0, b: p, c0: -q, c: [], d: [], f: [] }),
    parameters: ({ b, c0 }) => [b, -c0],
    formula: (v, [p, q]) => [p * v ** q, v ** q, p * v ** q * Math.log(v)],
    made: [0.7, 3.9],
    places: [1.1, 1.2, 1.35, 1.5, 1.6, 1.8, 1.95],
    noise: 0.05,
  },
  Misra1d: {
    options: { objective: "linear", fixed: { a: 0, c0: -1, c1: 1, f1: 1 } },
    over: (v) => v,
    law: ([p, q]) => ({ a: 0, b: p * q, c0: -1, c: [1], d: [1 / q], f: [1] }),
    parameters: ({ b, d }) => [b * d[0], 1 / d[0]],
    formula: (v, [p, q]) => [(p * q * v) / (1 + q * v), (q * v) / (1 + q * v), (p * v) / (1 + q * v) ** 2],
    made: [400, 3e-4],
    places: [80, 120, 190, 260, 330, 400, 480, 560, 640, 760],
    noise: 0.05,
  },
  Rat42: {
    options: {
      objective: "linear",
      fixed: { a: 0 },
      ties: { c0: "-1/f1", c1: "1/f1" },
      bounds: { f: [0.01, 1000], d: [1, 1e40] },
    },
    over: Math.exp,
    law: ([p, q, r]) => ({ a: 0, b: p * Math.exp(-q), c0: -r, c: [r], d: [Math.exp(q / r)], f: [1 / r] }),
    parameters: ({ b, c, d, f }) => [b * d[0] ** c[0], Math.log(d[0]) / f[0], 1 / f[0]],
    formula: (v, [p, q, r]) => {
      const e = Math.exp(q - r * v);
      return [p / (1 + e), 1 / (1 + e), (-p * e) / (1 + e) ** 2, (p * v * e) / (1 + e) ** 2];
    },
    made: [90, 3.1, 0.08],
    places: [5, 12, 19, 26, 33, 40, 47, 54, 61, 68, 75],
    noise: 0.8,
  },
};

/** Standard errors of NIST's parameters by the delta method from the law that was fitted. */
function errorsOf(
  { options, over, law: lawOf, parameters }: Mapping,
  v: readonly number[],
  y: readonly number[],
  from: readonly number[],
): { readonly found: number[]; readonly errors: number[] } {
  const fit = fittedOf(curveOf(v.map(over), y), lawOf(from), options);
  const { linearisation } = fit;
  const { free } = linearisation;
  const { breaks, sign } = fit.problem;
  const at = (p: Float64Array) => parameters(reportParameters(p, breaks, sign, fit.plan.scaling));
  const found = parameters(fit.law);
  const errors = found.map((_, i) => {
    const gradient = differences(fit, free, (p) => at(p)[i]);
    return linearisation.standardError(whole(fit, free, gradient))!;
  });
  return { found, errors };
}

describe("the delta method", () => {
  it.each(Object.entries(mappings))(
    "%s, made up: the errors of the formula's own parameters, by its own Jacobian",
    (_, mapping) => {
      const { formula, made, places, noise } = mapping;
      const draw = new Draw(31);
      const y = places.map((v) => formula(v, made)[0] + noise * draw.normal());
      const { found, errors } = errorsOf(mapping, places, y, made);
      const rows = places.map((v) => formula(v, found).slice(1));
      const sum = places.reduce((total, v, j) => total + (y[j] - formula(v, found)[0]) ** 2, 0);
      const variance = sum / (places.length - made.length);
      const dense = { rows, weights: places.map(() => 1) };
      errors.forEach((error, i) => {
        const unit = made.map((_, k) => (k === i ? 1 : 0));
        expectWithin(error / Math.sqrt(variance * quadratic(dense, unit)), 1, 1e-6, `error of b${i + 1}`);
        expect(Math.abs(found[i] - made[i])).toBeLessThan(6 * error);
      });
    },
  );

  for (const [name, mapping] of Object.entries(mappings)) {
    const file = sharedData(`nist-strd/${name}.dat`);
    if (file === null) continue;
    it(`${name}: NIST's certified standard deviations, to 6 digits`, () => {
      const { v, y, values, deviations } = readNist(file);
      const { found, errors } = errorsOf(mapping, v, y, values);
      expect(deviations).toHaveLength(mapping.made.length);
      values.forEach((value, i) => {
        expectWithin(found[i] / value, 1, 1e-8, `b${i + 1}`);
        expectWithin(errors[i] / deviations[i], 1, 1e-6, `standard deviation of b${i + 1}`);
      });
    });
  }
});

function readNist(file: string): { v: number[]; y: number[]; values: number[]; deviations: number[] } {
  const text = readFileSync(file, "utf8");
  const lines = [...text.matchAll(/^\s*b\d+ =\s+\S+\s+\S+\s+(\S+)\s+(\S+)/gm)];
  const data = text.slice(text.lastIndexOf("Data:")).split("\n").slice(1);
  const rows = data.map((line) => line.trim().split(/\s+/).map(Number)).filter((row) => row.length === 2);
  return {
    y: rows.map(([y]) => y),
    v: rows.map(([, v]) => v),
    values: lines.map(([, value]) => Number(value)),
    deviations: lines.map(([, , deviation]) => Number(deviation)),
  };
}
