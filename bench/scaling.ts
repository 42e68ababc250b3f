/**
 * Time against work on the GPU engine: `npx tsx bench/scaling.ts [--most 1000000] [--points 15] [--seed 0]
 * [--adapter NAME] [--save] [--note WORDS]`. Work is curves × starts × points; linear is a slope of 1.
 */
import { parseArgs } from "node:util";
import { openEngine } from "../src/node/engines.js";
import { batchOf, fitPoints } from "./measure/batch.js";
import { converge, outcomeOf } from "./measure/converge.js";
import { columns, Report, short } from "./measure/report.js";
import { beyondOverhead, logSlope, spreadOf, type WorkTime } from "./measure/statistics.js";
import { syntheticCurves } from "./suites/simulate.js";

const { values } = parseArgs({
  options: {
    most: { type: "string", default: "1000000" },
    points: { type: "string", default: "15" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const most = Number(values.most);
const points = Number(values.points);
const seed = Number(values.seed);

/** sizes of which the fixed cost takes a larger share say nothing of the slope */
const OVERHEAD_SHARE = 0.2;
const REPETITIONS = 3;
/** a size that takes longer is measured once */
const LONG_SECONDS = 3;
const HEADER = ["", "curves", "starts", "points", "fits", "seconds", "slope from above", "fits/s", "iterations"];

interface Size {
  readonly curves: number;
  readonly starts: number;
  readonly points: number;
}

interface Measurement extends WorkTime, Size {
  readonly fits: number;
  /** work × mean iterations: what is left when sizes differ in how hard their curves are */
  readonly passes: number;
  readonly meanIterations: number;
  readonly repetitions: number;
}

const open = await openEngine("gpu", values.adapter);
const { engine } = open;
const report = new Report("scaling", engine.adapter ?? "no adapter");
try {
  const overhead = await fixedCost();
  report.print(`fixed cost (1 curve × 1 start × ${points} points): ${short(1000 * overhead)} ms\n`);
  const sweeps: Record<string, Measurement[]> = {};
  for (const [name, sizes] of Object.entries(sweepsUpTo(most, points))) {
    sweeps[name] = await measureSweep(name, sizes, overhead);
  }
  const all = beyondOverhead(Object.values(sweeps).flat(), overhead, OVERHEAD_SHARE);
  report.print(`all sizes together: ${slopeLine(all)}`);
  const slopes = Object.entries({ ...sweeps, all }).map(([name, sizes]) => [name, slopesOf(sizes, overhead)]);
  report.end({ overhead, slopes: Object.fromEntries(slopes) as unknown, sweeps }, { most, points, seed }, values);
} finally {
  await open.close();
}

/** Fits grow by four a step with curves and starts alternately; then curves, starts and points each alone. */
function sweepsUpTo(fits: number, pointCount: number): Record<string, Size[]> {
  const grown: Size[] = [];
  for (let curves = 16, starts = 64; ; curves *= 2, starts *= 2) {
    if (curves * starts >= fits) {
      grown.push({ curves, starts: Math.round(fits / curves), points: pointCount });
      break;
    }
    grown.push({ curves, starts, points: pointCount });
  }
  return {
    "curves × starts": grown,
    curves: [32, 128, 512].map((curves) => ({ curves, starts: 64, points: pointCount })),
    starts: [64, 256, 1024].map((starts) => ({ curves: 32, starts, points: pointCount })),
    points: [15, 60, 240, 960].map((count) => ({ curves: 32, starts: 64, points: count })),
  };
}

/** Median seconds of a run of one fit, after one that compiled the kernels. */
async function fixedCost(): Promise<number> {
  const batch = batchOf(syntheticCurves(1, points, seed), 1, seed);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) times.push((await converge(engine, batch, 1)).seconds);
  return spreadOf(times.slice(1)).median;
}

async function measureSweep(name: string, sizes: readonly Size[], overhead: number): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const size of sizes) measured.push(await measure(size));
  const rows = measured.map((m, i) => [
    overhead < OVERHEAD_SHARE * m.seconds ? "" : "overhead",
    ...[m.curves, m.starts, m.points, m.fits].map((count) => count.toLocaleString("en")),
    m.seconds.toFixed(3),
    i === 0 ? "" : logSlope([measured[i - 1], m]).toFixed(3),
    short(m.fits / m.seconds),
    m.meanIterations.toFixed(1),
  ]);
  report.print(`${name}\n${columns(HEADER, rows)}`);
  report.print(`${slopeLine(beyondOverhead(measured, overhead, OVERHEAD_SHARE))}\n`);
  return measured;
}

async function measure(size: Size): Promise<Measurement> {
  const batch = batchOf(syntheticCurves(size.curves, size.points, seed), 1, seed);
  const times: number[] = [];
  let meanIterations = 0;
  while (times.length < REPETITIONS && !(times[0] > LONG_SECONDS)) {
    const { states, seconds } = await converge(engine, batch, size.starts);
    times.push(seconds);
    meanIterations = outcomeOf(states).meanIterations;
  }
  const work = fitPoints(batch, size.starts);
  return {
    ...size,
    fits: size.curves * size.starts,
    work,
    seconds: spreadOf(times).median,
    passes: work * meanIterations,
    meanIterations,
    repetitions: times.length,
  };
}

function slopesOf(sizes: readonly Measurement[], overhead: number) {
  const counted = beyondOverhead(sizes, overhead, OVERHEAD_SHARE);
  return { sizes: counted.length, work: logSlope(counted), passes: logSlope(counted.map(byPasses)) };
}

function slopeLine(counted: readonly Measurement[]): string {
  const share = `fixed cost below ${100 * OVERHEAD_SHARE} %`;
  if (counted.length < 2) return `slope: none, ${counted.length} sizes have a ${share}`;
  return (
    `slope over ${counted.length} sizes with a ${share}: ${logSlope(counted).toFixed(3)} over curves × starts × points, ` +
    `${logSlope(counted.map(byPasses)).toFixed(3)} over that × mean iterations`
  );
}

function byPasses({ passes, seconds }: Measurement): WorkTime {
  return { work: passes, seconds };
}
