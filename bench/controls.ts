/**
 * How often breaks are selected where there are none, and where there is one: `npm run bench:controls -- [--select tests]
 * [--curves 200] [--seed 1] [--breaks 0..3] [--resamples 400] [--kinds independent,"ar .9"] [--adapter NAME] [--save] [--note WORDS]`.
 * With `--resamples` the breaks that are found get intervals, and those that hold the true ln d are counted.
 */
import { parseArgs } from "node:util";
import { parseBreaks, parseWhole } from "../src/core/optionText.js";
import { CRITERIA, resolveOptions, type Criterion } from "../src/core/options.js";
import { checkChoice } from "../src/core/optionTable.js";
import { fitCurves } from "../src/core/fit.js";
import { asFitted } from "../src/core/rows/curveRows.js";
import type { FitRow } from "../src/core/types.js";
import { openEngine } from "../src/node/engines.js";
import { bootstrapCurves } from "../src/uncertainty/bootstrap.js";
import { resolveBootstrap } from "../src/uncertainty/request.js";
import { columns, Report } from "./measure/report.js";
import { BREAKS, brokenCurve, controlCurve, CONTROLS, type Simulated } from "./simulated/controls.js";

const { values } = parseArgs({
  options: {
    select: { type: "string", default: "tests" },
    curves: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    breaks: { type: "string", default: "0..3" },
    resamples: { type: "string" },
    kinds: { type: "string" },
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
const figures: Figure[] = [];
const wanted = values.kinds?.split(",");
const isWanted = (kind: string) => wanted === undefined || wanted.includes(kind);
try {
  for (const kind of CONTROLS.filter(isWanted)) await measure(kind, (number) => controlCurve(kind, number, seed));
  for (const kind of BREAKS.filter(isWanted)) await measure(kind, (number) => brokenCurve(kind, number, seed));
} finally {
  await open.close();
}
report.print(`${curves} curves a kind, seed ${seed}, --select ${values.select}`);
report.print(
  columns(
    ["curves", "n > 0 in %", ...options.breaks.map((n) => `n = ${n}`), "ln d held", "of", "s"],
    figures.map(({ kind, share, counts, located, seconds }) => [
      /^\d*\./.test(kind) ? `break of ${kind}` : kind,
      (100 * share).toFixed(1),
      ...counts.map(String),
      ...(located ? [String(located.held), String(located.of)] : ["–", "–"]),
      seconds.toFixed(1),
    ]),
  ),
);
report.end(figures, values, values);

interface Figure {
  readonly kind: string;
  readonly share: number;
  readonly counts: number[];
  /** intervals of ln d that hold the truth, of those of curves where one break was found; null: none were made */
  readonly located: { readonly held: number; readonly of: number } | null;
  readonly seconds: number;
}

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
  const located = values.resamples === undefined ? null : await locate(made, selected);
  figures.push({ kind, share, counts, located, seconds: (performance.now() - began) / 1000 });
}

/** Of curves with one break of which one was found. */
async function locate(made: readonly Simulated[], selected: readonly FitRow[]): Promise<Figure["located"]> {
  const found = made.flatMap(({ curve, law }, i) => {
    const row = selected[i];
    return law.d.length === 1 && row.nBreaks === 1 ? [{ curve: asFitted(curve, row), law, row, rows: [row] }] : [];
  });
  const resamples = parseWhole(values.resamples!, "--resamples", 2);
  const request = resolveBootstrap({ resamples, band: 0 });
  let held = 0;
  let of = 0;
  for await (const { rows } of bootstrapCurves(found, options, request, { engine: open.engine })) {
    const [interval] = rows.filter(({ quantity, method }) => quantity === "d" && method === "envelope");
    const { law } = found[of++];
    if (interval && interval.lo! <= law.d[0] && law.d[0] <= interval.hi!) held++;
  }
  return { held, of };
}
