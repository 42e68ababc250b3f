import { describe, expect, it } from "vitest";
import { InputError } from "../../../../src/core/errors.js";
import { internalNames } from "../../../../src/core/forms/bnsl/bounds.js";
import { bnslForm } from "../../../../src/core/forms/bnsl/form.js";
import { resolveOptions } from "../../../../src/core/options.js";
import { freeParameters, planCurve, planProblem } from "../../../../src/core/plan.js";
import { parseTie } from "../../../../src/core/problem/ties.js";
import { applyTies } from "../../../../src/core/solver/ties.js";
import type { FitOptions } from "../../../../src/core/types.js";
import { clearLaws, curveOf, geometric, lawCurve, problemOf } from "../../../support/curves.js";
import { Draw } from "../../../support/random.js";
import { expectWithin } from "../../../support/within.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 20), 0.01);
const at = (breaks: number, name: string) => internalNames(breaks).indexOf(name);

describe("a tie in the solver's units", () => {
  const all: Record<string, string> = { a: "-0.5*b+3", c1: "1-0.5*c0", c2: "2/f3", d2: "40*d1", f2: "3*f1" };

  it.each<[FitOptions["objective"], 1 | -1]>([
    ["linear", 1],
    ["linear", -1],
    ["log", 1],
    ["log1p", -1],
  ])("holds in the units that are reported, under %s and with sign %d", (objective, sign) => {
    const draw = new Draw(5);
    const options = resolveOptions({ breaks: [3], ties: all, objective });
    for (let i = 0; i < 30; i++) {
      // other units of x and y in every round
      const [x, y] = [10 ** draw.between(-6, 6), 10 ** draw.between(-3, 3)];
      const scaled = curveOf(
        curve.x.map((v) => v * x),
        curve.y.map((v) => v * y),
      );
      const plan = planCurve(scaled, 0, options);
      const problem = planProblem(bnslForm, plan, 3, sign, options);
      const p = Float64Array.from(draw.list(12, -1, 1));
      applyTies(problem, p);
      const reported = bnslForm.report(p, 3, sign, plan.scaling);
      expect(problem.ties).toHaveLength(Object.keys(all).length);
      for (const [target, text] of Object.entries(all)) {
        const { source, slope, offset, reciprocal } = parseTie(target, text);
        const value = reported[source];
        const wanted = (reciprocal ? slope / value : slope * value) + offset;
        // a is the difference of two numbers as large as y and its shift
        const size = Math.abs(wanted) + Math.abs(slope * value) + y + 3;
        expectWithin(reported[target], wanted, 1e-12 * (target === "a" ? size : Math.abs(wanted) + 1), target);
      }
    }
  });

  it("is out of the bounds, and no free parameter", () => {
    const free = problemOf(curve, 2, { breaks: [2] });
    const tied = problemOf(curve, 2, { breaks: [2], ties: { c1: "-c0", d2: "2*d1" } });
    expect(freeParameters(free) - freeParameters(tied)).toBe(2);
    for (const name of ["c1", "d2"]) {
      const k = at(2, name);
      expect(tied.lo[k]).toBeGreaterThan(tied.hi[k]);
    }
  });

  it("is the same for both signs of b and every curve: what differs stands in the bounds", () => {
    const ties = { a: "-b", c1: "1/f1" };
    const options = { breaks: [1], objective: "linear", ties } as const;
    const other = lawCurve(clearLaws[1], geometric(1, 1e3, 9), 0.01);
    expect(problemOf(curve, 1, options, -1).ties).toEqual(problemOf(curve, 1, options, 1).ties);
    expect(problemOf(other, 1, options, 1).ties).toEqual(problemOf(curve, 1, options, 1).ties);
  });
});

