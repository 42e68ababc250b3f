import { describe, expect, it } from "vitest";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { linearise } from "../../src/core/solver/linearisation.js";
import { freshState, polish } from "../../src/core/solver/polish.js";
import { studentQuantile } from "../../src/core/statistics/student.js";
import { profileRows } from "../../src/uncertainty/profile.js";
import { fittedCurve, type FittedCurve } from "../../src/uncertainty/sample.js";
import type { IntervalRow } from "../../src/uncertainty/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { fittedOf, pairedFit } from "../support/fitted.js";
import { expectWithin } from "../support/within.js";

const x = geometric(1e3, 1e7, 40);
const LEVEL = 0.95;
const asked = { profile: 40, level: LEVEL, seed: 1, resamples: 100 };

const clear = clearLaws.slice(0, 2).map((law, i) => fittedOf(lawCurve(law, x, 0.01, i + 1, `${i}`), law));
const straight: BnslParameters = { a: 0.1, b: 8, c0: 0.2, c: [0.01], d: [1e5], f: [0.3] };
const unbroken = fittedOf(lawCurve({ ...straight, c: [0] }, x, 0.02, 4, "unbroken"), straight);

const place = (rows: readonly IntervalRow[], i = 1) =>
  rows.find(({ quantity, index }) => quantity === "d" && index === i)!;
const points = (rows: readonly IntervalRow[], i = 1) =>
  rows.filter(({ quantity, index }) => quantity === "profile" && index === i);

/** The lowest objective with break i held at d, in f64, from the fit and from a few places about it. */
function heldObjective({ problem, plan, p }: FittedCurve, d: number): number {
  const at = bnslForm.asymptoteIndex(problem.breaks) + 1;
  const [lo, hi] = [problem.lo, problem.hi].map((values) => values.slice());
  lo[at] = hi[at] = Math.log(d) - plan.scaling.centre;
  const held = { ...problem, lo, hi };
  const ends = [-1, 0, 1].map((sharper) => {
    const from = p.map((v, k) => (k === at ? lo[at] : k === at + 1 ? v + sharper : v));
    return polish(bnslForm, { problem: held, state: freshState(held, from, 1) }, 500).objective;
  });
  return Math.min(...ends);
}

/** ½·N·ln(1 + t²/ν): how far below its top a profile is at the ends of its interval. */
const depth = ({ problem, linearisation: { freedom } }: FittedCurve, level = LEVEL) =>
  (problem.u.length / 2) * Math.log(1 + studentQuantile((1 + level) / 2, freedom) ** 2 / freedom);

