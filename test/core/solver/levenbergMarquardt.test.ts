import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import type { FitState, Problem } from "../../../src/core/problem/problem.js";
import { drawStart } from "../../../src/core/solver/starts.js";
import { LevenbergMarquardt, type Tolerances } from "../../../src/core/solver/levenbergMarquardt.js";
import { freshState, polish, POLISH_TOLERANCES } from "../../../src/core/solver/polish.js";
import { Status } from "../../../src/core/status.js";
import type { Curve } from "../../../src/core/types.js";
import { expectWithin } from "../../support/within.js";
import { objectiveOf as objective } from "../../support/evaluate.js";
import { clearLaws, curveOf, geometric, lawCurve, problemOf } from "../../support/curves.js";

const x = geometric(1e3, 1e7, 40);
const curve = lawCurve(clearLaws[0], x, 0.01);
const never: Tolerances = { gradient: 0, step: 0, objective: 0, rounding: 0 };

function startOf(problem: Problem, start = 0): FitState {
  const p = new Float64Array(problem.lo.length);
  drawStart(bnslForm, problem, { hash: 5, randomStarts: 2 ** 31, parents: [] }, [0, 0], start, p);
  return freshState(problem, p, 1);
}

function run(problem: Problem, state: FitState, iterations: number, tolerances: Tolerances): FitState {
  new LevenbergMarquardt(bnslForm, problem).run(state, iterations, tolerances);
  return state;
}

/** The best of a few starts, run to its end. */
function best(problem: Problem, starts = 12): FitState {
  const ends = Array.from({ length: starts }, (_, i) => polish(bnslForm, { problem, state: startOf(problem, i) }, 500));
  return ends.reduce((a, b) => (b.objective < a.objective ? b : a));
}

