/**
 * Attained coverage of bootstrap intervals on data simulated from a known law: `npm run bench:coverage --
 * [--sharpness 0.5,0.05] [--noise 0.01,0.05] [--points 40] [--asymptote 0.05] [--simulations 400] [--resamples 1000]
 * [--kind auto] [--level 0.95] [--breaks 1] [--rho 0] [--errors auto] [--all] [--seed 0] [--adapter NAME] [--save] [--note WORDS]`.
 * `--rho 0.8`: the data's errors are an AR(1) process along x. `--all` prints c, f and b, too.
 */
import { parseArgs } from "node:util";
import { parseNumber, parsePositive, parseWhole } from "../src/core/optionText.js";
import { InputError } from "../src/core/errors.js";
import { ERROR_MODELS, type ErrorModel, resolveOptions } from "../src/core/options.js";
import { checkChoice } from "../src/core/optionTable.js";
import { openEngine } from "../src/node/engines.js";
import { auditFit } from "../src/uncertainty/audit.js";
import { KINDS, resolveAudit } from "../src/uncertainty/request.js";
import type { AuditRow, ResampleKind } from "../src/uncertainty/types.js";
import { columns, Report, short } from "./measure/report.js";
import { truthAsFit, type Observation } from "./simulated/truthCurve.js";

const { values } = parseArgs({
  options: {
    sharpness: { type: "string", default: "0.5,0.05" },
    noise: { type: "string", default: "0.01,0.05" },
    points: { type: "string", default: "40" },
    asymptote: { type: "string", default: "0.05" },
    simulations: { type: "string", default: "400" },
    resamples: { type: "string", default: "1000" },
    kind: { type: "string", default: "auto" },
    level: { type: "string", default: "0.95" },
    breaks: { type: "string", default: "1" },
    rho: { type: "string" },
    errors: { type: "string", default: "auto" },
    all: { type: "boolean", default: false },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
/** three decades with the break in their middle; the exponent goes from 0.1 to 0.4 there, without a break it is 0.4 */
const RANGE = [1e3, 1e6] as const;
const BREAK = Math.sqrt(RANGE[0] * RANGE[1]);
const AT = [2 * RANGE[1], 10 * RANGE[1]];
/** printed without --all, in this order */
const MAIN = ["d", "prediction", "a", "c0", "slope"];

checkChoice("kind", values.kind, KINDS);
checkChoice("errors", values.errors, ERROR_MODELS);
const breaks = parseWhole(values.breaks, "--breaks", 0);
if (breaks > 1) throw new InputError(`--breaks ${breaks}: give 0 or 1`);
const whole = (name: "points" | "simulations" | "resamples" | "seed", least: number) =>
  parseWhole(values[name], `--${name}`, least);
const numbers = (name: "sharpness" | "noise") =>
  parsePositive(values[name], `--${name}`, "numbers such as 0.05,0.5", name);
const request = resolveAudit({
  simulations: whole("simulations", 1),
  resamples: whole("resamples", 2),
  seed: whole("seed", 0),
  kind: values.kind as ResampleKind | "auto",
  errors: values.errors as "auto" | ErrorModel,
  level: parseNumber(values.level, "--level"),
  methods: ["envelope", "percentile", "basic", "bca", "delta", ...(breaks === 0 ? [] : ["profile" as const])],
  profile: breaks === 0 ? 0 : 31,
  at: AT,
  band: 0,
});
const options = resolveOptions({ breaks: [breaks], select: "none", signB: "+" });

const open = await openEngine("auto", values.adapter);
const report = new Report("coverage", open.engine.adapter ?? "cpu");
const figures: { sharpness: number; noise: number; seconds: number; rows: readonly AuditRow[] }[] = [];
try {
  for (const f of numbers("sharpness")) {
    for (const sigma of numbers("noise")) await measure(f, sigma);
  }
} finally {
  await open.close();
}
report.end(figures, values, values);

async function measure(f: number, sigma: number): Promise<void> {
  const a = parseNumber(values.asymptote, "--asymptote");
  const law =
    breaks === 0 ? { a, b: 1, c0: 0.4, c: [], d: [], f: [] } : { a, b: 1, c0: 0.1, c: [0.3], d: [BREAK], f: [f] };
  const rho = values.rho === undefined ? {} : { rho: parseNumber(values.rho, "--rho") };
  const observed: Observation = { law, range: RANGE, points: whole("points", 8), sigma, ...rho };
  const began = performance.now();
  const fit = truthAsFit(observed, `f ${f}, noise ${sigma}`, options);
  const rows = await auditFit(fit, options, request, { engine: open.engine });
  const seconds = (performance.now() - began) / 1000;
  figures.push({ sharpness: f, noise: sigma, seconds, rows });
  report.print(
    `\nf = ${f}, noise ${short(100 * sigma)} %: ${observed.points} points, ${request.simulations} data sets, ` +
      `${request.resamples} resamples each, nominal ${short(100 * request.level)} %; ${seconds.toFixed(1)} s`,
  );
  const shown = rows
    .filter(({ quantity }) => values.all || MAIN.includes(quantity!))
    .sort((one, other) => rank(one) - rank(other));
  const header = ["quantity", "method", "kind", "coverage %", "95 % interval", "median width", "no interval"];
  report.print(columns(header, shown.map(cells)));
}

/** Those that are printed always first; sort keeps the order of the others. */
function rank({ quantity }: AuditRow): number {
  const place = MAIN.indexOf(quantity!);
  return place < 0 ? MAIN.length : place;
}

function cells(row: AuditRow): string[] {
  const { quantity, index, x, method, kind, coverage, coverageLo, coverageHi, medianWidth, failed } = row;
  const name = quantity === "d" || quantity === "f" ? `ln ${quantity}` : quantity;
  const place = x !== null ? ` at ${short(x / RANGE[1])} x last x` : index !== null ? ` ${index}` : "";
  const range = [coverageLo, coverageHi].map((end) => (100 * end!).toFixed(1)).join(" to ");
  return [
    `${name}${place}`,
    method!,
    kind ?? "–",
    (100 * coverage!).toFixed(1),
    range,
    medianWidth === null ? "–" : short(medianWidth),
    String(failed),
  ];
}
