import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../../src/core/options.js";
import { distinctNeeded, mayFitOnCpu } from "../../../src/core/rows/curveRows.js";
import { hasFit, Status } from "../../../src/core/status.js";
import type { Curve, FitOptions } from "../../../src/core/types.js";
import { fitCurveSet } from "../../../src/node/run.js";
import { curveOf } from "../../support/curves.js";

async function fit(curve: Curve, options: FitOptions) {
  const facts = { weightName: null, trainName: null, sources: [], notes: [] };
  const set = { ...facts, keyNames: ["curve"], xName: "x", yName: "y", curves: [curve] };
  return (await fitCurveSet(set, options, { engine: "cpu", threads: 1, command: null })).rows[0];
}

/** Each x twice. */
function distinctCurve(distinct: number): Curve {
  const x = Array.from({ length: 2 * distinct }, (_, i) => 2 ** (1 + (i >> 1)));
  return curveOf(
    x,
    x.map((v) => 0.1 + 5 * v ** -0.3),
  );
}

describe("distinctNeeded", () => {
  it("is all parameters of the law and one, without those that are fixed, tied or between equal bounds", () => {
    expect([0, 1, 2, 3, 4].map((n) => distinctNeeded(n, resolveOptions({})))).toEqual([4, 7, 10, 13, 16]);
    const fewer = resolveOptions({
      fixed: { a: 0 },
      ties: { d2: "2*d1" },
      bounds: { f: [0.1, 0.1] },
      breaks: [2],
    });
    expect(distinctNeeded(2, fewer)).toBe(6);
  });

  it.each([{}, { fixed: { c0: 0.3 } }, { ties: { a: "b" } }])("is what a fit needs, with %j", async (parts) => {
    const options = resolveOptions({ ...parts, breaks: [0], starts: 16 });
    const needed = distinctNeeded(0, options)!;
    expect(hasFit((await fit(distinctCurve(needed), options)).status)).toBe(true);
    expect((await fit(distinctCurve(needed - 1), options)).status).toBe(Status.TooFewPoints);
  });
});

describe("mayFitOnCpu", () => {
  it("is true of what is non-finite on a GPU alone", () => {
    expect(mayFitOnCpu({ status: Status.NonFinite, engine: "gpu" })).toBe(true);
    expect(mayFitOnCpu({ status: Status.NonFinite, engine: "cpu" })).toBe(false);
    expect(mayFitOnCpu({ status: Status.TooFewPoints, engine: "gpu" })).toBe(false);
  });

  it("speaks of y over 100 decades, which the CPU fits", async () => {
    const x = Array.from({ length: 12 }, (_, i) => 10 ** i);
    const curve = curveOf(
      x,
      x.map((v) => 1e50 * v ** -9),
    );
    const row = await fit(curve, resolveOptions({ breaks: [0], starts: 16 }));
    expect(hasFit(row.status)).toBe(true);
    expect(row.rmsleTrain).toBeLessThan(0.01);
  });
});
