import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/core/engine/engine.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { studentCdf, studentQuantile } from "../../src/core/statistics/student.js";
import type { FitOptions } from "../../src/core/types.js";
import { auditCurves } from "../../src/uncertainty/audit.js";
import { bootstrapCurves } from "../../src/uncertainty/bootstrap.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import { needsF64 } from "../../src/uncertainty/refit.js";
import { resolveAudit, resolveBootstrap } from "../../src/uncertainty/request.js";
import type { BootstrapRequest, IntervalRow } from "../../src/uncertainty/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { fittedOf, pairedFit } from "../support/fitted.js";
import { expectWithin } from "../support/within.js";

const straight: BnslParameters = { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] };

async function rowsOf(
  engine: Engine,
  pair: PairedFit,
  options: FitOptions,
  request: Partial<BootstrapRequest>,
  onNote?: (line: string) => void,
): Promise<readonly IntervalRow[]> {
  const resolved = resolveBootstrap({ band: 0, ...request });
  const context = { engine, ...(onNote ? { onNote } : {}) };
  const rows: IntervalRow[] = [];
  for await (const curve of bootstrapCurves([pair], options, resolved, context)) rows.push(...curve.rows);
  return rows;
}

/** ln y = ln b − c0·ln x by the textbook: slope, its standard error, N − 2 degrees of freedom. */
function regression(x: Float64Array, y: Float64Array): { slope: number; error: number } {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [um, vm] = [u, v].map((values) => values.reduce((sum, value) => sum + value / values.length, 0));
  const uu = u.reduce((sum, at) => sum + (at - um) ** 2, 0);
  const slope = u.reduce((sum, at, i) => sum + (at - um) * (v[i] - vm), 0) / uu;
  const rest = v.reduce((sum, value, i) => sum + (value - vm - slope * (u[i] - um)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (x.length - 2) / uu) };
}

describeEachEngine("intervals of a regression of ln y", (engine) => {
  const options = { fixed: { a: 0 } };
  const law = { ...straight, a: 0 };

  it.each([1, 2, 5, 20])("are Student's with %i degrees of freedom", async (freedom) => {
    const curve = lawCurve(law, geometric(1e3, 1e6, freedom + 2), 0.01, 3, "one");
    const { slope, error } = regression(curve.x, curve.y);
    const resamples = 2000;
    const request = { resamples, kind: "parametric", methods: ["percentile", "envelope", "delta"] } as const;
    const rows = await rowsOf(await engine(), pairedFit(curve, law, options), resolveOptions(options), request);
    const of = (method: string) => rows.find((row) => row.quantity === "slope" && row.method === method) as IntervalRow;
    const t = studentQuantile(0.975, freedom);
    expectWithin(of("delta").lo!, slope - t * error, 1e-6 * t * error, "delta, lower end");
    expectWithin(of("delta").hi!, slope + t * error, 1e-6 * t * error, "delta, upper end");
    // what a draw at the end leaves beyond it is binomial: four standard errors
    const off = 4 * Math.sqrt((0.975 * 0.025) / resamples);
    for (const end of ["lo", "hi"] as const) {
      const outside = studentCdf(-Math.abs(of("percentile")[end]! - slope) / error, freedom);
      expectWithin(outside, 0.025, off, `percentile, ${end}`);
      const envelope = studentCdf(-Math.abs(of("envelope")[end]! - slope) / error, freedom);
      expect(envelope).toBeLessThanOrEqual(outside);
      expect(envelope, "not much beyond").toBeGreaterThan(0.0025);
    }
    // σ of a draw over its own: √(1/2R) is the relative error of a deviation, of those below twice the fit's σ
    expectWithin(of("percentile").se! / error, 1, 6 * Math.sqrt(1 / (2 * resamples)), "se");
    for (const method of ["percentile", "delta"]) expect(of(method).dof).toBe(freedom);
    expect(of("percentile").failed).toBe(0);
  });
});

