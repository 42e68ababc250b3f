/**
 * Bootstrap refits per second, ours against SciPy's curve_fit on the same resamples: `npm run bench:bootstrap --
 * [--data FILE]… [--fits FILE] [--curves 0] [--resamples 100] [--rounds 3] [--kind auto] [--engines gpu,cpu] [--tuning 4]
 * [--seed 0] [--adapter NAME] [--save] [--note WORDS]`. README.md says what each was given.
 */
import { basename } from "node:path";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { parseWhole } from "../src/core/optionText.js";
import { openEngine } from "../src/node/engines.js";
import type { OpenEngine } from "../src/run/runEngine.js";
import { checkChoice } from "../src/core/optionTable.js";
import { KINDS } from "../src/uncertainty/request.js";
import type { ResampleKind } from "../src/uncertainty/types.js";
import {
  ourContestant,
  scipyContestant,
  type Contestant,
  type Refitted,
  type ScipySetting,
} from "./bootstrap/contestants.js";
import { resampledCurves, shareReached, type ResampledCurve } from "./bootstrap/resampledCurve.js";
import { fittedPairs } from "./measure/fittedPairs.js";
import { columns, Report, short } from "./measure/report.js";
import { spreadOf } from "./measure/statistics.js";
import { findRequirement, skipLine } from "./peers/requirements.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [] },
    fits: { type: "string" },
    curves: { type: "string", default: "0" },
    resamples: { type: "string", default: "100" },
    rounds: { type: "string", default: "3" },
    kind: { type: "string", default: "auto" },
    engines: { type: "string", default: "gpu,cpu" },
    tuning: { type: "string", default: "4" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const whole = (name: "curves" | "resamples" | "rounds" | "tuning" | "seed", least: number) =>
  parseWhole(values[name], `--${name}`, least);
/** both count as having reached the other's minimum within this, relative */
const SAME = 1e-4;

checkChoice("kind", values.kind, KINDS);
const kind = values.kind as ResampleKind | "auto";
const [count, seed, rounds] = [whole("resamples", 1), whole("seed", 0), whole("rounds", 1)];
const { pairs, options, data } = await fittedPairs({ ...values, curves: whole("curves", 0) });
const curves = resampledCurves(pairs, options, { kind, count, seed });
const open: OpenEngine[] = [];
for (const name of values.engines.split(",")) {
  open.push(await openEngine(name === "cpu" ? "cpu" : "gpu", name === "cpu" ? undefined : values.adapter));
}
const report = new Report("bootstrap", open[0].engine.adapter ?? "cpu");
try {
  await compare();
} finally {
  for (const one of open) await one.close();
}

async function compare(): Promise<void> {
  report.print(
    `${basenames()}: ${curves.length} curves at their selected n (${breaksText()}), ${count} resamples each`,
  );
  const contestants = open.flatMap(({ engine }) => [
    ourContestant(engine, "warm start", seed),
    ourContestant(engine, "default effort", seed),
  ]);
  const peer = await chosenPeer();
  const all = [...contestants, ...(peer ? [peer] : [])];
  const runs = new Map<Contestant, Refitted[]>(all.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    for (const one of all) runs.get(one)!.push(await one.run(curves));
  }
  const table = all.map((one) => rowOf(one, runs, peer));
  const ofPeer = "resamples in which it reaches SciPy's minimum";
  report.print(
    `\nrefits per second, one a resample; ${rounds} rounds in turns; ${ofPeer} and SciPy reaches its, to ${SAME}`,
  );
  report.print(columns(["fitter", "min", "median", "max", "x SciPy", "it reaches", "SciPy reaches"], table));
  const settings = {
    ...values,
    data: data.map((file) => basename(file)),
    fits: values.fits && basename(values.fits),
  };
  report.end(figuresOf(runs, peer), settings, values);
}

/** The setting of SciPy with most refits that succeed a second, on the first few resamples of each curve. */
async function chosenPeer(): Promise<Contestant | null> {
  const found = findRequirement("scipy");
  if (!("program" in found)) {
    report.print(skipLine("SciPy", found.missing));
    return null;
  }
  const few = curves.map((curve) => firstOf(curve, Math.min(count, whole("tuning", 1))));
  const refits = few.reduce((sum, { drawn }) => sum + drawn.length, 0);
  const processes = [...new Set([1, availableParallelism()])];
  const settings = processes.flatMap((number): ScipySetting[] => [
    { method: "trf", processes: number },
    { method: "lm", processes: number },
  ]);
  const tried = [];
  for (const setting of settings) {
    const peer = scipyContestant(found.program, setting);
    const { seconds, objectives } = await peer.run(few);
    const succeeded = objectives.filter((value) => value < Infinity).length;
    tried.push({ peer, rate: succeeded / seconds, succeeded: succeeded / refits });
  }
  report.print(`\nSciPy's settings on ${refits} of the resamples; refits that succeed, per second`);
  const rows = tried.map(({ peer, rate, succeeded }) => [peer.name, short(rate), percent(succeeded)]);
  report.print(columns(["setting", "per second", "succeed"], rows));
  return tried.reduce((best, one) => (one.rate > best.rate ? one : best)).peer;
}

function firstOf({ entry, drawn }: ResampledCurve, most: number): ResampledCurve {
  return { entry: { ...entry, count: most }, drawn: drawn.slice(0, most) };
}

function rowOf(one: Contestant, runs: Map<Contestant, Refitted[]>, peer: Contestant | null): string[] {
  const { min, median, max } = spreadOf(ratesOf(runs.get(one)!));
  const numbers = [min, median, max].map(short);
  if (!peer) return [one.name, ...numbers, "–", "–", "–"];
  const [{ objectives }] = runs.get(one)!;
  const [theirs] = runs.get(peer)!;
  return [
    one.name,
    ...numbers,
    short(ratioOf(one, runs, peer)),
    percent(shareReached(objectives, theirs.objectives, SAME)),
    percent(shareReached(theirs.objectives, objectives, SAME)),
  ];
}

/** Median over rounds of the ratio within a round. */
function ratioOf(one: Contestant, runs: Map<Contestant, Refitted[]>, peer: Contestant): number {
  const theirs = runs.get(peer)!;
  return spreadOf(runs.get(one)!.map(({ seconds }, round) => theirs[round].seconds / seconds)).median;
}

function ratesOf(runs: readonly Refitted[]): number[] {
  return runs.map(({ seconds, objectives }) => objectives.length / seconds);
}

function figuresOf(runs: Map<Contestant, Refitted[]>, peer: Contestant | null): unknown {
  return [...runs].map(([one, results]) => ({
    name: one.name,
    refitsPerSecond: ratesOf(results),
    ...(peer
      ? {
          timesScipy: ratioOf(one, runs, peer),
          reachesScipy: shareReached(results[0].objectives, runs.get(peer)![0].objectives, SAME),
          reachedByScipy: shareReached(runs.get(peer)![0].objectives, results[0].objectives, SAME),
        }
      : {}),
  }));
}

function basenames(): string {
  return data.map((file) => basename(file)).join(", ");
}

function breaksText(): string {
  const counts = new Map<number, number>();
  for (const { entry } of curves) {
    counts.set(entry.problem.breaks, (counts.get(entry.problem.breaks) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one - other)
    .map(([n, number]) => `n = ${n}: ${number}`)
    .join(", ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
