import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import type { FitState, Prior, Problem } from "../../../src/core/problem/problem.js";
import { LevenbergMarquardt, type Tolerances } from "../../../src/core/solver/levenbergMarquardt.js";
import { freshState, polish } from "../../../src/core/solver/polish.js";
import { drawStart } from "../../../src/core/solver/starts.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";
import { objectiveOf } from "../../support/evaluate.js";
import { expectWithin } from "../../support/within.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 40), 0.01);
const plain = problemOf(curve, 1);
const P = plain.lo.length;
const never: Tolerances = { gradient: 0, step: 0, objective: 0, rounding: 0 };

function believed(entries: Readonly<Record<number, readonly [mean: number, weight: number]>>): Prior {
  const of = (part: 0 | 1) => Float64Array.from({ length: P }, (_, k) => entries[k]?.[part] ?? 0);
  return { mean: of(0), weight: of(1) };
}

function startOf(problem: Problem, start: number): FitState {
  const p = new Float64Array(P);
  drawStart(bnslForm, problem, { hash: 5, randomStarts: 2 ** 31, parents: [] }, [0, 0], start, p);
  return freshState(problem, p, 1);
}

function best(problem: Problem): FitState {
  const ends = Array.from({ length: 12 }, (_, i) => polish(bnslForm, { problem, state: startOf(problem, i) }, 2000));
  return ends.reduce((a, b) => (b.objective < a.objective ? b : a));
}

const free = best(plain);

/** F with what the prior adds, its sum written out. */
function penalised(problem: Problem, p: Float64Array): number {
  const { mean, weight } = problem.prior!;
  return objectiveOf(problem, p) + weight.reduce((sum, w, k) => sum + w * (p[k] - mean[k]) ** 2, 0);
}

/** Slope by parameter k, by five-point differences. */
function slope(problem: Problem, p: Float64Array, k: number): number {
  const h = 1e-4;
  const at = (by: number) =>
    penalised(
      problem,
      p.map((value, i) => (i === k ? value + by : value)),
    );
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

describe("a prior", () => {
  it.each(Array.from({ length: P }, (_, k) => k))("of huge weight pins parameter %d at its mean", (k) => {
    const mean = free.p[k] + 0.05;
    expect(mean).toBeLessThan(plain.hi[k]);
    const end = best({ ...plain, prior: believed({ [k]: [mean, 1e6] }) });
    expectWithin(end.p[k], mean, 1e-6, `parameter ${k}`);
    // and the rest is what it is where the parameter is fixed there
    const lo = plain.lo.map((value, i) => (i === k ? mean : value));
    const hi = plain.hi.map((value, i) => (i === k ? mean : value));
    const fixed = best({ ...plain, lo, hi });
    end.p.forEach((value, i) => expectWithin(value, fixed.p[i], 1e-4, `parameter ${i}`));
    expectWithin(end.objective / fixed.objective, 1, 1e-4, "objective");
  });

  it("of weight 0 changes nothing, to the bit", () => {
    const problem = { ...plain, prior: believed({ 0: [3, 0], 4: [-7, 0] }) };
    for (const start of [0, 1, 2]) {
      const [with0, without] = [startOf(problem, start), startOf(plain, start)];
      new LevenbergMarquardt(bnslForm, problem).run(with0, 40, never);
      new LevenbergMarquardt(bnslForm, plain).run(without, 40, never);
      expect(with0).toEqual(without);
    }
  });

  it("moves the minimum to where the slope of F with its sum is 0, and that of F alone is not", () => {
    const entries = Object.fromEntries(
      Array.from(free.p, (value, k) => [k, [value + (k % 2 ? 0.3 : -0.2), 2e-4 * (k + 1)] as const]),
    );
    const problem = { ...plain, prior: believed(entries) };
    const { p, objective } = best(problem);
    expectWithin(objective / penalised(problem, p), 1, 1e-10, "objective");
    const interior = Array.from(p.keys()).filter((k) => p[k] > plain.lo[k] + 1e-3 && p[k] < plain.hi[k] - 1e-3);
    expect(interior.length).toBeGreaterThanOrEqual(P - 1);
    const alone = { ...plain, prior: believed({}) };
    for (const k of interior) {
      expectWithin(slope(problem, p, k) / objective, 0, 1e-5, `slope of F with the prior, parameter ${k}`);
    }
    const steepest = Math.max(...interior.map((k) => Math.abs(slope(alone, p, k)))) / objective;
    expect(steepest).toBeGreaterThan(1e-2);
    expect(objectiveOf(plain, p)).toBeGreaterThan(free.objective);
  });

  it("never lets the objective go up, and counts what it adds at every step", () => {
    const problem = { ...plain, prior: believed({ 2: [0.1, 1e-2], 4: [0, 1e-3], 5: [-1, 1e-2] }) };
    const state = startOf(problem, 2);
    let last = penalised(problem, state.p);
    for (let i = 0; i < 60; i++) {
      new LevenbergMarquardt(bnslForm, problem).run(state, 1, never);
      expect(state.objective).toBeLessThanOrEqual(last * (1 + 1e-12));
      expectWithin(state.objective, penalised(problem, state.p), 1e-12 * state.objective, "objective");
      last = state.objective;
    }
  });

  it("frees a linear parameter from the bound that the points alone press it on", () => {
    const k = 1;
    const lo = plain.lo.map((value, i) => (i === k ? free.p[k] + 0.05 : value));
    const bounded = { ...plain, lo };
    const onBound = best(bounded);
    expect(onBound.p[k]).toBe(lo[k]);
    const problem = { ...bounded, prior: believed({ [k]: [lo[k] + 0.1, 1e3] }) };
    const end = polish(bnslForm, { problem, state: freshState(problem, onBound.p, 1) }, 2000);
    expectWithin(end.p[k], lo[k] + 0.1, 1e-2, "the parameter");
    expectWithin(slope(problem, end.p, k) / end.objective, 0, 1e-4, "its slope");
  });

  it("draws a parameter to a bound that lies before its mean, and no further", () => {
    const bounded = Array.from(plain.hi.keys()).filter((k) => Number.isFinite(plain.hi[k]));
    expect(bounded.length).toBeGreaterThanOrEqual(4);
    for (const k of bounded) {
      const mean = plain.hi[k] + 1;
      const end = best({ ...plain, prior: believed({ [k]: [mean, 1e6] }) });
      expect(end.p[k]).toBe(plain.hi[k]);
    }
  });
});
