/**
 * Fitters side by side on the same curves: `npm run bench:peers -- [--data FILE]… [--breaks 1] [--seconds 10]
 * [--repetitions 3] [--seed 0] [--only WORDS] [--full] [--reference 4096] [--save] [--note WORDS]`. README.md says what each was
 * given and why that is fair.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { availableParallelism } from "node:os";
import { loadCurves } from "../src/curves/load.js";
import { listAdapters } from "../src/node/dawn.js";
import { openSource } from "../src/node/files.js";
import { packageFile } from "../src/node/packageFiles.js";
import { describeEnvironment, environmentLine } from "./measure/environment.js";
import { short } from "./measure/report.js";
import { bestTried, fitterResult, pointsOf, triedResult, type Comparison, type Tried } from "./peers/comparison.js";
import { peerCurves, unweighted } from "./peers/curves.js";
import { measure, type MeasureLimits, type Measurement } from "./peers/measure.js";
import { isReached, solveTimes } from "./peers/profile.js";
import { solvedCount, timeToShare } from "../src/core/statistics/successProfile.js";
import { roster, type Configuration, type Fitter, type Skip } from "./peers/roster.js";
import { saveComparison } from "./peers/save.js";
import { comparisonText } from "./peers/table.js";
import { Workspace } from "./peers/workspace.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [packageFile("bench/suites/default.csv")] },
    breaks: { type: "string", default: "1" },
    seconds: { type: "string", default: "10" },
    "tuning-seconds": { type: "string", default: "3" },
    "yield-seconds": { type: "string", default: "1" },
    repetitions: { type: "string", default: "3" },
    seed: { type: "string", default: "0" },
    reference: { type: "string", default: "4096" },
    only: { type: "string", default: "" },
    full: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const breaks = Number(values.breaks);
const seed = Number(values.seed);
const repetitions = Number(values.repetitions);
/** starts of each curve in a file of starts: more than any peer gets through in the default time */
const STARTS_PER_CURVE = 2048;
/** tolerance that ends a race */
const SOLVED = 1e-6;
/** starts of a curve that the reference draws at a time */
const REFERENCE_ROUND = 2048;
const TUNING_SEED = 1000;
const REFERENCE_SEED = 2000;
const REFERENCE_SECONDS = 5;
const TO_THE_END = { seconds: 3600 };

const adapters = (await listAdapters()).map(({ name }) => name);
const environment = describeEnvironment(adapters[0] ?? "no adapter");
console.log(`peers: ${environmentLine(environment)}`);
const set = await loadCurves(
  values.data.map((file) => openSource(file)),
  {},
);
const peers = peerCurves(set.curves, breaks);
if (peers.length === 0) throw new Error(`no curve has enough points for ${breaks} breaks`);
const workspace = new Workspace(
  peers,
  peers.map(({ index }) => unweighted(set.curves[index])),
  breaks,
  STARTS_PER_CURVE,
);
const skipped: Skip[] = [];
const best = new Float64Array(peers.length).fill(Infinity);
try {
  const { fitters, ...found } = roster({
    problems: workspace.problems,
    results: workspace.results,
    data: values.data,
    breaks,
    cores: availableParallelism(),
    adapters,
  });
  skipped.push(...found.skipped);
  for (const { line } of skipped) console.log(line);
  const wanted = fitters.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(values.only.toLowerCase()));
  await findReference(fitters);
  const entries = await chooseConfigurations(wanted);
  const measurements = await interleave(entries);
  const comparison: Comparison = {
    environment,
    note: values.note,
    settings: {
      ...values,
      data: values.data.map((file) => basename(file)),
      startsPerCurve: STARTS_PER_CURVE,
    },
    curves: peers.length,
    points: pointsOf(peers),
    skipped,
    fitters: entries.flatMap(({ fitter, chosen, tried }, i) =>
      measurements[i].length > 0 ? fitterResult(fitter, chosen, tried, measurements[i], best) : [],
    ),
  };
  console.log(`\n${comparisonText(comparison)}`);
  if (values.save) console.log(`saved ${saveComparison(comparison).join(", ")}`);
} finally {
  workspace.remove();
}

interface Entry {
  readonly fitter: Fitter;
  readonly chosen: number;
  readonly tried: readonly Tried[];
}