/** Largest slope of F over the free parameters, by five-point differences, relative to F. */
function steepest(problem: Problem, p: Float64Array): number {
  const h = 1e-4;
  const slopes = Array.from(p, (value, k) => {
    if (value - 2 * h < problem.lo[k] || value + 2 * h > problem.hi[k]) return 0;
    const shifted = (by: number) =>
      objective(
        problem,
        p.map((v, i) => (i === k ? v + by : v)),
      );
    return Math.abs(8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
  });
  return Math.max(...slopes) / objective(problem, p);
}

describe("LevenbergMarquardt", () => {
  it.each([0, 1, 2])("goes from a start that is no minimum to a minimum, n = %d", (breaks) => {
    const problem = problemOf(curve, breaks, { breaks: [breaks] });
    const state = startOf(problem, 1);
    expect(steepest(problem, state.p), "the start must not be a minimum").toBeGreaterThan(1e-2);
    const before = objective(problem, state.p);
    run(problem, state, 500, POLISH_TOLERANCES);
    expect(state.objective).toBeLessThan(before);
    expect(state.objective).toBeCloseTo(objective(problem, state.p), 14);
    expect(steepest(problem, state.p)).toBeLessThan(1e-4);
    expect(state.status).toBeGreaterThanOrEqual(0);
  });

  it("never goes up, iteration after iteration", () => {
    for (const breaks of [0, 1, 2, 3]) {
      const problem = problemOf(curve, breaks, { breaks: [breaks] });
      const state = startOf(problem, 2);
      let last = objective(problem, state.p);
      for (let i = 0; i < 60; i++) {
        run(problem, state, 1, never);
        expect(state.objective).toBeLessThanOrEqual(last * (1 + 1e-12));
        expectWithin(state.objective, objective(problem, state.p), 1e-12 * state.objective, "objective");
        last = state.objective;
      }
    }
  });

  it("goes on where it stopped: 20 iterations and 20 more are 40, bit for bit", () => {
    const problem = problemOf(curve, 1);
    const [whole, parts] = [startOf(problem, 3), startOf(problem, 3)];
    run(problem, whole, 40, never);
    run(problem, parts, 20, never);
    run(problem, parts, 20, never);
    expect(parts.iterations).toBe(whole.iterations);
    expect(parts).toEqual(whole);
  });

  it("finds the law that made noiseless points", () => {
    const law = clearLaws[0];
    const end = best(problemOf(lawCurve(law, x), 1));
    expect(end.objective).toBeLessThan(1e-20);
    expect(end.p[1]).toBeCloseTo(law.c0, 7);
    expect(end.p[2]).toBeCloseTo(law.c[0], 7);
    expect(Math.exp(end.p[5])).toBeCloseTo(law.f[0], 7);
  });

  it("fits values that rise to a ceiling with b < 0", () => {
    const rising = { a: 2, b: -30, c0: 0.4, c: [], d: [], f: [] };
    const options = { signB: "-", bounds: { a: [0, 100] as const } } as const;
    const end = best(problemOf(lawCurve(rising, geometric(1e4, 1e7, 20)), 0, options, -1));
    expect(end.objective).toBeLessThan(1e-20);
    expect(end.p[1]).toBeCloseTo(0.4, 8);
  });
});

describe("freshState", () => {
  it("puts back what f32 rounded off a bound or a fixed value, and nothing else", () => {
    const problem = problemOf(curve, 1, { fixed: { c0: 0.1 }, bounds: { f: [0.03, 0.7] } });
    const p = Float64Array.from([0.2, 0.1, 0.3, 0.5, 0.4, problem.hi[5]]).map(Math.fround);
    expect([p[1], p[5]], "f32 must have rounded them").not.toEqual([problem.lo[1], problem.hi[5]]);
    const state = freshState(problem, p, 1);
    expect([...state.p]).toEqual([p[0], 0.1, p[2], p[3], p[4], problem.hi[5]]);
    expect(state.status).toBe(-1);
  });
});

describe("bounds", () => {
  it("hold at every step, and the one that is in the way is reached exactly", () => {
    const problem = problemOf(curve, 1, { bounds: { c1: [-1, 0.1], a: [0.15, 1], f: [0.3, 2] } });
    for (let start = 0; start < 8; start++) {
      const state = startOf(problem, start);
      for (let i = 0; i < 40; i++) {
        run(problem, state, 1, never);
        state.p.forEach((value, k) => {
          expect(value).toBeGreaterThanOrEqual(problem.lo[k]);
          expect(value).toBeLessThanOrEqual(problem.hi[k]);
        });
      }
    }
    const end = best(problem);
    expect(end.p[2]).toBe(problem.hi[2]);
    expect([Status.AtBound, Status.ConvergedObjective, Status.ConvergedStep]).toContain(end.status);
    expect(steepest(problem, end.p)).toBeLessThan(1e-4);
  });

  it("let go of a parameter that the gradient pulls inside, whichever it is and on either side", () => {
    const wide = problemOf(curve, 1);
    const free = best(wide);
    for (let k = 0; k < free.p.length; k++) {
      for (const side of ["lo", "hi"] as const) {
        // a bound a little beside the minimum, and a start on it
        const bound = free.p[k] + (side === "lo" ? -0.05 : 0.05);
        const problem = { ...wide, [side]: wide[side].map((value, i) => (i === k ? bound : value)) };
        const pinned = freshState(
          problem,
          free.p.map((value, i) => (i === k ? bound : value)),
          1,
        );
        run(problem, pinned, 500, POLISH_TOLERANCES);
        expectWithin(pinned.objective / free.objective, 1, 1e-9, `parameter ${k} from its ${side}`);
      }
    }
  });

  it("equal ones keep a parameter exactly where it is, and the rest is the best there", () => {
    const problem = problemOf(curve, 1, { fixed: { c0: 0.2, d1: 2e5, a: 0.05 } });
    const end = best(problem);
    expect(end.p[1]).toBe(0.2);
    expect(end.p[3]).toBe(problem.lo[3]);
    expect(end.p[4]).toBe(problem.lo[4]);
    expect(steepest(problem, end.p)).toBeLessThan(1e-4);
    expect(end.objective).toBeGreaterThan(best(problemOf(curve, 1)).objective);
  });
});

describe("statuses", () => {
  const problem = problemOf(curve, 1);
  const interior = best(problem);
  const nudged = () =>
    freshState(
      problem,
      interior.p.map((v) => v + 1e-4),
      1e-3,
    );

  it("converged-gradient: the gradient is small, and no parameter is on a bound", () => {
    expect(run(problem, nudged(), 500, { ...never, gradient: 1e-6 }).status).toBe(Status.ConvergedGradient);
  });

  it("converged-step: the step is small", () => {
    expect(run(problem, nudged(), 500, { ...never, step: 1e-3 }).status).toBe(Status.ConvergedStep);
  });

  it("converged-objective: nothing is gained any more, or nothing is left", () => {
    expect(run(problem, nudged(), 500, { ...never, objective: 1e-6 }).status).toBe(Status.ConvergedObjective);
    const exact = problemOf(
      curveOf(
        x,
        x.map((v) => 3 * v ** -0.5),
      ),
      0,
      { fixed: { a: 0 } },
    );
    const end = run(exact, startOf(exact), 500, never);
    expect(end.status).toBe(Status.ConvergedObjective);
    expect(end.objective).toBeLessThanOrEqual(1e-30);
  });

  it("running: the iterations came to their end first", () => {
    const state = startOf(problem, 1);
    expect(run(problem, state, 3, POLISH_TOLERANCES).status).toBe(-1);
    expect(state.iterations).toBe(3);
  });

  it("at-bound: the gradient is small but for a parameter on its bound", () => {
    const bounded = problemOf(curve, 0, { bounds: { a: [0, 1e-3] } });
    const end = run(bounded, startOf(bounded), 500, { ...never, gradient: 1e-8 });
    expect(end.status).toBe(Status.AtBound);
    expect([bounded.lo[2], bounded.hi[2]]).toContain(end.p[2]);
  });

  it.each([
    ["a point that is no number", (p: Problem): Problem => ({ ...p, y: p.y.map((v, j) => (j === 3 ? NaN : v)) })],
    ["a negative value under a logarithm", (p: Problem): Problem => ({ ...p, y: p.y.map((v) => -v) })],
    ["an infinite weight", (p: Problem): Problem => ({ ...p, w: p.w.map(() => Infinity) })],
  ])("non-finite: %s", (_, spoil) => {
    const end = run(spoil(problem), startOf(problem), 50, POLISH_TOLERANCES);
    expect(end.status).toBe(Status.NonFinite);
  });

  it("non-finite: a start that is no number", () => {
    const end = run(problem, freshState(problem, new Float64Array(6).fill(NaN), 1), 50, POLISH_TOLERANCES);
    expect(end.status).toBe(Status.NonFinite);
  });
});

describe("Huber", () => {
  const law = { a: 0, b: 20, c0: 0.3, c: [], d: [], f: [] };
  const clean = lawCurve(law, x, 0.01);
  const spoilt: Curve = curveOf(
    x,
    clean.y.map((y, j) => (j === 37 ? 8 * y : y)),
  );
  const exponent = (of: Curve, huber: number | null) => best(problemOf(of, 0, { huber, fixed: { a: 0 } })).p[1];

  it("with a δ beyond every residual is plain least squares", () => {
    expect(exponent(clean, 1e6)).toBeCloseTo(exponent(clean, null), 12);
  });

  it("resists an outlier that bends plain least squares", () => {
    const wanted = exponent(clean, null);
    const plain = Math.abs(exponent(spoilt, null) - wanted);
    const robust = Math.abs(exponent(spoilt, 0.02) - wanted);
    expect(plain).toBeGreaterThan(0.02);
    expect(robust).toBeLessThan(plain / 10);
  });

  it("ends where the slope of its own loss is 0", () => {
    const problem = problemOf(spoilt, 0, { huber: 0.02, fixed: { a: 0 } });
    expect(steepest(problem, best(problem).p)).toBeLessThan(1e-4);
  });
});