describe("the bounds of a tied parameter go to its source", () => {
  const bound = (options: Partial<FitOptions>, name: string, breaks = 1, sign: 1 | -1 = 1) => {
    const { lo, hi } = problemOf(curve, breaks, { breaks: [breaks], ...options }, sign);
    return [lo[at(breaks, name)], hi[at(breaks, name)]];
  };

  it.each<[Record<string, string>, Partial<FitOptions>, string, [number, number]]>([
    [{ c1: "2*c0" }, {}, "c0", [-10, 10]],
    [{ c1: "-4*c0" }, {}, "c0", [-5, 5]],
    [{ c1: "1-c0" }, { bounds: { c: [-1, 2] } }, "c0", [-1, 2]],
    [{ c1: "0.5*c0" }, { bounds: { c: [-1, 2] } }, "c0", [-1, 2]],
    [{ c1: "c0+1" }, { bounds: { c: [-1, 2] } }, "c0", [-1, 1]],
    [{ c1: "1/f1" }, { bounds: { c: [-5, 4] } }, "f1", [Math.log(1 / 4), Math.log(10)]],
    [{ c1: "-1/f1" }, { bounds: { c: [-5, -0.5] } }, "f1", [Math.log(1 / 5), Math.log(2)]],
    [{ c0: "-1/f1", c1: "1/f1" }, { bounds: { c: [-4, 8] } }, "f1", [Math.log(1 / 4), Math.log(10)]],
    [{ f2: "4*f1" }, { breaks: [2] }, "f1", [Math.log(0.01), Math.log(2.5)]],
    [{ f2: "0.25*f1" }, { breaks: [2] }, "f1", [Math.log(0.04), Math.log(10)]],
    [{ a: "2*b" }, { objective: "log1p" }, "b", [-Infinity, Infinity]],
    [{ a: "-2*b+0.5" }, { objective: "log" }, "b", [-Infinity, NaN]],
  ])("%j, %j", (ties, options, name, wanted) => {
    const breaks = options.breaks?.[0] ?? 1;
    const seen = bound({ ties, ...options }, name, breaks);
    const [low, high] = wanted;
    if (Number.isNaN(high)) {
      // |b| ≤ 0.25, in units of y's geometric mean
      const { scaling } = planCurve(curve, 0, resolveOptions({ ties }));
      expect(seen[1]).toBeCloseTo(Math.log(0.25 / scaling.scale), 12);
    } else expect(seen[1] === high || Math.abs(seen[1] - high) < 1e-12).toBe(true);
    expect(seen[0] === low || Math.abs(seen[0] - low) < 1e-12).toBe(true);
  });

  it("narrow the places of a break's source", () => {
    const options = { breaks: [2], bounds: { d: [1e4, 1e6] as const } };
    const [low, high] = bound(options, "d1", 2);
    const [lowTied, highTied] = bound({ ...options, ties: { d2: "10*d1" } }, "d1", 2);
    expect(lowTied).toBeCloseTo(low, 12);
    expect(highTied).toBeCloseTo(high - Math.log(10), 12);
  });

  it.each<[Record<string, string>, Partial<FitOptions>, 1 | -1, string]>([
    [{ a: "-b" }, {}, 1, "the tie a=-b leaves b no value: the bounds on a and b exclude each other"],
    [{ a: "b" }, {}, -1, "the tie a=b leaves b no value"],
    [{ c1: "-1/f1" }, { bounds: { c: [0, 9] } }, 1, "the tie c1=-1/f1 leaves f1 no value"],
    [{ c1: "1/f1" }, { fixed: { c: 0 } }, 1, "the tie c1=1/f1 leaves f1 no value"],
    [{ c1: "c0+5" }, { bounds: { c: [0, 4] } }, 1, "the tie c1=c0+5 leaves c0 no value"],
    [{ c1: "-c0" }, { fixed: { c: 1 } }, 1, "the tie c1=-c0 leaves c0 no value"],
  ])("%j with %j and sign %d leaves nothing, and says so", (ties, options, sign, message) => {
    const plan = () => problemOf(curve, 1, { breaks: [1], ties, ...options }, sign);
    expect(plan).toThrow(InputError);
    expect(plan).toThrow(message);
  });
});
