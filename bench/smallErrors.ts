/**
 * Down to which errors refits in f32 can be believed: `npm run bench:small -- [--noise 1e-3,1e-4,1e-5,1e-6,1e-7,1e-8]
 * [--resamples 400] [--adapter NAME] [--save] [--note WORDS]`. Standard deviations of refits over the noise, in units of
 * what they are in f64 under the most noise that is tried: above 1, rounding adds to them.
 */
import { parseArgs } from "node:util";
import { parsePositive, parseWhole } from "../src/core/optionText.js";
import { CpuEngine } from "../src/core/engine/cpuEngine.js";
import type { Engine } from "../src/core/engine/engine.js";
import { bnslForm } from "../src/core/forms/bnsl/form.js";
import { resolveOptions } from "../src/core/options.js";
import { openEngine } from "../src/node/engines.js";
import { matchedLaws } from "../src/uncertainty/bootstrap.js";
import { quantitiesOf } from "../src/uncertainty/quantities.js";
import { effortFor, refit } from "../src/uncertainty/refit.js";
import { resamplePlan } from "../src/uncertainty/resamplePlan.js";
import { type FittedCurve, sampleOf } from "../src/uncertainty/sample.js";
import { columns, Report } from "./measure/report.js";
import { truthAsFit } from "./simulated/truthCurve.js";

const { values } = parseArgs({
  options: {
    noise: { type: "string", default: "1e-3,1e-4,1e-5,1e-6,1e-7,1e-8" },
    resamples: { type: "string", default: "400" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const RANGE = [1e3, 1e6] as const;
const POINTS = 30;
const LAWS = [
  { name: "n = 0, log", law: { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] }, objective: "log" },
  { name: "n = 1, log", law: { a: 0.05, b: 5, c0: 0.1, c: [0.4], d: [3e4], f: [0.3] }, objective: "log" },
  { name: "n = 0, linear", law: { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] }, objective: "linear" },
] as const;
const noises = parsePositive(values.noise, "--noise", "numbers such as 1e-3,1e-6", "noise");
const resamples = parseWhole(values.resamples, "--resamples", 2);

const open = await openEngine("auto", values.adapter);
const report = new Report("small-errors", open.engine.adapter ?? "cpu");
const figures: object[] = [];
try {
  for (const { name, law, objective } of LAWS) {
    const options = resolveOptions({ breaks: [law.c.length], select: "none", signB: "+", objective });
    const measured = async (engine: Engine) => {
      const byNoise: Measured[] = [];
      for (const sigma of noises) {
        const observed = { law, range: RANGE, points: POINTS, sigma };
        byNoise.push(await deviations(truthAsFit(observed, name, options), sigma, engine));
      }
      return byNoise;
    };
    const coarse = await measured(open.engine);
    const fine = await measured(new CpuEngine(open.executor, "fine"));
    const most = fine[noises.indexOf(Math.max(...noises))];
    const lines = [...most.keys()].flatMap((quantity) =>
      (
        [
          ["f32", coarse],
          ["f64", fine],
        ] as const
      ).map(([engine, byNoise]) => [
        `${quantity}, ${engine}`,
        ...byNoise.map((each) => (each.get(quantity)! / most.get(quantity)!).toFixed(3)),
      ]),
    );
    figures.push({ name, noises, lines });
    report.print(`\n${name}: deviation of refits over the noise, f64 at the most noise = 1; ${resamples} resamples`);
    report.print(columns(["quantity, engine", ...noises.map(String)], lines));
  }
} finally {
  await open.close();
}
report.end(figures, values, values);

/** By quantity, on its working scale. */
type Measured = ReadonlyMap<string, number>;

async function deviations(fit: FittedCurve, noise: number, engine: Engine): Promise<Measured> {
  const { problem, linearisation, p, plan } = fit;
  const breaks = problem.breaks;
  const drawn = resamplePlan(problem, linearisation, "parametric", "none");
  const entry = { problem, hash: plan.hash, plan: drawn, origins: [p], count: resamples };
  const [refits] = await refit({ engine, form: bnslForm, seed: 0 }, [entry], effortFor(breaks, "auto"));
  const draws = matchedLaws(fit, refits).map(({ law }) => law);
  const metric = { positive: !problem.linear, direction: "falling" } as const;
  const specs = quantitiesOf(breaks, { at: [10 * RANGE[1]], band: 0, target: null }, RANGE, metric);
  const shown = specs.filter(({ quantity }) => quantity !== "slope");
  const sigma = { freedom: Infinity, factors: null };
  const laws = { law: fit.law, draws, jackknife: null, range: RANGE, sigma };
  return new Map(
    shown.map((spec) => {
      const { se } = sampleOf({ ...laws, limits: () => [-Infinity, Infinity] }, { ...spec, scale: "linear" });
      return [spec.quantity, se! / noise];
    }),
  );
}
