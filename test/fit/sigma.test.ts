import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { curvesFromArrays, type CurveArrays } from "../../src/curves/arrays.js";
import { studentQuantile } from "../../src/core/statistics/student.js";
import { normalQuantile } from "../../src/core/statistics/normal.js";
import type { Curve, FitOptions, FitRow, Objective } from "../../src/core/types.js";
import { fittedCurve } from "../../src/uncertainty/sample.js";
import { checkBelonging } from "../../src/uncertainty/matchFits.js";
import { bootstrapCurves } from "../../src/uncertainty/bootstrap.js";
import { resolveBootstrap } from "../../src/uncertainty/request.js";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { resolveOptions } from "../../src/core/options.js";
import { madeMeta } from "../tables/madeFits.js";
import { geometric } from "../support/curves.js";
import { describeCpuFits, type FitCurves } from "../support/engines.js";
import { Draw } from "../support/random.js";
import { sharedData } from "../support/sharedData.js";
import { expectWithin } from "../support/within.js";

const line: Partial<FitOptions> = { breaks: [0], fixed: { a: 0 }, starts: 16 };

/** y = 10·x^−2 with relative errors of many sizes. */
function spectrum(seed: number, count = 12): { x: number[]; y: number[]; sigma: number[]; sigmaLog: number[] } {
  const draw = new Draw(seed);
  const x = geometric(1, 100, count);
  const sigmaLog = x.map((_, i) => 0.02 * 1.35 ** i);
  const y = x.map((v, i) => 10 * v ** -2 * Math.exp(sigmaLog[i] * draw.normal()));
  return { x, y, sigma: y.map((v, i) => v * sigmaLog[i]), sigmaLog };
}

const curveOf = (arrays: CurveArrays, objective: Objective = "log"): Curve =>
  curvesFromArrays(arrays, { yAbove: { log: 0, log1p: -1, linear: null }[objective] }).curves[0];

async function lawFrom(fit: FitCurves, arrays: CurveArrays, options: Partial<FitOptions>): Promise<FitRow> {
  const [row] = await fit([curveOf(arrays, options.objective)], options);
  return row;
}

/** Weighted least squares of ln y = β − c0·ln x: estimates, standard errors with σ known, χ². */
function closedForm({ x, y }: CurveArrays, deviation: readonly number[]) {
  const w = deviation.map((s) => 1 / s ** 2);
  const [u, v] = [x, y].map((values) => Array.from(values, Math.log));
  const sum = (of: (i: number) => number) => w.reduce((total, weight, i) => total + weight * of(i), 0);
  const total = sum(() => 1);
  const middle = sum((i) => u[i]) / total;
  const spread = sum((i) => (u[i] - middle) ** 2);
  const slope = sum((i) => (u[i] - middle) * v[i]) / spread;
  const level = sum((i) => v[i]) / total - slope * middle;
  return {
    c0: -slope,
    b: Math.exp(level),
    errorOfC0: Math.sqrt(1 / spread),
    errorOfLnB: Math.sqrt(1 / total + middle ** 2 / spread),
    chi2: sum((i) => (v[i] - level - slope * u[i]) ** 2),
  };
}

const formulas: readonly [Objective, "sigma" | "sigmaLog", (y: number, s: number) => number][] = [
  ["log", "sigma", (y, s) => (y / s) ** 2],
  ["log1p", "sigma", (y, s) => ((y + 1) / s) ** 2],
  ["linear", "sigma", (_, s) => 1 / s ** 2],
  ["log", "sigmaLog", (_, s) => 1 / s ** 2],
  ["log1p", "sigmaLog", (y, s) => ((y + 1) / (y * s)) ** 2],
  ["linear", "sigmaLog", (y, s) => 1 / (y * s) ** 2],
];