describeEachEngine("profileRows", (engine) => {
  it("has the delta method's interval, about, where a break is clear, and the likelihood's own exactly", async () => {
    const rows = await profileRows(
      clear.map((fit) => ({ fit })),
      asked,
      { engine: await engine() },
    );
    clear.forEach((fit, i) => {
      const { lo, hi, estimate, ends, method, status, kind, se } = place(rows[i]);
      expect({ ends, method, status, kind, se, estimate }).toEqual({
        ends: "both",
        method: "profile",
        status: "ok",
        kind: null,
        se: null,
        estimate: fit.law.d[0],
      });
      const gradient = fit.p.map((_, k) => (k === bnslForm.asymptoteIndex(1) + 1 ? 1 : 0));
      const { standardError, freedom } = unboundOf(fit);
      const width = 2 * studentQuantile((1 + LEVEL) / 2, freedom) * standardError(gradient)!;
      // the likelihood of a break leans: it is no parabola
      expectWithin(Math.log(hi! / lo!) / width, 1, 0.35, "width over the delta method's");
      const least = Math.min(heldObjective(fit, estimate!), heldObjective(fit, lo!), heldObjective(fit, hi!));
      for (const end of [lo!, hi!]) {
        const ratio = (fit.problem.u.length / 2) * Math.log(heldObjective(fit, end) / least);
        // an end lies on the line between two points of the grid
        expectWithin(ratio / depth(fit), 1, 0.1, "depth at an end");
      }
    });
  });

  it("gives the profile itself: highest at the fit, over all of the data", async () => {
    const [rows] = await profileRows([{ fit: clear[0] }], asked, { engine: await engine() });
    const grid = points(rows);
    expect(grid.length).toBeGreaterThan(30);
    expect(rows[0]).toBe(place(rows));
    expectWithin(grid[0].x! / x[0], 1, 1e-9, "first x");
    expectWithin(grid[grid.length - 1].x! / x[39], 1, 1e-9, "last x");
    grid.slice(1).forEach((row, i) => expect(row.x).toBeGreaterThan(grid[i].x!));
    const top = grid.reduce((best, row) => (row.estimate! > best.estimate! ? row : best));
    expect(top.estimate).toBe(0);
    // f32 cannot tell points of the grid apart that are this near
    expectWithin(Math.log(top.x! / clear[0].law.d[0]), 0, 0.05, "place of the top");
    const { lo, hi } = place(rows);
    for (const row of grid) {
      expect(row).toMatchObject({ method: "profile", lo: null, hi: null, ends: null, key: ["0"] });
      if (row.x! > lo! && row.x! < hi!) expect(row.estimate).toBeGreaterThan(-1.01 * depth(clear[0]));
      else expect(row.estimate).toBeLessThan(-0.99 * depth(clear[0]));
    }
  });

  it("ends where χ² exceeds its least by z² where σ is known", async () => {
    const sigma = { values: new Float64Array(x.length).fill(0.02), of: "ln y" as const };
    const { plan, row } = { plan: clear[0].plan, row: pairedFit(clear[0].plan.curve, clearLaws[0]).row! };
    const known = fittedCurve({ ...plan.curve, sigma }, 0, row, resolveOptions({ breaks: [1] }), true)!;
    const [rows, scaled] = await profileRows([{ fit: known }, { fit: clear[0] }], asked, {
      engine: await engine(),
    });
    const { lo, hi, estimate } = place(rows);
    const chi2 = (d: number) => (known.problem.u.length * heldObjective(known, d)) / 0.02 ** 2;
    const least = Math.min(chi2(estimate!), chi2(lo!), chi2(hi!));
    // an end lies on the line between two points of the grid
    for (const end of [lo!, hi!]) expectWithin((chi2(end) - least) / 1.959964 ** 2, 1, 0.1, "rise at an end");
    // σ is twice the noise of these points
    const width = (of: IntervalRow) => Math.log(of.hi! / of.lo!);
    expectWithin(width(place(rows)) / width(place(scaled)), 2, 0.5, "width over that of the residuals");
  });

  it("ends deeper by the design effect where errors are correlated along x", async () => {
    const [fit] = clear;
    const { problem, p } = fit;
    const order = Uint32Array.from(problem.u.keys());
    const [rho, size] = [Float64Array.of(0.6), Float64Array.of(1)];
    const correlated = { order, rho, size, inflation: 1.3, freedom: 12 };
    const serial: FittedCurve = {
      ...fit,
      rho: 0.6,
      serial: { order, rho, size, freedom: 12 },
      linearisation: linearise(bnslForm, problem, p, null, correlated),
    };
    const [rows] = await profileRows([{ fit: serial }], asked, { engine: await engine() });
    const { lo, hi, estimate, errors, rho: told, dof } = place(rows);
    expect({ errors, told, dof }).toEqual({ errors: "ar1", told: 0.6, dof: 12 });
    const gradient = p.map((_, k) => (k === bnslForm.asymptoteIndex(1) + 1 ? 1 : 0));
    const effect = serial.linearisation.designEffect(gradient);
    expect(effect).toBeGreaterThan(1.3);
    const square = effect * studentQuantile((1 + LEVEL) / 2, 12) ** 2;
    const wanted = (problem.u.length / 2) * Math.log(1 + square / serial.linearisation.freedom);
    const least = Math.min(heldObjective(fit, estimate!), heldObjective(fit, lo!), heldObjective(fit, hi!));
    for (const end of [lo!, hi!]) {
      const ratio = (problem.u.length / 2) * Math.log(heldObjective(fit, end) / least);
      // an end lies on the line between two points of the grid
      expectWithin(ratio / wanted, 1, 0.15, "depth at an end");
    }
  });

  it("has open ends where the data say nothing of a break", async () => {
    const [rows, bounded] = await profileRows([{ fit: unbroken }, { fit: clear[1] }], asked, {
      engine: await engine(),
    });
    expect(place(rows)).toMatchObject({ lo: 0, hi: Infinity, ends: "none" });
    expect(place(bounded).ends).toBe("both");
  });
});

