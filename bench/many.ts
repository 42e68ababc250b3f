/**
 * Thousands of curves through `bnsl fit`: rate, peak memory, statuses, and whether the time that it said was left was true.
 * `npm run bench:many -- [--curves 7200] [--points 60] [--shard 1/N] [--breaks 0..2] [--starts auto] [--engine auto] [--seed 7]
 * [--sizes 1000,10000,100000] [--save] [--note WORDS]`. With `--sizes` a run per size, to see memory stay flat.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseWhole } from "../src/core/optionText.js";
import { listAdapters } from "../src/node/dawn.js";
import { packageFile } from "../src/node/packageFiles.js";
import { columns, Report, short } from "./measure/report.js";
import { forecastError, forecasts } from "./many/forecasts.js";
import { writeLearningCurves } from "./many/learningCurves.js";
import { watched, type Watched } from "./many/watched.js";

const { values } = parseArgs({
  options: {
    curves: { type: "string", default: "7200" },
    sizes: { type: "string" },
    points: { type: "string", default: "60" },
    shard: { type: "string" },
    breaks: { type: "string", default: "0..2" },
    starts: { type: "string", default: "auto" },
    engine: { type: "string", default: "auto" },
    seed: { type: "string", default: "7" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

const sizes = (values.sizes ?? values.curves).split(",").map((size) => parseWhole(size, "--sizes", 1));
const points = parseWhole(values.points, "--points", 12);
const seed = parseWhole(values.seed, "--seed", 0);
const [best] = values.engine === "cpu" ? [] : await listAdapters();
const report = new Report("many", best?.name ?? "CPU engine");
const folder = mkdtempSync(join(tmpdir(), "bnsl-bench-many-"));
try {
  const runs = [];
  for (const curves of sizes) runs.push(await measure(curves));
  const header = ["curves", "fitted", "CSV MB", "seconds", "curves/s", "peak MB", "forecast off by"];
  report.print(columns(header, runs.map(cells)));
  runs.forEach((run) => report.print(`${run.curves.toLocaleString("en")} curves: ${run.totals}`));
  const { breaks, starts, engine, shard } = values;
  report.end(runs, { points, seed, breaks, starts, engine, shard: shard ?? null }, values);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Run {
  readonly curves: number;
  readonly fitted: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly peakMB: number;
  /** the farthest off of the forecasts that are not told as rough ones, as a share of the whole; null: there was none */
  readonly forecastError: number | null;
  readonly forecasts: number;
  /** the lines under the printed table */
  readonly totals: string;
}

async function measure(curves: number): Promise<Run> {
  const [table, output] = [join(folder, "curves.csv"), join(folder, "fits.arrow")];
  await writeLearningCurves(table, { curves, points, seed });
  const shard = values.shard === undefined ? [] : ["--shard", values.shard];
  const run = await watched(process.execPath, [
    packageFile("dist/cli/bin.js"),
    "fit",
    table,
    "-o",
    output,
    "--breaks",
    values.breaks,
    "--starts",
    values.starts,
    "--engine",
    values.engine,
    ...shard,
  ]);
  const totals = run.stdout.slice(run.stdout.search(/^[\d,]+ curves?, [\d,]+ rows?:/m)).trim();
  if (run.code !== 0 && run.code !== 1)
    throw new Error(run.lines.map(({ text }) => text).join("\n") || `exit code ${run.code}`);
  const fitted = Number(/^([\d,]+) curve/.exec(totals)?.[1].replaceAll(",", "") ?? NaN);
  const { seconds, peakMB } = run;
  const megabytes = statSync(table).size / 1e6;
  return { curves, fitted, megabytes, seconds, peakMB, ...forecastErrors(run), totals };
}

function forecastErrors({ lines, seconds }: Watched): Pick<Run, "forecastError" | "forecasts"> {
  const errors = forecasts(lines)
    .filter(({ rough }) => !rough)
    .map((forecast) => forecastError(forecast, seconds));
  const farthest = errors.reduce((most, error) => (Math.abs(error) > Math.abs(most) ? error : most), 0);
  return { forecastError: errors.length === 0 ? null : farthest, forecasts: errors.length };
}

function cells({ curves, fitted, megabytes, seconds, peakMB, forecastError: error, forecasts: told }: Run) {
  return [
    curves.toLocaleString("en"),
    fitted.toLocaleString("en"),
    short(megabytes),
    short(seconds),
    short(fitted / seconds),
    short(peakMB),
    error === null ? "none told" : `${(100 * error).toFixed(1)} % (worst of ${told})`,
  ];
}