describeCpuFits("standard deviations of y and of ln y", (fit) => {
  it.each(formulas)("under %s, %s weighs as --weight does with its formula", async (objective, kind, weigh) => {
    const { x, y, sigma } = spectrum(1);
    // not in proportion to y: each formula has weights of its own
    const given = sigma.map((s, i) => s * (1 + 0.3 * (i % 3)));
    const made = lawFrom(fit, { x, y, [kind]: given }, { ...line, objective });
    const weight = y.map((v, i) => weigh(v, given[i]));
    const wanted = lawFrom(fit, { x, y, weight }, { ...line, objective });
    const plain = await lawFrom(fit, { x, y }, { ...line, objective });
    const [seen, like] = [await made, await wanted];
    expectWithin(seen.b! / like.b!, 1, 1e-9, "b");
    expectWithin(seen.c0! / like.c0!, 1, 1e-9, "c0");
    expectWithin(seen.objective! / like.objective!, 1, 1e-9, "objective");
    expect(Math.abs(plain.c0! / like.c0! - 1)).toBeGreaterThan(1e-4);
    expect(like.chi2).toBeNull();
    // Σ (r/σ)² is the weighted mean that was minimised times Σ 1/σ²
    const total = weight.reduce((sum, w) => sum + w, 0);
    expectWithin(seen.chi2! / (like.objective! * total), 1, 1e-9, "chi2");
  });

  it("is weighted linear regression with one line under log: estimates and χ² to 8 digits and more", async () => {
    for (const seed of [2, 3]) {
      const data = spectrum(seed);
      const wanted = closedForm(data, data.sigmaLog);
      for (const kind of ["sigma", "sigmaLog"] as const) {
        const row = await lawFrom(fit, { x: data.x, y: data.y, [kind]: data[kind] }, line);
        expectWithin(row.c0! / wanted.c0, 1, 1e-9, "c0");
        expectWithin(row.b! / wanted.b, 1, 1e-9, "b");
        expectWithin(row.chi2! / wanted.chi2, 1, 1e-8, "chi2");
        expect(row.dof).toBe(10);
      }
    }
  });

  it("has χ² of plain squares under Huber's loss too", async () => {
    const { x, y, sigma } = spectrum(4);
    const outlier = y.map((v, i) => (i === 3 ? 3 * v : v));
    const row = await lawFrom(fit, { x, y: outlier, sigma }, { ...line, huber: 0.05 });
    const squares = x.map((v, i) => ((Math.log(outlier[i] / (row.b! * v ** -row.c0!)) * outlier[i]) / sigma[i]) ** 2);
    expectWithin(row.chi2! / squares.reduce((p, q) => p + q), 1, 1e-9, "chi2");
  });

  it.each(["log", "linear"] as const)(
    "scaling y and sigma together changes nothing but b under %s",
    async (objective) => {
      const { x, y, sigma } = spectrum(5);
      const one = await lawFrom(fit, { x, y, sigma }, { ...line, objective });
      const scaled = { x, y: y.map((v) => 1e6 * v), sigma: sigma.map((s) => 1e6 * s) };
      const other = await lawFrom(fit, scaled, { ...line, objective });
      expectWithin(other.c0! / one.c0!, 1, 1e-9, "c0");
      expectWithin(other.b! / one.b! / 1e6, 1, 1e-9, "b");
      expectWithin(other.chi2! / one.chi2!, 1, 1e-8, "chi2");
    },
  );

  it("scatters least with the right weights: 1/σ² under log is worse than none", async () => {
    const seeds = Array.from({ length: 40 }, (_, i) => 100 + i);
    const curves = (arrays: (data: ReturnType<typeof spectrum>) => CurveArrays) =>
      seeds.map((seed) => curveOf(arrays(spectrum(seed))));
    const scatter = async (set: Curve[]) => {
      const rows = await fit(set, line);
      return Math.sqrt(rows.reduce((sum, { c0 }) => sum + (c0! - 2) ** 2 / rows.length, 0));
    };
    const right = await scatter(curves(({ x, y, sigma }) => ({ x, y, sigma })));
    const none = await scatter(curves(({ x, y }) => ({ x, y })));
    const wrong = await scatter(curves(({ x, y, sigma }) => ({ x, y, weight: sigma.map((s) => 1 / s ** 2) })));
    expect(right).toBeLessThan(0.7 * none);
    expect(none).toBeLessThan(0.7 * wrong);
  });

  it("weighs the same under the protocol extrapolate, times the recency of rows", async () => {
    const { x, y, sigma } = spectrum(6, 24);
    const options: Partial<FitOptions> = { protocol: "extrapolate", starts: 64 };
    const row = await lawFrom(fit, { x, y, sigma }, options);
    const like = await lawFrom(fit, { x, y, weight: y.map((v, i) => (v / sigma[i]) ** 2) }, options);
    expectWithin(row.objective! / like.objective!, 1, 1e-6, "objective");
    expect(row.chi2).toBeGreaterThan(0);
    const curve = curveOf({ x, y, sigma });
    const meta = madeMeta({ options: resolveOptions(options) });
    expect(() => checkBelonging(curve, [row], meta, [], "fits")).not.toThrow();
  });

  it("pairs fits with curves by the weights of the objective", async () => {
    const { x, y, sigma } = spectrum(7);
    const [here, other] = [curveOf({ x, y, sigma }), curveOf({ x, y, sigmaLog: sigma })];
    const [row] = await fit([here], line);
    const meta = madeMeta({ options: resolveOptions(line) });
    expect(() => checkBelonging(here, [row], meta, [], "fits")).not.toThrow();
    expect(() => checkBelonging(other, [row], meta, [], "fits")).toThrow(
      /objective is .* weights and train columns included/,
    );
  });
});

