import { mkdirSync, writeFileSync } from "node:fs";
import { packageFile } from "../../src/node/packageFiles.js";
import { environmentLine, type Environment } from "../measure/environment.js";
import { columns, short } from "../measure/report.js";
import { deviceSlug } from "../measure/results.js";
import { driftOf, type Drift } from "./drift.js";
import type { Holdings } from "./holdings.js";

/** What was held after a run, at so many hours from the start. */
export interface Sample extends Holdings {
  readonly hours: number;
}

/** All that a soak has found. */
export interface SoakResult {
  readonly environment: Environment;
  readonly minutes: number;
  readonly seed: number;
  readonly note: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  readonly samples: readonly Sample[];
}

/** share of the time after which memory is no longer that of a program that starts */
const WARM = 0.25;

const UNITS: readonly (readonly [keyof Holdings, string])[] = [
  ["resident", "resident memory, MB"],
  ["heap", "JavaScript heap, MB"],
  ["external", "outside the heap, MB"],
  ["devices", "devices"],
  ["buffers", "device buffers"],
  ["threads", "threads"],
  ["files", "open files"],
  ["children", "child processes"],
  ["temporary", "temporary files"],
];

/** Counts, failures, and how what is held between two runs moves over time. */
export function soakText(result: SoakResult): string {
  const counts = Object.entries(result.counts).map(([what, count]) => [what, count.toLocaleString("en")]);
  const header = ["held after a run", "first", "last", "largest", "per hour", "95 % interval"];
  const drifts = UNITS.map(([name, words]) => [words, ...driftCells(driftAfterWarmUp(result.samples, name))]);
  const { length } = result.failures;
  return [
    columns(["what", "count"], counts),
    "",
    columns(header, drifts),
    "",
    length === 0 ? "No failure." : `${length} failures:\n${result.failures.join("\n")}`,
  ].join("\n");
}

/** Writes `results/soak-<device>.json` and `.md`. @returns their paths */
export function saveSoak(result: SoakResult): string[] {
  const folder = packageFile("bench/results/");
  mkdirSync(folder, { recursive: true });
  const base = `${folder}soak-${deviceSlug(result.environment)}`;
  const { samples, ...rest } = result;
  const drifts = Object.fromEntries(UNITS.map(([name]) => [name, driftAfterWarmUp(samples, name)]));
  writeFileSync(`${base}.json`, `${JSON.stringify({ ...rest, drifts, samples: samples.map(rounded) }, null, 1)}\n`);
  writeFileSync(`${base}.md`, markdown(result));
  return [`${base}.json`, `${base}.md`];
}

function driftAfterWarmUp(samples: readonly Sample[], name: keyof Holdings): Drift {
  const end = samples.at(-1)?.hours ?? 0;
  const warm = samples.filter(({ hours }) => hours >= WARM * end);
  return driftOf(
    warm.map(({ hours }) => hours),
    warm.map((sample) => sample[name]),
  );
}

function driftCells({ first, last, largest, perHour, low, high }: Drift): string[] {
  const interval = low === null || high === null ? "–" : `${short(low)} to ${short(high)}`;
  return [short(first), short(last), short(largest), perHour === null ? "–" : short(perHour), interval];
}

function rounded(sample: Sample): Readonly<Record<string, number>> {
  const entries = Object.entries(sample) as [string, number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value.toPrecision(6))]));
}

function markdown(result: SoakResult): string {
  const { environment, minutes, seed, note } = result;
  return [
    `# Soak: ${minutes} minutes, seed ${seed}\n`,
    `\`npm run soak -- --minutes ${minutes} --seed ${seed}\`: ${environmentLine(environment)}${note ? `. **${note}**` : ""}\n`,
    `Means of equal stretches of time; the first ${100 * WARM} % is left out as warming up.\n`,
    `\`\`\`\n${soakText(result)}\n\`\`\`\n`,
  ].join("\n");
}
