import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { internalNames } from "../../../src/core/forms/bnsl/bounds.js";
import type { Problem } from "../../../src/core/problem/problem.js";
import { outermost, type StartPlan } from "../../../src/core/problem/problem.js";
import { drawStart, solveStart } from "../../../src/core/solver/starts.js";
import { seedKey } from "../../../src/core/random/philox.js";
import type { FitOptions } from "../../../src/core/types.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 40), 0.01);
const random: StartPlan = { hash: 42, randomStarts: 2 ** 31, parents: [] };

function starts(problem: Problem, count: number, plan: StartPlan = random, seed = 0): number[][] {
  return Array.from({ length: count }, (_, start) => {
    const p = new Float64Array(problem.lo.length);
    drawStart(bnslForm, problem, plan, seedKey(seed), start, p);
    return [...p];
  });
}

describe("a random start", () => {
  it("lies inside every bound", () => {
    const interval = fc.tuple(
      fc.double({ min: 0.02, max: 5, noNaN: true }),
      fc.double({ min: 1, max: 4, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.nat(4), fc.maxSafeNat(), interval, fc.boolean(), (breaks, seed, [low, factor], negative) => {
        const bounds = breaks > 0 ? { f: [low, low * factor] as const, c: [-factor, factor] as const } : {};
        const problem = problemOf(curve, breaks, { breaks: [breaks], bounds }, negative ? -1 : 1);
        for (const p of starts(problem, 8, random, seed)) {
          p.forEach((value, k) => {
            expect(value).toBeGreaterThanOrEqual(problem.lo[k]);
            expect(value).toBeLessThanOrEqual(problem.hi[k]);
          });
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("keeps fixed parameters where they are", () => {
    const fixed: FitOptions["fixed"] = { a: 0.07, c0: 0.3, c2: -0.4, d1: 5e4, f2: 0.5 };
    const names = internalNames(2);
    const problem = problemOf(curve, 2, { breaks: [2], fixed });
    const held = names.flatMap((name, k) => (name in fixed ? [k] : []));
    expect(held).toHaveLength(5);
    const drawn = starts(problem, 50);
    for (const p of drawn) for (const k of held) expect(p[k]).toBe(problem.lo[k]);
    const free = names.findIndex((name) => name === "d2");
    expect(new Set(drawn.map((p) => p[free])).size).toBe(50);
  });

  it("differs from the next start, and by curve, seed, number of breaks and sign of b", () => {
    const problem = problemOf(curve, 1);
    const place = (p: number[]) => p[4];
    const base = starts(problem, 100);
    expect(new Set(base.map(place)).size).toBe(100);
    const others = [
      starts(problem, 100, { ...random, hash: 43 }),
      starts(problem, 100, random, 1),
      starts(problem, 100, random, 2 ** 40),
      starts(problemOf(curve, 1, {}, -1), 100),
    ];
    for (const other of others) {
      const same = other.filter((p, i) => place(p) === place(base[i]));
      expect(same).toEqual([]);
    }
    const two = starts(problemOf(curve, 2, { breaks: [2] }), 100);
    expect(two.filter((p, i) => p[5] === place(base[i]))).toEqual([]);
  });

  it("is the same whichever starts are drawn beside it", () => {
    const problem = problemOf(curve, 2, { breaks: [2] });
    const all = starts(problem, 30);
    const alone = new Float64Array(9);
    drawStart(bnslForm, problem, random, seedKey(0), 29, alone);
    expect([...alone]).toEqual(all[29]);
  });

  it("has its asymptote beyond the points, sometimes on its bound", () => {
    for (const sign of [1, -1] as const) {
      const problem = problemOf(curve, 0, { signB: sign > 0 ? "+" : "-", bounds: { a: [0, 1e4] } }, sign);
      const { extreme } = outermost(problem);
      const asymptotes = starts(problem, 400).map((p) => p[2]);
      for (const a of asymptotes) expect(sign * (extreme - a)).toBeGreaterThan(0);
      const bound = sign > 0 ? problem.lo[2] : problem.hi[2];
      const share = asymptotes.filter((a) => a === bound).length / asymptotes.length;
      expect(share).toBeGreaterThan(0.1);
      expect(share).toBeLessThan(0.3);
    }
  });

  it("solves its linear parameters: given the law's own a, δ and φ it is the law", () => {
    const law = clearLaws[0];
    const exact = problemOf(lawCurve(law, geometric(1e3, 1e7, 40)), 1, {
      fixed: { a: law.a, d: law.d[0], f: law.f[0] },
    });
    const [p] = starts(exact, 1);
    // The start's ridge of 1e-7 keeps it from more digits.
    expect(Math.abs(p[1] - law.c0)).toBeLessThan(1e-4);
    expect(Math.abs(p[2] - law.c[0])).toBeLessThan(1e-4);
  });

  it("stays finite where the columns of a break beyond the data are collinear", () => {
    const problem = problemOf(curve, 2, { breaks: [2] });
    const p = new Float64Array(9);
    p.set([0, 0, 0, 0, 0.01, problem.hi[5], problem.hi[6], Math.log(0.01), Math.log(0.01)]);
    solveStart(bnslForm, problem, p);
    expect([...p].every(Number.isFinite)).toBe(true);
  });
});

describe("an inheriting start", () => {
  const parents = [
    { a: 0.05, delta: [-1, 0.5], phi: [-2, -1] },
    { a: 0.1, delta: [1.5], phi: [-0.5] },
  ];
  const problem = problemOf(curve, 2, { breaks: [2] });
  const width = problem.u[problem.u.length - 1] - problem.u[0];
  const plan: StartPlan = { hash: 1, randomStarts: 100, parents };

  it("leaves the starts before it random", () => {
    expect(starts(problem, 100, plan)).toEqual(starts(problem, 100, { ...plan, parents: [] }));
    expect(starts(problem, 101, plan)[100]).not.toEqual(starts(problem, 101, { ...plan, parents: [] })[100]);
  });

  it("keeps most breaks of its parents, spread at most half the data's width", () => {
    const known = parents.flatMap(({ delta }) => delta);
    const drawn = starts(problem, 600, plan).slice(100);
    const near = (delta: number, by: number) => known.some((d) => Math.abs(d - delta) <= by * width);
    const kept = drawn.filter((p) => near(p[5], 0.02) || near(p[6], 0.02));
    expect(kept.length / drawn.length).toBeGreaterThan(0.5);
    const randomKept = starts(problem, 500).filter((p) => near(p[5], 0.02) || near(p[6], 0.02));
    expect(kept.length / drawn.length).toBeGreaterThan(2 * (randomKept.length / 500));
  });

  it("keeps the asymptote of its parent at half of the starts", () => {
    const drawn = starts(problem, 600, plan).slice(100);
    const same = drawn.filter((p) => parents.some(({ a }) => a === p[4]));
    expect(same.length / drawn.length).toBeGreaterThan(0.4);
    expect(same.length / drawn.length).toBeLessThan(0.6);
  });

  it("lies inside the bounds even where its parent does not", () => {
    const tight = problemOf(curve, 2, {
      breaks: [2],
      bounds: { d: [1e4, 2e4], f: [0.1, 0.2], a: [0, 0.01] },
    });
    for (const p of starts(tight, 300, plan)) {
      p.forEach((value, k) => {
        expect(value).toBeGreaterThanOrEqual(tight.lo[k]);
        expect(value).toBeLessThanOrEqual(tight.hi[k]);
      });
    }
  });

  it("fills up from parents without any break", () => {
    const none: StartPlan = { hash: 1, randomStarts: 0, parents: [{ a: 0.1, delta: [], phi: [] }] };
    for (const p of starts(problem, 50, none)) expect(p.every(Number.isFinite)).toBe(true);
  });
});
