/**
 * How often breaks are selected where there are none, and where there is one: `npm run bench:controls -- [--select tests]
 * [--curves 200] [--seed 1] [--breaks 0..3] [--adapter NAME] [--save] [--note WORDS]`.
 */
import { parseArgs } from "node:util";
import { parseBreaks, parseWhole } from "../src/core/optionText.js";
import { CRITERIA, resolveOptions, type Criterion } from "../src/core/options.js";
import { checkChoice } from "../src/core/optionTable.js";
import { fitCurves } from "../src/core/fit.js";
import type { FitRow } from "../src/core/types.js";
import { openEngine } from "../src/node/engines.js";
import { columns, Report } from "./measure/report.js";
import { BREAKS, brokenCurve, controlCurve, CONTROLS, type Simulated } from "./simulated/controls.js";

const { values } = parseArgs({
  options: {
    select: { type: "string", default: "tests" },
    curves: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    breaks: { type: "string", default: "0..3" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

checkChoice("select", values.select, CRITERIA);
const curves = parseWhole(values.curves, "--curves", 1);
const seed = parseWhole(values.seed, "--seed", 0);
const options = resolveOptions({ breaks: parseBreaks(values.breaks), select: values.select as Criterion });
const open = await openEngine("auto", values.adapter);
const report = new Report("controls", open.engine.adapter ?? "cpu");
const figures: { kind: string; share: number; counts: number[]; seconds: number }[] = [];
try {
  for (const kind of CONTROLS) await measure(kind, (number) => controlCurve(kind, number, seed));
  for (const kind of BREAKS) await measure(kind, (number) => brokenCurve(kind, number, seed));
} finally {
  await open.close();
}
report.print(`${curves} curves a kind, seed ${seed}, --select ${values.select}`);
report.print(
  columns(
    ["curves", "n > 0 in %", ...options.breaks.map((n) => `n = ${n}`), "s"],
    figures.map(({ kind, share, counts, seconds }) => [
      /^\d*\./.test(kind) ? `break of ${kind}` : kind,
      (100 * share).toFixed(1),
      ...counts.map(String),
      seconds.toFixed(1),
    ]),
  ),
);
report.end(figures, values, values);

async function measure(kind: string, curveOf: (number: number) => Simulated): Promise<void> {
  const began = performance.now();
  const made = Array.from({ length: curves }, (_, number) => curveOf(number));
  const rows: FitRow[] = [];
  const context = { engine: open.engine, executor: open.executor };
  for await (const part of fitCurves(
    made.map(({ curve }) => curve),
    options,
    context,
  )) {
    rows.push(...part);
  }
  const selected = rows.filter((row) => row.selected);
  const counts = options.breaks.map((n) => selected.filter((row) => row.nBreaks === n).length);
  const share = selected.filter((row) => row.nBreaks > 0).length / curves;
  figures.push({ kind, share, counts, seconds: (performance.now() - began) / 1000 });
}
