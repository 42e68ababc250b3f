/**
 * Converged fits per second of both engines, side by side: `npx tsx bench/throughput.ts [--data FILE]… [--breaks 1..3]
 * [--seconds 10] [--repetitions 3] [--seed 0] [--adapter NAME] [--many FITS] [--save] [--note WORDS]`. README.md says
 * what is compared and why that is fair.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseBreaks } from "../src/core/optionText.js";
import type { Batch, Engine } from "../src/core/engine/engine.js";
import type { FitStates } from "../src/core/engine/fitStates.js";
import type { Curve } from "../src/core/types.js";
import { loadCurves } from "../src/curves/load.js";
import { openEngine } from "../src/node/engines.js";
import { openSource } from "../src/node/files.js";
import { packageFile } from "../src/node/packageFiles.js";
import { batchOf, evenlySpaced } from "./measure/batch.js";
import { agreement, converge, outcomeOf, type Outcome } from "./measure/converge.js";
import { columns, Report, short } from "./measure/report.js";
import { fitsFor, pilotRate, sizeOf, type Size } from "./measure/size.js";
import { spreadOf } from "./measure/statistics.js";
import { syntheticCurves } from "./suites/simulate.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [packageFile("bench/suites/default.csv")] },
    breaks: { type: "string", default: "1..3" },
    seconds: { type: "string", default: "10" },
    repetitions: { type: "string", default: "3" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    many: { type: "string", default: String(1 << 21) },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const seconds = Number(values.seconds);
const repetitions = Number(values.repetitions);
const seed = Number(values.seed);

/** share of `seconds` that the benchmarks beside the first take */
const SIDE_SHARE = 0.4;
const SAME_OBJECTIVE = 1e-3;
const MANY_CURVES = 256;
const MANY_POINTS = 63;

const HEADER = [
  "engine",
  "converged/s min",
  "median",
  "max",
  "per CPU-second",
  "fits",
  "converged",
  "non-finite",
  "iterations",
  "seconds",
  "starts",
  "iterate",
  "host",
];

/** One engine's part in a comparison: what it runs, and its repetitions. */
interface Side {
  readonly engine: Engine;
  readonly batch: Batch;
  readonly starts: number;
  readonly runs: Repetition[];
}

interface Repetition extends Outcome {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly startSeconds: number;
  readonly iterateSeconds: number;
  /** converged fits per second */
  readonly rate: number;
  /** converged fits per second of processor time: hardly moved by what else runs on the machine */
  readonly cpuRate: number;
}

const gpu = await openEngine("gpu", values.adapter);
const cpu = await openEngine("cpu");
const report = new Report("throughput", gpu.engine.adapter ?? "no adapter");
try {
  const set = await loadCurves(
    values.data.map((file) => openSource(file)),
    {},
  );
  const figures: unknown[] = [];
  for (const breaks of parseBreaks(values.breaks)) {
    figures.push(await sameStarts(set.curves, breaks, breaks <= 1 ? seconds : SIDE_SHARE * seconds));
  }
  figures.push(await manyFits());
  const data = values.data.map((file) => basename(file));
  report.end(figures, { data, seed, seconds, repetitions, many: values.many }, values);
} finally {
  await cpu.close();
  await gpu.close();
}

/** Both engines on the same starts of the same curves, as many as the CPU engine runs in `budget` seconds. */
async function sameStarts(curves: readonly Curve[], breaks: number, budget: number): Promise<unknown> {
  const all = batchOf(curves, breaks, seed);
  const compileSeconds = await firstOpening(all);
  await pilotRate(gpu.engine, all);
  const size = sizeOf((await pilotRate(cpu.engine, all)) * budget, all.problems.length);
  const batch = evenlySpaced(all, size.problems);
  const sides = [gpu, cpu].map(({ engine }): Side => ({ engine, batch, starts: size.starts, runs: [] }));
  const last = await interleave(sides);
  const same = agreement(last[0], last[1], SAME_OBJECTIVE);
  const title = `n = ${breaks}, the same starts on both engines: ${describeSize(batch, size)}`;
  printSides(title, sides);
  report.print(`same objective to ${SAME_OBJECTIVE}: ${same.same} of the ${same.both} converged on both`);
  report.print(`kernels compiled in ${short(1000 * compileSeconds)} ms, not counted above\n`);
  return { title, breaks, size, compileSeconds, same, ...figuresOf(sides) };
}