describe("errors of a fit", () => {
  const data = spectrum(8);
  const wanted = closedForm(data, data.sigmaLog);
  const { x, y } = data;
  const rowOf = (law = wanted): FitRow => ({ ...made, a: 0, b: law.b, c0: law.c0 });
  const made = { nBreaks: 0, c: [], d: [], f: [], key: [], atBound: [], selected: true } as unknown as FitRow;
  const options = resolveOptions(line);
  const errorsOf = (arrays: CurveArrays, absolute: boolean, objective: Objective = "log") => {
    const own = { ...options, objective };
    const fit = fittedCurve(curveOf(arrays, objective), 0, rowOf(), own, absolute)!;
    // internal parameters: β = ln b − c0·centre − ln scale, c0, a
    const { centre } = fit.plan.scaling;
    const gradient = (...values: number[]) => Float64Array.from(values);
    return {
      errorOfC0: fit.linearisation.standardError(gradient(0, 1, 0))!,
      errorOfLnB: fit.linearisation.standardError(gradient(1, centre, 0))!,
      freedom: fit.linearisation.varianceFreedom,
    };
  };

  it("are those of weighted regression, scaled to the residuals or as σ gives them, to 8 digits", () => {
    const scale = Math.sqrt(wanted.chi2 / 10);
    for (const kind of ["sigma", "sigmaLog"] as const) {
      const arrays = { x, y, [kind]: data[kind] };
      const [scaled, absolute] = [errorsOf(arrays, false), errorsOf(arrays, true)];
      expectWithin(absolute.errorOfC0 / wanted.errorOfC0, 1, 1e-8, "absolute error of c0");
      expectWithin(absolute.errorOfLnB / wanted.errorOfLnB, 1, 1e-8, "absolute error of ln b");
      expectWithin(scaled.errorOfC0 / wanted.errorOfC0 / scale, 1, 1e-8, "scaled error of c0");
      expectWithin(scaled.errorOfLnB / wanted.errorOfLnB / scale, 1, 1e-8, "scaled error of ln b");
      expect([scaled.freedom, absolute.freedom]).toEqual([10, Infinity]);
    }
  });

  it("follow σ and not the residuals: twice σ is twice the error, whatever the scale of y", () => {
    const one = errorsOf({ x, y, sigma: data.sigma }, true);
    const twice = errorsOf({ x, y, sigma: data.sigma.map((s) => 2 * s) }, true);
    expectWithin(twice.errorOfC0 / one.errorOfC0, 2, 1e-9, "absolute");
    const scaled = errorsOf({ x, y, sigma: data.sigma }, false);
    const same = errorsOf({ x, y, sigma: data.sigma.map((s) => 2 * s) }, false);
    expectWithin(same.errorOfC0 / scaled.errorOfC0, 1, 1e-9, "scaled");
    // on a law through the points the linear objective has the same errors to first order
    const exact = x.map((v) => wanted.b * v ** -wanted.c0);
    const sigma = exact.map((v, i) => v * data.sigmaLog[i]);
    const log = errorsOf({ x, y: exact, sigma }, true);
    const linear = errorsOf({ x, y: exact, sigma }, true, "linear");
    expectWithin(linear.errorOfC0 / log.errorOfC0, 1, 1e-8, "linear objective");
  });

  it("make intervals with the normal quantile, also without a degree of freedom", async () => {
    const engine = new CpuEngine(inlineExecutor);
    const two = { x: [1, 10], y: [8, 2], sigma: [0.4, 0.2] };
    const law = { a: 0, b: 8, c0: Math.log10(4), c: [], d: [], f: [] };
    const pair = (arrays: CurveArrays) => ({ curve: curveOf(arrays), row: { ...rowOf(), ...law }, rows: [] });
    const run = async (arrays: CurveArrays, absoluteSigma: boolean) => {
      const request = resolveBootstrap({ absoluteSigma, resamples: 400, band: 0, errors: "independent" });
      for await (const { rows } of bootstrapCurves([pair(arrays)], options, request, { engine })) return rows;
      throw new Error("no curve");
    };
    const c0 = (rows: Awaited<ReturnType<typeof run>>, method: string) =>
      rows.find((row) => row.quantity === "c0" && row.method === method)!;
    const [{ status }] = await run(two, false);
    expect(status).toBe("no-freedom");
    const rows = await run(two, true);
    // ln y deviates by 0.05 and 0.1, and c0 is their difference over ln 10
    const error = Math.hypot(0.05, 0.1) / Math.LN10;
    const delta = c0(rows, "delta");
    expectWithin(delta.se! / error, 1, 1e-8, "se");
    expectWithin((delta.hi! - delta.lo!) / (2 * normalQuantile(0.975) * error), 1, 1e-8, "delta");
    const drawn = c0(rows, "envelope");
    expect(drawn.kind).toBe("parametric");
    // 400 draws: their standard deviation is good to 3.5 %
    expectWithin(drawn.se! / error, 1, 0.15, "draws");
    // scaled to the residuals, the quantile is Student's
    const student = studentQuantile(0.975, 10);
    const ofTwelve = await run({ x, y, sigma: data.sigma }, false);
    const { lo, hi, se } = c0(ofTwelve, "delta");
    expectWithin((hi! - lo!) / (2 * student * se!), 1, 1e-8, "delta, scaled");
  });
});

