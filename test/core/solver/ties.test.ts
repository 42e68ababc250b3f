import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import type { Problem } from "../../../src/core/problem/problem.js";
import {
  applyTies,
  combineColumns,
  combineLinearColumns,
  combineStartColumns,
  seedTies,
} from "../../../src/core/solver/ties.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";
import { evaluateAt, evaluateLinearAt, linearRowAt } from "../../support/evaluate.js";
import { Draw } from "../../support/random.js";
import { tieSets, tiedPoint } from "../../support/ties.js";
import { expectWithin } from "../../support/within.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 20), 0.01);

describe.each(tieSets)("ties $ties, sign $sign", ({ sign, breaks, ...options }) => {
  const problem = problemOf(curve, breaks, { breaks: [breaks], ...options }, sign);
  const draw = new Draw(31);
  const linear = bnslForm.linearCount(breaks);
  const targets = problem.ties.map(({ target }) => target);
  const seededSources = problem.ties.filter(({ kind }) => kind === "exponential").map(({ source }) => source);
  const cases = Array.from({ length: 20 }, () => ({ u: draw.between(-3, 3), p: tiedPoint(draw, problem) }));

  it("leaves untied parameters as they are, and is done after one time", () => {
    for (const { p } of cases) {
      const loose = p.map((value, k) => (targets.includes(k) ? NaN : value));
      applyTies(problem, loose);
      expect([...loose]).toEqual([...p]);
    }
    expect(targets.length).toBe(Object.keys(options.ties).length);
  });

  it("has the columns that central differences of the tied law see", () => {
    for (const { u, p } of cases) {
      const { value, row } = evaluateAt({ breaks, u, sign, p });
      combineColumns(problem, p, row);
      p.forEach((_, k) => {
        const law = (q: Float64Array) => evaluateAt({ breaks, u, sign, p: q }).value;
        expectDerivative(row[k], k, p, law, 1 + Math.abs(value));
      });
      for (const k of targets) expect(row[k]).toBe(0);
    }
  });

  it("has the linear columns that differences see while all else stands still", () => {
    for (const { u, p } of cases) {
      const { value, row } = evaluateLinearAt({ breaks, u, sign, p });
      combineLinearColumns(problem, linear, p, row);
      row.forEach((entry, k) => {
        const law = (q: Float64Array) => evaluateAt({ breaks, u, sign, p: q }).value;
        expectDerivative(entry, k, p, law, 1 + Math.abs(value));
      });
    }
  });

  it("has the columns of a start that differences of ln(±(ŷ − a)) see, b being decided where a hangs on it", () => {
    for (const { u, p } of cases) {
      const row = linearRowAt({ breaks, u, sign, p });
      combineStartColumns(problem, linear, row);
      row.forEach((entry, k) => {
        const exponent = (q: Float64Array) =>
          linearRowAt({ breaks, u, sign, p: q }).reduce((sum, column, i) => sum + column * q[i], 0);
        if (seededSources.includes(k)) expect(entry).toBe(0);
        else expectDerivative(entry, k, p, exponent, 1);
      });
    }
  });

  it("decides b by the distance of a drawn asymptote from the offset, and satisfies all ties", () => {
    for (const { p } of cases) {
      const drawn = Float64Array.from(p);
      const at = bnslForm.asymptoteIndex(breaks);
      if (seededSources.length > 0) drawn[at] = draw.between(-3, 3);
      const distance = Math.abs(drawn[at] - problem.lo[at]);
      seedTies(problem, drawn);
      const again = Float64Array.from(drawn);
      applyTies(problem, again);
      expect([...drawn]).toEqual([...again]);
      if (seededSources.length === 0) expect([...drawn]).toEqual([...p]);
      else expect(Math.abs(drawn[at] - problem.lo[at]) / distance).toBeCloseTo(1, 9);
    }
  });

  /** ∂law/∂p[k] where tied parameters follow. */
  function expectDerivative(
    seen: number,
    k: number,
    p: Float64Array,
    law: (q: Float64Array) => number,
    size: number,
  ): void {
    const step = 1e-5;
    const shifted = (by: number) => {
      const q = Float64Array.from(p);
      q[k] += by;
      applyTies(problem, q);
      return law(q);
    };
    const difference = (shifted(step) - shifted(-step)) / (2 * step);
    // h² f'''/6 with f''' up to 1/f³, and the rounding of two values over 2h
    expectWithin(seen, difference, 3e-6 * (size + Math.abs(seen)), `column ${k}`);
  }
});

describe("seedTies", () => {
  it("keeps b in its bounds", () => {
    const bounds = { b: [0.5, 2] as const };
    const problem: Problem = problemOf(curve, 1, {
      breaks: [1],
      objective: "linear",
      ties: { a: "-b" },
      bounds,
    });
    for (const asymptote of [-1e9, 0, 1e9]) {
      const p = new Float64Array(6);
      p[3] = asymptote;
      seedTies(problem, p);
      expect(p[0]).toBeGreaterThanOrEqual(problem.lo[0]);
      expect(p[0]).toBeLessThanOrEqual(problem.hi[0]);
    }
  });
});
