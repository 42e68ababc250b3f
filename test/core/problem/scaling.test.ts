import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { describe, expect, it } from "vitest";
import { bnsl } from "../../../src/core/forms/evaluate.js";
import { internalBounds, internalNames } from "../../../src/core/forms/bnsl/bounds.js";
import { resolveOptions } from "../../../src/core/options.js";
import { freeParameters, hashKey, planCurve, planProblem, signsOf } from "../../../src/core/plan.js";
import { reportParameters } from "../../../src/core/forms/bnsl/report.js";
import type { Objective } from "../../../src/core/types.js";
import { clearLaws, curveOf, geometric, lawCurve } from "../../support/curves.js";
import { evaluateAt } from "../../support/evaluate.js";
import { Draw } from "../../support/random.js";

const x = geometric(1e3, 1e7, 30);
const curve = lawCurve(clearLaws[0], x, 0.01);
const objectives: Objective[] = ["log", "log1p", "linear"];

describe.each(objectives)("scaling under %s", (objective) => {
  const options = resolveOptions({ objective });
  const plan = planCurve(curve, 0, options);

  it("reports the parameters that give the same values as the scaled ones", () => {
    const draw = new Draw(8);
    for (const sign of [1, -1] as const) {
      const p = Float64Array.from([...draw.list(4, -1, 1), 0.2, ...draw.list(2, -1, 1), ...draw.list(2, -2, 0)]);
      const law = reportParameters(p, 2, sign, plan.scaling);
      plan.points.u.forEach((u, j) => {
        const scaled = evaluateAt({ u, sign, p, breaks: 2 }).value;
        const value = bnsl(x[j], law);
        expect(value).toBeCloseTo(scaled * plan.scaling.scale + plan.scaling.shift, 9);
      });
    }
  });

  it("centres ln x, puts y on the order of one, and normalises the weights", () => {
    const { u, y, w } = plan.points;
    expect(u.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 9);
    expect(Math.max(...y.map(Math.abs))).toBeLessThan(30);
    expect(w.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 14);
    expect([...u]).toEqual([...u].sort((p, q) => p - q));
  });

  it("forgets the units of x and y", () => {
    const scale = objective === "log1p" ? 1 : 1e3;
    const other = planCurve(
      curveOf(
        x.map((v) => v * 1e6),
        curve.y.map((v) => v * scale),
      ),
      0,
      options,
    );
    other.points.u.forEach((u, j) => expect(u).toBeCloseTo(plan.points.u[j], 11));
    other.points.y.forEach((y, j) => expect(y).toBeCloseTo(plan.points.y[j], 11));
  });
});

describe("planCurve", () => {
  it("takes the training rows only, sorts them by x, and counts distinct x", () => {
    const mixed = curveOf([4, 1, 2, 2, 8], [1, 4, 3, 3, 0.5], { train: Uint8Array.of(1, 1, 1, 1, 0) });
    const plan = planCurve(mixed, 3, resolveOptions());
    expect(plan.trainRows).toEqual([0, 1, 2, 3]);
    expect(plan.testRows).toEqual([4]);
    expect(plan.distinct).toBe(3);
    expect(plan.points.u.length).toBe(4);
    expect(plan.index).toBe(3);
  });

  it("plans rows in any order to the same bits, ties in x included", () => {
    const rows = x.flatMap((v, i) => [
      { x: v, y: curve.y[i], weight: 1 + (i % 3) },
      { x: v, y: curve.y[i] * 1.01, weight: 1 },
      { x: v, y: curve.y[i], weight: 4 },
    ]);
    const planned = (order: typeof rows) => {
      const weight = Float64Array.from(order, (row) => row.weight);
      const made = curveOf(
        order.map((row) => row.x),
        order.map((row) => row.y),
        { weight },
      );
      const { points, scaling } = planCurve(made, 0, resolveOptions());
      return { points, scaling };
    };
    expect(planned(new Draw(1).shuffled(rows))).toEqual(planned(rows));
  });

  it("survives values near the end of what a double holds", () => {
    const huge = planCurve(curveOf([1e300, 1e301, 1e302], [1e308, 1.2e308, 1e307]), 0, resolveOptions());
    expect([...huge.points.u, ...huge.points.y].every(Number.isFinite)).toBe(true);
  });
});

