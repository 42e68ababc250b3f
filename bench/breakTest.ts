/**
 * How often `test-breaks` claims a break, on simulated curves without one and with one: `npm run bench:breaks --
 * [--null-curves 400] [--power-curves 200] [--points 60] [--noise 0.01] [--resamples 500] [--sharpness 0.2] [--change 0.3]
 * [--asymptote 0] [--starts auto] [--alpha 0.05] [--rho 0] [--errors auto] [--seed 0] [--adapter NAME] [--save] [--note WORDS]`.
 * `--rho 0.8`: errors are an AR(1) process along x.
 */
import { parseArgs } from "node:util";
import { parseCountOrAuto, parseNumber, parseWhole } from "../src/core/optionText.js";
import { fitCurves } from "../src/core/fit.js";
import type { BnslParameters } from "../src/core/forms/evaluate.js";
import { ERROR_MODELS, type ErrorModel, resolveOptions } from "../src/core/options.js";
import { checkChoice } from "../src/core/optionTable.js";
import { clopperPearson } from "../src/core/statistics/binomial.js";
import { median } from "../src/core/statistics/quantile.js";
import type { FitRow } from "../src/core/types.js";
import { openEngine } from "../src/node/engines.js";
import { breakTests } from "../src/uncertainty/breakTest.js";
import { resolveBreakTest } from "../src/uncertainty/breakTestRequest.js";
import type { BreakTestRow } from "../src/uncertainty/types.js";
import { columns, Report } from "./measure/report.js";
import { noisyCurve, type Observation } from "./simulated/truthCurve.js";

const { values } = parseArgs({
  options: {
    "null-curves": { type: "string", default: "400" },
    "power-curves": { type: "string", default: "200" },
    points: { type: "string", default: "60" },
    noise: { type: "string", default: "0.01" },
    resamples: { type: "string", default: "500" },
    sharpness: { type: "string", default: "0.2" },
    change: { type: "string", default: "0.3" },
    asymptote: { type: "string", default: "0" },
    starts: { type: "string", default: "auto" },
    alpha: { type: "string", default: "0.05" },
    rho: { type: "string", default: "0" },
    errors: { type: "string", default: "auto" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
/** three decades; a break stands in their middle */
const RANGE = [1e3, 1e6] as const;
const LEVELS = [0.01, 0.05, 0.1, 0.5];

type NumberFlag = "noise" | "sharpness" | "change" | "asymptote" | "alpha" | "rho";
const number = (name: NumberFlag) => parseNumber(values[name], `--${name}`);
const seed = parseWhole(values.seed, "--seed", 0);
const request = resolveBreakTest({
  resamples: parseWhole(values.resamples, "--resamples", 1),
  seed,
  breaks: 0,
  alpha: number("alpha"),
  starts: parseCountOrAuto(values.starts, "--starts", 1),
  errors: values.errors as "auto" | ErrorModel,
});
const options = resolveOptions({ breaks: [0, 1], select: "none", seed, signB: "+" });
const straight: BnslParameters = { a: number("asymptote"), b: 1, c0: 0.1, c: [], d: [], f: [] };
const bent: BnslParameters = {
  ...straight,
  c: [number("change")],
  d: [Math.sqrt(RANGE[0] * RANGE[1])],
  f: [number("sharpness")],
};

checkChoice("errors", values.errors, ERROR_MODELS);
const open = await openEngine("auto", values.adapter);
const report = new Report("break-tests", open.engine.adapter ?? "cpu");
try {
  const without = await test("no break", straight, parseWhole(values["null-curves"], "--null-curves", 0));
  const withOne = await test("one break", bent, parseWhole(values["power-curves"], "--power-curves", 0));
  const { points, noise, change, sharpness, resamples } = values;
  report.print(
    `\n${points} points, noise of ln y ${noise}, ${resamples} resamples; no break: exponent 0.1; one break: exponent 0.1, ` +
      `changed by ${change} in mid-range, f = ${sharpness}. Shares of curves with p ≤ level, in %, with 95 % intervals`,
  );
  const header = ["curves with", "tested", ...LEVELS.map((level) => `p ≤ ${level}`), "median p", "seconds"];
  report.print(columns(header, [without, withOne].filter(({ rows }) => rows.length > 0).map(cells)));
  report.end([without, withOne], values, values);
} finally {
  await open.close();
}

interface Tested {
  readonly name: string;
  readonly seconds: number;
  readonly rows: readonly BreakTestRow[];
}

async function test(name: string, law: BnslParameters, count: number): Promise<Tested> {
  const observed: Observation = {
    law,
    range: RANGE,
    sigma: number("noise"),
    rho: number("rho"),
    points: parseWhole(values.points, "--points", 8),
  };
  const curves = Array.from({ length: count }, (_, i) => noisyCurve(observed, name, i, seed));
  const fits: FitRow[] = [];
  for await (const window of fitCurves(curves, options, open)) fits.push(...window);
  const pairs = curves.map((curve, i) => {
    const rows = fits.slice(2 * i, 2 * i + 2);
    return { curve, row: rows[0], rows };
  });
  const began = performance.now();
  const rows = await breakTests(pairs, options, request, { engine: open.engine });
  return { name, rows, seconds: (performance.now() - began) / 1000 };
}

function cells({ name, rows, seconds }: Tested): string[] {
  const p = rows.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
  return [
    name,
    `${p.length} of ${rows.length}`,
    ...LEVELS.map((level) => shareText(p.filter((value) => value <= level).length, p.length)),
    median(p).toPrecision(3),
    seconds.toFixed(1),
  ];
}

function shareText(count: number, of: number): string {
  const [lo, hi] = clopperPearson(count, of, 0.95).map((end) => (100 * end).toFixed(1));
  return `${((100 * count) / of).toFixed(1)} (${lo} to ${hi})`;
}