/** The lowest minima of a long run of ours and of a shorter one of the fastest peer, whoever is measured later. */
async function findReference(fitters: readonly Fitter[]): Promise<void> {
  const [own] = fitters;
  const mostStarts = Number(values.reference);
  const long = {
    ...own.configurations[0],
    label: "reference",
    startsPerRound: Math.min(REFERENCE_ROUND, mostStarts),
  };
  await run(own, long, REFERENCE_SEED, { ...TO_THE_END, mostStarts }, () => false);
  const peer = fitters.find(({ id }) => id === "tiny-halving");
  if (peer) await attempt(peer, peer.configurations[2], REFERENCE_SEED, { seconds: REFERENCE_SECONDS });
}

/** One race of each configuration, where there are several. */
async function chooseConfigurations(fitters: readonly Fitter[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const fitter of fitters) {
    if (fitter.configurations.length === 1) {
      entries.push({ fitter, chosen: 0, tried: [] });
      continue;
    }
    const tried: Tried[] = [];
    for (const configuration of fitter.configurations) {
      const limits = { seconds: Number(values["tuning-seconds"]) };
      const measurement = await attempt(fitter, configuration, seed + TUNING_SEED, limits);
      if (measurement) tried.push(triedResult(configuration.label, measurement, best));
    }
    if (tried.length === 0) continue;
    const { configuration } = tried[bestTried(tried)];
    const chosen = fitter.configurations.findIndex(({ label }) => label === configuration);
    entries.push({ fitter, chosen, tried });
  }
  return entries;
}

/** A B C A B C …; what takes no starts finds the same every time, and is run once, as is what is too slow. */
async function interleave(entries: readonly Entry[]): Promise<Measurement[][]> {
  const measurements: Measurement[][] = entries.map(() => []);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [i, { fitter, chosen }] of entries.entries()) {
      if ((fitter.once || fitter.unrepeated) && repetition > 0) continue;
      const limits = { seconds: Number(values.seconds), yieldSeconds: Number(values["yield-seconds"]) };
      const measurement = await attempt(fitter, fitter.configurations[chosen], seed + repetition, limits);
      if (measurement) measurements[i].push(measurement);
    }
  }
  return measurements;
}

/** A fitter that breaks down is reported with its words, and the others go on. */
async function attempt(...race: Parameters<typeof run>): Promise<Measurement | null> {
  try {
    return await run(...race);
  } catch (error) {
    const [{ name }, { label }] = race;
    const line = `failed: ${name} (${label}): ${error instanceof Error ? error.message : String(error)}`;
    skipped.push({ name, line });
    console.log(line);
    return null;
  }
}

async function run(
  fitter: Fitter,
  configuration: Configuration,
  runSeed: number,
  limits: Pick<MeasureLimits, "seconds"> & Partial<MeasureLimits>,
  solved = (curve: number, objective: number) => isReached(objective, best[curve], SOLVED),
): Promise<Measurement> {
  const measurement = await measure(
    fitter,
    configuration,
    peers,
    workspace,
    runSeed,
    {
      yieldSeconds: 0,
      // What draws its own starts never runs out of them.
      mostStarts: configuration.starts === null ? Infinity : STARTS_PER_CURVE,
      full: values.full,
      ...limits,
    },
    solved,
  );
  const { trace, greeting, curves } = measurement;
  let lowered = 0;
  if (greeting["bounds"] !== "none") {
    for (const { curve, objective } of trace.improvements) {
      if (best[curve] < Infinity && !isReached(best[curve], objective, SOLVED)) lowered++;
      best[curve] = Math.min(best[curve], objective);
    }
  }
  const times = solveTimes(trace, best, SOLVED);
  const all = timeToShare(
    curves.map((curve) => times[curve]),
    1,
  );
  console.log(
    `${fitter.name} (${configuration.label}), seed ${runSeed}: ${solvedCount(times)}/${curves.length} solved` +
      `${Number.isFinite(all) ? `, all after ${short(all)} s` : ""}; ran ${short(trace.seconds)} s` +
      `${lowered > 0 ? `; lowered best known minima ${lowered} times` : ""}`,
  );
  return measurement;
}