/** Its methods are closures: none of them needs the object. */
function unboundOf({ linearisation }: FittedCurve) {
  return {
    freedom: linearisation.freedom,
    standardError: (gradient: Float64Array) => linearisation.standardError(gradient),
  };
}

describe("profileRows", () => {
  it("is wider at a higher level, from the same profile", async () => {
    const at = async (level: number) =>
      (await profileRows([{ fit: clear[0] }], { ...asked, level }, { engine: cpuEngine() }))[0];
    const [low, high] = [await at(0.6), await at(0.99)];
    expect(place(high).lo).toBeLessThan(place(low).lo!);
    expect(place(high).hi).toBeGreaterThan(place(low).hi!);
    expect(points(high).map(({ estimate }) => estimate)).toEqual(points(low).map(({ estimate }) => estimate));
  });

  it("profiles each break of several, the other one free", async () => {
    const law = { a: 0.1, b: 30, c0: 0.1, c: [0.5, -0.3], d: [2e4, 8e5], f: [0.1, 0.1] };
    const fit = fittedOf(lawCurve(law, x, 0.005, 7, "two"), law);
    const [rows] = await profileRows([{ fit }], { ...asked, profile: 12 }, { engine: cpuEngine() });
    for (const i of [1, 2]) {
      const { lo, hi, estimate } = place(rows, i);
      expect(estimate).toBe(fit.law.d[i - 1]);
      expect(lo).toBeLessThan(estimate!);
      expect(hi).toBeGreaterThan(estimate!);
      expect(points(rows, i).length).toBeGreaterThanOrEqual(12);
    }
  });

  it("holds a break where another one stands without the two changing places", async () => {
    const law = { a: 0, b: 30, c0: 0.1, c: [0.3, -0.3], d: [2e4, 8e5], f: [0.1, 0.1] };
    const fit = fittedOf(lawCurve(law, geometric(1e3, 1e7, 60), 0.03, 7, "two"), law);
    const [rows] = await profileRows([{ fit }], { ...asked, profile: 41 }, { engine: cpuEngine() });
    for (const [i, other] of [
      [1, 2],
      [2, 1],
    ]) {
      const there = points(rows, i).filter(({ x }) => Math.abs(Math.log(x! / fit.law.d[other - 1])) < 0.15);
      expect(there.length).toBeGreaterThan(0);
      // were they renamed, the likelihood would be that of the fit, about 1 below it at most
      for (const { estimate } of there) expect(estimate).toBeLessThan(-8);
    }
  });

  it("is open on the side on which the fit's break lies beyond the data", async () => {
    const beyond: BnslParameters = { a: 0, b: 8, c0: 0.2, c: [0.4], d: [3e7], f: [0.5] };
    const curve = lawCurve(beyond, geometric(1e3, 1.5e7, 40), 0.01, 3, "beyond");
    const fit = fittedOf(curve, beyond, { bounds: { d1: [2e7, 1e8] } });
    const [rows] = await profileRows([{ fit }], asked, { engine: cpuEngine() });
    expect(fit.law.d[0]).toBeGreaterThan(1.9e7);
    expect(place(rows).hi).toBe(Infinity);
    const top = points(rows).find(({ estimate }) => estimate === 0)!;
    expect(top.x! / fit.law.d[0]).toBeCloseTo(1, 9);
  });

  it("has no rows of a break that is fixed", async () => {
    const law = clearLaws[0];
    const fit = fittedOf(lawCurve(law, x, 0.01, 1, "fixed"), law, { fixed: { d1: law.d[0] } });
    expect(await profileRows([{ fit }], asked, { engine: cpuEngine() })).toEqual([[]]);
  });

  it("has no rows of curves without breaks, nor where no profile is asked for", async () => {
    const law: BnslParameters = { a: 0.1, b: 8, c0: 0.2, c: [], d: [], f: [] };
    const flat = fittedOf(lawCurve(law, x, 0.02, 4), law);
    expect(await profileRows([{ fit: flat }], asked, { engine: cpuEngine() })).toEqual([[]]);
    const none = await profileRows([{ fit: clear[0] }], { ...asked, profile: 0 }, { engine: cpuEngine() });
    expect(none).toEqual([[]]);
  });
});