describe("hashKey", () => {
  it("tells keys apart, and the places of their parts", () => {
    const keys = [["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["", "ab"], ["a\u0000b"]];
    expect(new Set(keys.map(hashKey)).size).toBe(keys.length);
    expect(hashKey(["a", "b"])).toBe(hashKey(["a", "b"]));
  });
});

describe("signsOf", () => {
  it("tries both signs under auto", () => {
    expect(signsOf(resolveOptions({ signB: "auto" }))).toEqual([1, -1]);
    expect(signsOf(resolveOptions({ signB: "+" }))).toEqual([1]);
    expect(signsOf(resolveOptions({ signB: "-" }))).toEqual([-1]);
  });
});

describe("internalBounds", () => {
  const bounds = (breaks: number, given: Parameters<typeof resolveOptions>[0] = {}) => {
    const options = resolveOptions({ breaks: [breaks], ...given });
    const plan = planCurve(curve, 0, options);
    const { lo, hi } = internalBounds(breaks, plan.points, plan.scaling, options);
    const names = internalNames(breaks);
    return { plan, of: (name: string) => [lo[names.indexOf(name)], hi[names.indexOf(name)]] };
  };

  it("names the parameters in the order of the solver", () => {
    expect(internalNames(2)).toEqual(["b", "c0", "c1", "c2", "a", "d1", "d2", "f1", "f2"]);
  });

  it("are the documented ones by default", () => {
    const { plan, of } = bounds(2);
    const end = plan.points.u.length - 1;
    expect(of("a")).toEqual([0, Infinity]);
    for (const name of ["c0", "c1", "c2"]) expect(of(name)).toEqual([-20, 20]);
    for (const name of ["f1", "f2"]) expect(of(name)).toEqual([Math.log(0.01), Math.log(10)]);
    expect(of("d1")[0]).toBeCloseTo(plan.points.u[0] - Math.log(10), 9);
    expect(of("d1")[1]).toBeCloseTo(plan.points.u[end] + Math.log(10), 9);
    expect(bounds(0, { objective: "linear" }).of("a")).toEqual([-Infinity, Infinity]);
  });

  it("let a fixed value win over a bound, and a parameter's own entry over its family's", () => {
    const { of } = bounds(2, { bounds: { c: [-1, 1], c2: [0, 2] }, fixed: { f1: 0.5 } });
    expect(of("c0")).toEqual([-1, 1]);
    expect(of("c2")).toEqual([0, 2]);
    expect(of("f1")).toEqual([Math.log(0.5), Math.log(0.5)]);
    expect(of("f2")).toEqual([Math.log(0.01), Math.log(10)]);
  });

  it("bound |b| in units of y at x = 1", () => {
    const { plan, of } = bounds(0, { bounds: { b: [2, 30] } });
    expect(plan.scaling.centre).toBe(0);
    expect(Math.exp(of("b")[0]) * plan.scaling.scale).toBeCloseTo(2, 12);
    expect(Math.exp(of("b")[1]) * plan.scaling.scale).toBeCloseTo(30, 11);
  });

  it("leave 3 + 3n free parameters less the fixed ones", () => {
    const options = resolveOptions({ breaks: [2], fixed: { c0: 0, f: 1 } });
    const plan = planCurve(curve, 0, options);
    expect(freeParameters(planProblem(bnslForm, plan, 2, 1, options))).toBe(9 - 3);
    expect(freeParameters(planProblem(bnslForm, plan, 2, 1, resolveOptions({ breaks: [2] })))).toBe(9);
  });

  it("refuse a break or sharpness without finite bounds, as starts are drawn between them", () => {
    expect(() => bounds(1, { bounds: { f: [0.1, Infinity] } })).toThrow(
      "f1 needs finite bounds above 0, as starts are drawn between them; got Infinity",
    );
  });
});