/** The GPU engine with as many fits as fill it, the CPU engine with as many as it runs in the same time. */
async function manyFits(): Promise<unknown> {
  const batch = batchOf(syntheticCurves(MANY_CURVES, MANY_POINTS, seed), 1, seed);
  const budget = SIDE_SHARE * seconds;
  const sides: Side[] = [];
  for (const { engine } of [gpu, cpu]) {
    const size = sizeOf(await fitsFor(engine, batch, budget, Number(values.many)), batch.problems.length);
    sides.push({ engine, batch: evenlySpaced(batch, size.problems), starts: size.starts, runs: [] });
  }
  await interleave(sides);
  const title = `n = 1, synthetic curves of ${MANY_POINTS} points, each engine with as many fits as fill it`;
  printSides(title, sides);
  report.print();
  return { title, breaks: 1, ...figuresOf(sides) };
}

/** Seconds of an engine's first opening of a batch beyond a second one: linking and compiling of its kernels. */
async function firstOpening(batch: Batch): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 2; i++) {
    const began = performance.now();
    (await gpu.engine.open(batch)).release();
    times.push((performance.now() - began) / 1000);
  }
  return times[0] - times[1];
}

/** A B A B …; returns the states of each side's last repetition. */
async function interleave(sides: readonly Side[]): Promise<FitStates[]> {
  const last: FitStates[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [i, { engine, batch, starts, runs }] of sides.entries()) {
      const { states, ...times } = await converge(engine, batch, starts);
      const outcome = outcomeOf(states);
      const { converged } = outcome;
      const rates = { rate: converged / times.seconds, cpuRate: converged / times.cpuSeconds };
      runs.push({ ...outcome, ...times, ...rates });
      last[i] = states;
    }
  }
  return last;
}

function printSides(title: string, sides: readonly Side[]): void {
  const rows = sides.map(({ engine, runs }) => {
    const rate = spreadOf(runs.map((run) => run.rate));
    const [{ fits, converged, nonFinite, meanIterations }] = runs;
    const median = (time: (run: Repetition) => number) => spreadOf(runs.map(time)).median.toFixed(3);
    return [
      engine.name,
      ...[rate.min, rate.median, rate.max].map(short),
      short(spreadOf(runs.map((run) => run.cpuRate)).median),
      fits.toLocaleString("en"),
      `${((100 * converged) / fits).toFixed(2)} %`,
      String(nonFinite),
      meanIterations.toFixed(1),
      median((run) => run.seconds),
      median((run) => run.startSeconds),
      median((run) => run.iterateSeconds),
      median((run) => run.seconds - run.startSeconds - run.iterateSeconds),
    ];
  });
  report.print(title);
  report.print(columns(HEADER, rows));
  const names = sides.map(({ engine }) => engine.name).join("/");
  report.print(`${names} by pair: ${ratioLine(sides, "rate")}; per CPU-second: ${ratioLine(sides, "cpuRate")}`);
}

function ratioLine(sides: readonly Side[], of: "rate" | "cpuRate"): string {
  const { min, median, max } = spreadOf(pairRatios(sides, of));
  return `min ${min.toFixed(2)}, median ${median.toFixed(2)}, max ${max.toFixed(2)}`;
}

function pairRatios([one, other]: readonly Side[], of: "rate" | "cpuRate"): number[] {
  return one.runs.map((run, i) => run[of] / other.runs[i][of]);
}

function figuresOf(sides: readonly Side[]): Record<string, unknown> {
  return {
    ratio: spreadOf(pairRatios(sides, "rate")),
    cpuRatio: spreadOf(pairRatios(sides, "cpuRate")),
    engines: sides.map(({ engine, batch, starts, runs }) => ({
      engine: engine.name,
      problems: batch.problems.length,
      starts,
      rate: spreadOf(runs.map((run) => run.rate)),
      runs,
    })),
  };
}

function describeSize(batch: Batch, { problems, starts }: Size): string {
  const points = batch.problems.map((problem) => problem.u.length);
  return `${problems} curves of ${Math.min(...points)}–${Math.max(...points)} points × ${starts} starts`;
}
