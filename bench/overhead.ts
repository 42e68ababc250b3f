/**
 * What a run costs before any fitting: wall time of whole processes, from start to exit, over one tiny curve without
 * breaks. `npm run build && npx tsx bench/overhead.ts [--repetitions 5] [--adapter NAME] [--save] [--note WORDS]`.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { listAdapters, chooseAdapter } from "../src/node/dawn.js";
import { packageFile } from "../src/node/packageFiles.js";
import { columns, Report } from "./measure/report.js";
import { spreadOf, type Spread } from "./measure/statistics.js";

const { values } = parseArgs({
  options: {
    repetitions: { type: "string", default: "5" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

const AIM_SECONDS = 1;
const TINY_CURVE = "x,y\n" + Array.from({ length: 8 }, (_, i) => `${2 ** i},${3 * 2 ** (-0.3 * i)}\n`).join("");

const adapter = chooseAdapter(await listAdapters(), values.adapter ?? "auto");
const folder = mkdtempSync(join(tmpdir(), "bnsl-overhead-"));
const report = new Report("overhead", adapter?.name ?? "no adapter");
try {
  const file = join(folder, "tiny.csv");
  writeFileSync(file, TINY_CURVE);
  const bnsl = packageFile("dist/cli/bin.js");
  const gpu = ["--engine", "gpu", ...(adapter ? ["--adapter", adapter.name] : [])];
  const fit = (engine: readonly string[]) => [
    bnsl,
    "fit",
    file,
    "--breaks",
    "0",
    ...engine,
    "-o",
    join(folder, "fits.arrow"),
  ];
  const figures: Record<string, Spread> = {};
  // The first lines are parts of the later ones: they show where the time goes.
  figures["node, nothing else"] = await wallTime(["-e", "0"]);
  figures["bnsl --version"] = await wallTime([bnsl, "--version"]);
  figures["bnsl devices"] = await wallTime([bnsl, "devices"]);
  figures["bnsl fit --engine cpu"] = await wallTime(fit(["--engine", "cpu"]));
  if (adapter) figures["bnsl fit --engine gpu"] = await wallTime(fit(gpu));
  const rows = Object.entries(figures).map(([name, { min, median, max }]) => [
    name,
    ...[min, median, max].map((time) => time.toFixed(3)),
    name.includes("fit") ? (median < AIM_SECONDS ? "yes" : "no") : "",
  ]);
  report.print(columns(["whole process", "seconds min", "median", "max", `under ${AIM_SECONDS} s`], rows));
  report.end(figures, { repetitions: values.repetitions }, values);
} finally {
  rmSync(folder, { recursive: true });
}

/** Seconds from start to exit of Node with these arguments, after one run that filled the file cache. */
async function wallTime(args: readonly string[]): Promise<Spread> {
  const times: number[] = [];
  for (let i = 0; i <= Number(values.repetitions); i++) {
    const began = performance.now();
    await promisify(execFile)(process.execPath, args);
    times.push((performance.now() - began) / 1000);
  }
  return spreadOf(times.slice(1));
}