const published = sharedData("surfaces/porian2024/published_fits.csv");
const optima = sharedData("surfaces/porian2024/optima.csv");

/*
 * T. Porian et al. (2024): exponents of compute-optimal model sizes N* = k·C^a by weighted regression of ln N* on ln C, 15
 * configurations. Skipped, and not counted as passed, where the published table is not at hand: it may not be committed. The
 * exact identities above hold the same formulas everywhere.
 */
describe.skipIf(published === null || optima === null)(
  "Porian's weighted exponents (skipped without the published table, which may not be committed)",
  () => {
    const rowsOf = (file: string) => {
      const [head, ...rows] = readFileSync(file, "utf8").trim().split("\n");
      const names = head.split(",");
      return rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i], cell])));
    };
    describeCpuFits("to 3 digits", (fit) => {
      it.each(["sigma", "sigmaLog"] as const)("from %s", async (kind) => {
        const wanted = rowsOf(published!);
        const all = rowsOf(optima!);
        expect(wanted).toHaveLength(15);
        const curves = wanted.map(({ config }) => {
          const rows = all.filter((row) => row.config === config && row.N_opt !== "");
          const [x, y, log] = ["C", "N_opt", "ln_N_opt_sd"].map((name) => rows.map((row) => Number(row[name])));
          return curveOf({ x, y, [kind]: kind === "sigma" ? y.map((v, i) => v * log[i]) : log });
        });
        const rows = await fit(curves, line);
        rows.forEach(({ c0 }, i) => {
          expect((-c0!).toFixed(3), wanted[i].config).toBe(Number(wanted[i].a_weighted).toFixed(3));
        });
      });
    });
  },
);
