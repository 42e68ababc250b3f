/**
 * Back-to-back runs with faults injected every few seconds: whether any row is wrong, and whether anything is held that should be
 * let go of. `npm run soak -- [--minutes 60] [--seed 1] [--engines gpu,cpu] [--save] [--note WORDS]`; Linux. Exit code 1 where a row was
 * wrong, a run ended as it must not, or something stayed behind. It is bundled and stands beside the built package: the loader of
 * TypeScript has processes and files of its own, a few for each thread, and would be what is measured.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseNumber, parseWhole } from "../src/core/optionText.js";
import type { CurveSet, FitRow } from "../src/core/types.js";
import { listAdapters } from "../src/node/dawn.js";
import { describeEnvironment } from "./measure/environment.js";
import { short } from "./measure/report.js";
import { disturbedCommand, undisturbedCommand, type Job } from "./soak/children.js";
import { watchGpu } from "./soak/gpuWatch.js";
import { holdings, type Holdings } from "./soak/holdings.js";
import { madeSet, madeSpecs, writeTable, type Spec } from "./soak/madeTables.js";
import { rowErrors } from "./soak/rowErrors.js";
import { disturbed, undisturbed } from "./soak/runs.js";
import { saveSoak, soakText, type Sample } from "./soak/soakReport.js";
import { Tally } from "./soak/tally.js";
import { watchThreads } from "./soak/threadWatch.js";
import { Draws, Purpose } from "./suites/draws.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    engines: { type: "string", default: "gpu,cpu" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const minutes = parseNumber(values.minutes, "--minutes");
const seed = parseWhole(values.seed, "--seed", 0);

const scratch = mkdtempSync(join(tmpdir(), "bnsl-soak-"));
const temporary = join(scratch, "temporary");
mkdirSync(temporary);
// whatever the engine or a command puts aside is counted
process.env.TMPDIR = temporary;
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

/** One table with the rows that an undisturbed run gives of it. */
interface Place {
  readonly spec: Spec;
  readonly set: CurveSet;
  readonly rows: readonly FitRow[];
  readonly job: Job;
  readonly commandRows: readonly FitRow[];
}

const watches = { gpu: watchGpu(), threads: watchThreads() };
const tally = new Tally();
const samples: Sample[] = [];
const adapters = await listAdapters();
const engines = (["gpu", "cpu"] as const).filter(
  (engine) => values.engines.split(",").includes(engine) && (engine === "cpu" || adapters.length > 0),
);
const environment = describeEnvironment(engines.includes("gpu") ? adapters[0].name : "CPU engine");
console.log(`soak of ${minutes} minutes, seed ${seed}, on ${engines.join(" and ")}: ${environment.adapter}`);

const places: Place[] = [];
for (const spec of madeSpecs(engines)) places.push(await prepare(spec, places.length));
console.log("undisturbed runs are done");

const began = performance.now();
const elapsed = () => (performance.now() - began) / 1000;
let told = 0;
for (let run = 0; elapsed() < 60 * minutes; run++) {
  await oneRun(run, places[run % places.length]);
  samples.push({ hours: elapsed() / 3600, ...(await holdings(watches.gpu, watches.threads, temporary)) });
  if (elapsed() > 60 * (told + 1)) {
    told = Math.floor(elapsed() / 60);
    console.log(line(samples[samples.length - 1]));
  }
}

const result = {
  environment,
  minutes,
  seed,
  note: values.note,
  counts: tally.counts,
  failures: tally.failures,
  samples,
};
console.log(`\n${soakText(result)}`);
if (values.save) console.log(`saved ${saveSoak(result).join(" and ")}`);
process.exitCode = tally.failures.length > 0 || tally.of("wrong rows") > 0 ? 1 : 0;

async function prepare(spec: Spec, number: number): Promise<Place> {
  const set = madeSet(spec, seed);
  const table = join(scratch, `table-${number}.csv`);
  writeTable(table, set);
  const folder = join(scratch, `output-${number}`);
  const rows = await undisturbed(set, spec);
  const { rows: commandRows, seconds } = await undisturbedCommand({ spec, table, folder });
  compare(rows, commandRows, `${spec.name}: the command and the library`);
  console.log(`  ${spec.name}: ${rows.length} rows; the command takes ${short(seconds)} s`);
  return { spec, set, rows, commandRows, job: { spec, table, folder, seconds } };
}

/** Two runs in this process, then one as a command. */
async function oneRun(run: number, { spec, set, rows, job, commandRows }: Place): Promise<void> {
  const draws = new Draws(seed, run, Purpose.Order);
  try {
    if (Math.floor(run / places.length) % 3 < 2) {
      compare(await disturbed(set, spec, draws, watches, tally), rows, spec.name);
      tally.count("runs in this process");
    } else {
      compare(await disturbedCommand(job, draws, tally), commandRows, `command, ${spec.name}`);
      tally.count("commands");
    }
  } catch (error) {
    tally.fail(`${spec.name}, run ${run}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    rmSync(job.folder, { recursive: true, force: true });
  }
}

function compare(found: readonly FitRow[], reference: readonly FitRow[], name: string): void {
  const { rows, wrong, first } = rowErrors(found, reference);
  tally.count("rows compared", rows);
  tally.count("wrong rows", wrong);
  if (first !== null) tally.fail(`${name}: ${wrong} of ${rows} rows are wrong; the first: ${first}`);
}

function line({ resident, heap, devices, buffers, threads, files, children, temporary: left }: Sample): string {
  const { counts } = tally;
  const runs = (counts["runs in this process"] ?? 0) + (counts.commands ?? 0);
  const held = { devices, buffers, threads, files, children, temporary: left } satisfies Partial<Holdings>;
  return (
    `${told} min: ${runs} runs, ${tally.of("rows compared").toLocaleString("en")} rows, ${tally.of("wrong rows")} wrong, ` +
    `${tally.failures.length} failures; ${Math.round(resident)} MB (heap ${Math.round(heap)}); ` +
    Object.entries(held)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")
  );
}