describe("what is fixed", () => {
  const fixed = resolveOptions({ fixed: { a: 0.2 } });
  const curve = lawCurve(straight, geometric(1e3, 1e6, 12), 0.01, 3, "one");
  const pair = pairedFit(curve, straight, { fixed: { a: 0.2 } });

  it("has its estimate and no interval", async () => {
    const rows = await rowsOf(cpuEngine(), pair, fixed, { resamples: 60, at: [1e7] });
    const own = rows.filter(({ quantity }) => quantity === "a");
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ estimate: 0.2, lo: null, hi: null, method: null, kind: null, dof: null });
    for (const row of rows.filter(({ quantity }) => quantity !== "a")) expect(row.lo).toBeLessThan(row.hi!);
    expect(rows).toHaveLength(1 + 2 * 4);
  });

  it("is not audited", async () => {
    const request = resolveAudit({ simulations: 4, resamples: 40, band: 0 });
    const rows = await auditCurves([pair], fixed, request, { engine: cpuEngine() });
    expect([...new Set(rows.map(({ quantity }) => quantity))]).toEqual(["b", "c0", "slope"]);
    expect(rows[0].dof).toBe(10);
  });

  it("is also what fixed parameters make: a slope of c0 + c1 with c1 tied to −c0", async () => {
    const law = { a: 0.2, b: 5, c0: 0.3, c: [-0.3], d: [3e4], f: [0.2] };
    const tied = { ties: { c1: "-c0" } };
    const one = pairedFit(lawCurve(law, geometric(1e3, 1e6, 30), 0.01, 3, "one"), law, tied);
    const rows = await rowsOf(cpuEngine(), one, resolveOptions(tied), { resamples: 40 });
    const without = rows.filter(({ method }) => method === null);
    expect(without.map(({ quantity, index }) => [quantity, index])).toEqual([["slope", 1]]);
  });
});

describeEachEngine("errors below f32's rounding", (engine) => {
  const x = geometric(1e3, 1e6, 30);

  it.each([straight, clearLaws[0]])("have the delta method's intervals", async (law) => {
    const notes: string[] = [];
    const pair = pairedFit(lawCurve(law, x, 1e-8, 3, "tiny"), law);
    const resamples = law === straight ? 1500 : 400;
    const request = { resamples, methods: ["percentile", "delta"], kind: "parametric" } as const;
    const rows = await rowsOf(await engine(), pair, resolveOptions({}), request, (line) => notes.push(line));
    for (const row of rows.filter(({ method }) => method === "percentile")) {
      const delta = rows.find((each) => each.method === "delta" && sameQuantity(each, row))!;
      // a deviation of R draws is good to √(1/2R), 1.8 % and 3.5 %: within 10 % (f32's are five times too wide)
      expectWithin(row.se! / delta.se!, 1, 0.1, `${row.quantity} ${row.index}`);
    }
    expect(notes).toEqual([expect.stringMatching(/^curve tiny: .* in f64/)]);
  });

  it("exact fits have intervals of no width, and no NaN", async () => {
    const pair = pairedFit(lawCurve(straight, x, 0, 3, "exact"), straight);
    const rows = await rowsOf(await engine(), pair, resolveOptions({}), { resamples: 60, at: [1e7] });
    for (const { lo, hi, estimate, quantity } of rows) {
      expectWithin(lo!, estimate!, 1e-9 * Math.abs(estimate!), `${quantity}, lower end`);
      expectWithin(hi!, estimate!, 1e-9 * Math.abs(estimate!), `${quantity}, upper end`);
    }
  });
});

const sameQuantity = (one: IntervalRow, other: IntervalRow) =>
  one.quantity === other.quantity && one.index === other.index && one.x === other.x;

describe("needsF64", () => {
  it("is of σ on ln y, or as a share of y", () => {
    const x = geometric(1e3, 1e6, 30);
    const fine = (noise: number, options: Partial<FitOptions> = {}, size = 1) => {
      const law = { ...straight, a: size * straight.a, b: size * straight.b };
      return needsF64(fittedOf(lawCurve(law, x, noise, 3, "one"), law, options));
    };
    expect([1e-3, 1e-4, 3e-5].map((noise) => fine(noise))).toEqual([false, false, false]);
    expect([3e-6, 1e-7, 0].map((noise) => fine(noise))).toEqual([true, true, true]);
    for (const size of [1e-3, 1e6]) {
      expect(fine(1e-3, { objective: "linear" }, size)).toBe(false);
      expect(fine(1e-8, { objective: "linear" }, size)).toBe(true);
    }
  });
});
