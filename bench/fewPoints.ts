/**
 * Attained coverage of intervals of curves with few more points than parameters: `npm run bench:few -- [--freedom 1,2,3,5,10]
 * [--noise 0.0005,0.003] [--breaks 0] [--methods envelope,delta] [--simulations 400] [--resamples 400] [--kind auto]
 * [--cluster 8] [--sharpness 0.5] [--asymptote A] [--seed 0] [--adapter NAME] [--save] [--note WORDS]`. n = 0: a ladder of four
 * decades' worth of compute such as x = 1e18 … 1e21; n = 1: three decades with the break in their middle.
 */
import { parseArgs } from "node:util";
import { parseNumber, parsePositive, parseWhole } from "../src/core/optionText.js";
import type { BnslParameters } from "../src/core/forms/evaluate.js";
import { resolveOptions } from "../src/core/options.js";
import { checkChoice } from "../src/core/optionTable.js";
import { openEngine } from "../src/node/engines.js";
import { auditFit } from "../src/uncertainty/audit.js";
import { KINDS, resolveAudit } from "../src/uncertainty/request.js";
import type { AuditRow, IntervalMethod, ResampleKind } from "../src/uncertainty/types.js";
import { columns, Report, short } from "./measure/report.js";
import { truthAsFit } from "./simulated/truthCurve.js";

const { values } = parseArgs({
  options: {
    freedom: { type: "string", default: "1,2,3,5,10" },
    noise: { type: "string", default: "0.0005,0.003" },
    breaks: { type: "string", default: "0" },
    methods: { type: "string", default: "envelope,delta" },
    simulations: { type: "string", default: "400" },
    resamples: { type: "string", default: "400" },
    kind: { type: "string", default: "auto" },
    cluster: { type: "string" },
    sharpness: { type: "string", default: "0.5" },
    asymptote: { type: "string" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

/** What is observed where, by the number of breaks, and where it is predicted. */
const LADDERS = [
  { law: { a: 1.43, b: 420, c0: 0.127, c: [], d: [], f: [] }, range: [1e18, 1e21], at: [3e19, 1e22] },
  { law: { a: 0.05, b: 1, c0: 0.1, c: [0.3], d: [10 ** 4.5], f: [0.5] }, range: [1e3, 1e6], at: [3e4, 1e7] },
] as const;

checkChoice("kind", values.kind, KINDS);
const whole = (name: "breaks" | "simulations" | "resamples" | "seed", least: number) =>
  parseWhole(values[name], `--${name}`, least);
const numbers = (name: "noise" | "freedom") => parsePositive(values[name], `--${name}`, "numbers such as 1,2,5", name);
const breaks = whole("breaks", 0);
const ladder = LADDERS[breaks];
const request = resolveAudit({
  simulations: whole("simulations", 1),
  resamples: whole("resamples", 2),
  seed: whole("seed", 0),
  kind: values.kind as ResampleKind | "auto",
  methods: values.methods.split(",") as IntervalMethod[],
  at: [...ladder.at],
  band: 0,
  cluster: values.cluster === undefined ? "none" : parseWhole(values.cluster, "--cluster", 2),
});
const options = resolveOptions({ breaks: [breaks], select: "none", signB: "+" });

const open = await openEngine("auto", values.adapter);
const report = new Report("few-points", open.engine.adapter ?? "cpu");
const figures: { freedom: number; noise: number; seconds: number; rows: readonly AuditRow[] }[] = [];
try {
  for (const noise of numbers("noise")) await measure(noise);
} finally {
  await open.close();
}
report.end(figures, values, values);

async function measure(noise: number): Promise<void> {
  const tables = new Map<string, string[]>();
  for (const freedom of numbers("freedom")) {
    const began = performance.now();
    const rows = await coverage(freedom, noise);
    figures.push({ freedom, noise, seconds: (performance.now() - began) / 1000, rows });
    for (const row of rows) {
      const name = nameOf(row);
      tables.set(name, [...(tables.get(name) ?? []), cell(row)]);
    }
  }
  report.print(
    `\nn = ${breaks}, noise ${short(100 * noise)} %: ${request.simulations} data sets of ${request.resamples} resamples; ` +
      `coverage of 95 % in %, (median width)`,
  );
  const header = ["quantity, method", ...numbers("freedom").map((freedom) => `ν = ${freedom}`)];
  report.print(
    columns(
      header,
      [...tables].map(([name, cells]) => [name, ...cells]),
    ),
  );
}

function coverage(freedom: number, sigma: number): Promise<AuditRow[]> {
  const points = freedom + 3 + 3 * breaks;
  const law: BnslParameters = {
    ...ladder.law,
    a: values.asymptote === undefined ? ladder.law.a : parseNumber(values.asymptote, "--asymptote"),
    f: ladder.law.f.map(() => parseNumber(values.sharpness, "--sharpness")),
  };
  const observed = { law, range: ladder.range, points, sigma };
  return auditFit(truthAsFit(observed, `ν ${freedom}`, options), options, request, { engine: open.engine });
}

function nameOf({ quantity, index, x, method }: AuditRow): string {
  const place = x !== null ? ` at ${short(x / ladder.range[1])} x last x` : index !== null ? ` ${index}` : "";
  return `${quantity === "d" || quantity === "f" ? "ln " : ""}${quantity}${place}, ${method}`;
}

/** Data sets without an interval stand behind a minus. */
function cell({ coverage, medianWidth, failed }: AuditRow): string {
  const share = coverage === null ? "–" : (100 * coverage).toFixed(1);
  const width = medianWidth === null ? "–" : short(medianWidth);
  return `${share} (${width})${failed > 0 ? ` −${failed}` : ""}`;
}
