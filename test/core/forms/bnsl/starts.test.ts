import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../../src/core/forms/bnsl/form.js";
import { randomAsymptote, within } from "../../../../src/core/forms/draws.js";
import type { Problem, StartPlan } from "../../../../src/core/problem/problem.js";
import { outermost } from "../../../../src/core/problem/problem.js";
import { seedKey } from "../../../../src/core/random/philox.js";
import { drawStart } from "../../../../src/core/solver/starts.js";
import { applyTies } from "../../../../src/core/solver/ties.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../../support/curves.js";
import { tieSets } from "../../../support/ties.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 40), 0.01);
const random: StartPlan = { hash: 42, randomStarts: 2 ** 31, parents: [] };
const inherited: StartPlan = {
  hash: 42,
  randomStarts: 0,
  parents: [
    { a: 0.05, delta: [-1, 0.5], phi: [-2, -1] },
    { a: 0.1, delta: [], phi: [] },
  ],
};

function starts(problem: Problem, plan: StartPlan, count = 200): Float64Array[] {
  return Array.from({ length: count }, (_, start) => {
    const p = new Float64Array(problem.lo.length);
    drawStart(bnslForm, problem, plan, seedKey(0), start, p);
    return p;
  });
}

describe.each(tieSets)("starts with ties $ties, sign $sign", ({ breaks, sign, ...options }) => {
  const problem = problemOf(curve, breaks, { breaks: [breaks], ...options }, sign);

  it.each([
    ["random", random],
    ["inherited", inherited],
  ])("satisfy the ties, and all bounds of what is free: %s", (_, plan) => {
    const targets = problem.ties.map(({ target }) => target);
    for (const p of starts(problem, plan)) {
      expect(p.every(Number.isFinite)).toBe(true);
      const again = Float64Array.from(p);
      applyTies(problem, again);
      expect([...again]).toEqual([...p]);
      p.forEach((value, k) => {
        if (targets.includes(k)) return;
        expect(value).toBeGreaterThanOrEqual(problem.lo[k]);
        expect(value).toBeLessThanOrEqual(problem.hi[k]);
      });
    }
  });

  it("do not all begin in one place", () => {
    const places = new Set(starts(problem, random).map((p) => p.join()));
    expect(places.size).toBe(200);
  });
});

describe("an asymptote tied to b", () => {
  /** a = −b for a rise from 0: the asymptote lies on the far side of the tie's offset, seen from the points. */
  const rise = problemOf(curve, 1, { breaks: [1], objective: "linear", ties: { a: "-b" } });

  it("is not drawn on the offset, where b would vanish", () => {
    for (const plan of [random, inherited]) {
      for (const p of starts(rise, plan)) expect(p[0]).toBeGreaterThan(-20);
    }
  });

  it("lies between the offset and the points in half of the starts, and farther off in many others", () => {
    const gap = outermost(rise).extreme - rise.lo[3];
    const beyond = starts(rise, random).filter((p) => Math.exp(p[0]) > gap).length / 200;
    expect(beyond).toBeGreaterThan(0.05);
    expect(beyond).toBeLessThan(0.5);
  });
});

describe("randomAsymptote", () => {
  const at = 2;
  const problem = problemOf(curve, 0, { breaks: [0] });

  it("is the bound in 3 of 16 draws, else beyond the points and inside the bound", () => {
    const { extreme } = outermost(problem);
    expect(randomAsymptote(problem, at, 0.1874, 0.5)).toBe(problem.lo[at]);
    for (const v of [0, 0.3, 0.99]) {
      const drawn = randomAsymptote(problem, at, 0.1875, v);
      expect(drawn).toBeLessThan(extreme);
      expect(drawn).toBeGreaterThan(problem.lo[at]);
    }
  });

  it("goes 100 ranges of y far where no bound stands", () => {
    const free = { ...problem, lo: problem.lo.map((lo, k) => (k === at ? -Infinity : lo)) };
    const { extreme, range } = outermost(free);
    expect((extreme - randomAsymptote(free, at, 0, 0)) / range).toBeCloseTo(1e-3, 9);
    expect((extreme - randomAsymptote(free, at, 0, 1)) / range).toBeCloseTo(100, 6);
  });
});

describe("within", () => {
  it("holds a value between its bounds, and leaves one alone that has none", () => {
    expect([within(-1, 0, 1), within(0.5, 0, 1), within(2, 0, 1)]).toEqual([0, 0.5, 1]);
    expect(within(-7, 3, -Infinity)).toBe(-7);
  });
});
