import { environmentLine } from "../measure/environment.js";
import { columns, short } from "../measure/report.js";
import { spreadOf } from "../measure/statistics.js";
import type { Comparison, FitterResult, RunResult } from "./comparison.js";
import { solvedCount, timeToShare } from "../../src/core/statistics/successProfile.js";

/** The tables of a comparison as they are printed and kept. */
export function comparisonText(comparison: Comparison): string {
  const { fitters, skipped, curves } = comparison;
  const parts = [
    `seconds until the best objective of a curve was within 1e-6 of the best known minimum; ${curves} curves`,
    columns(RACE_HEADER, fitters.map(raceCells)),
    ...fitters.flatMap(remarks),
    "",
    "starts run to their own ends",
    columns(ENDS_HEADER, fitters.flatMap(endsCells)),
    "",
    "outside the clocks: start of the process, its first round, a warm round; peak memory",
    columns(COST_HEADER, fitters.map(costCells)),
    "",
    ratioText(fitters),
    "",
    "configurations tried, one race each; the one measured above is marked",
    columns(TRIED_HEADER, fitters.flatMap(triedCells)),
  ];
  return [...parts, ...skipped.map(({ line }) => line)].join("\n");
}

export function comparisonMarkdown(comparison: Comparison, plotFile: string): string {
  const { environment, note, settings, fitters } = comparison;
  const versions = fitters.map(({ name, versions }) => {
    const words = Object.entries(versions).filter(([key]) => key !== "units" && key !== "bounds");
    return `- ${name}: ${words.map(([key, value]) => `${key} ${value}`.trim()).join(", ")}`;
  });
  return [
    `# Fitters side by side: ${environment.adapter}, ${environment.cores} cores`,
    "",
    environmentLine(environment) + (note ? `. **${note}**` : ""),
    "",
    `![Share of curves solved against time](${plotFile})`,
    "",
    "```",
    comparisonText(comparison),
    "```",
    "",
    "Versions:",
    "",
    ...versions,
    "",
    `Settings: \`${JSON.stringify(settings)}\`. What each fitter was given: [README](../README.md).`,
    "",
  ].join("\n");
}

const RACE_HEADER = ["fitter", "solved", "all: min", "median", "max", "90 %", "50 %", "1e-3: solved", "all", "runs"];

function raceCells({ name, runs }: FitterResult): string[] {
  const strict = runs.map((run) => timesOf(run, 0));
  const loose = runs.map((run) => timesOf(run, 1));
  const toAll = middle(strict.map((times) => timeToShare(times, 1)));
  const limit = Math.max(...runs.map((run) => run.seconds));
  const cell = (seconds: number) => (Number.isFinite(seconds) ? short(seconds) : `> ${short(limit)}`);
  return [
    name,
    solvedRange(strict),
    cell(toAll.min),
    cell(toAll.median),
    cell(toAll.max),
    cell(middle(strict.map((times) => timeToShare(times, 0.9))).median),
    cell(middle(strict.map((times) => timeToShare(times, 0.5))).median),
    solvedRange(loose),
    cell(middle(loose.map((times) => timeToShare(times, 1))).median),
    String(runs.length),
  ];
}

function solvedRange(times: readonly Float64Array[]): string {
  const counts = times.map(solvedCount);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? most : `${least}–${most}`}/${times[0].length}`;
}

/** What a figure in the table does not say by itself. */
function remarks({ name, runs }: FitterResult): string[] {
  return runs.slice(0, 1).flatMap(({ sample, seconds, exhausted }) => {
    const lines: string[] = [];
    if (sample) {
      lines.push(
        `${name}: run on ${sample.length} curves only (numbers ${sample.map((i) => i + 1).join(", ")}), ` +
          `${short(seconds / sample.length)} s a curve`,
      );
    } else if (exhausted) lines.push(`${name}: had no further starts after ${short(seconds)} s`);
    return lines;
  });
}

const ENDS_HEADER = [
  "fitter",
  "converged/s min",
  "median",
  "max",
  "converged",
  "iterations",
  "within 1e-6",
  "within 1e-3",
  "failures",
  "fits",
];

function endsCells({ name, runs }: FitterResult): string[][] {
  const ends = runs.flatMap((run) => run.ends ?? []);
  if (ends.length === 0) return [];
  const rate = spreadOf(ends.map((end) => end.convergedPerSecond));
  const median = (of: (end: (typeof ends)[number]) => number) => spreadOf(ends.map(of)).median;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    [
      name,
      ...[rate.min, rate.median, rate.max].map(short),
      percent(median((end) => end.convergedShare)),
      median((end) => end.meanIterations).toFixed(1),
      percent(median((end) => end.reachedShare[0])),
      percent(median((end) => end.reachedShare[1])),
      String(ends.reduce((sum, end) => sum + end.failures, 0)),
      ends.reduce((sum, end) => sum + end.fits, 0).toLocaleString("en"),
    ],
  ];
}

const COST_HEADER = ["fitter", "start s", "first round s", "warm round s", "peak MiB", "failures in races"];

function costCells({ name, runs }: FitterResult): string[] {
  const median = (of: (run: RunResult) => number | null) => {
    const values = runs.map(of).filter((value) => value !== null);
    return values.length > 0 ? short(spreadOf(values).median) : "–";
  };
  return [
    name,
    median((run) => run.startSeconds),
    median((run) => run.firstRoundSeconds),
    median((run) => run.warmRoundSeconds),
    median((run) => run.peakMemoryMiB),
    String(runs.reduce((sum, run) => sum + run.failures, 0)),
  ];
}

const TRIED_HEADER = ["configuration", "solved", "all", "90 %", "seconds run"];

function triedCells({ name, tried, configuration }: FitterResult): string[][] {
  const cell = (seconds: number | null) => (seconds === null ? "–" : short(seconds));
  return tried.map((entry) => [
    `${entry.configuration === configuration ? "*" : " "} ${name}: ${entry.configuration}`,
    String(entry.solved),
    cell(entry.secondsToAll),
    cell(entry.secondsToMost),
    short(entry.seconds),
  ]);
}

/** Every fitter's median time over that of our engine; where it did not end, at least so much. */
function ratioText(fitters: readonly FitterResult[]): string {
  const ours = fitters.filter(({ id }) => id === "cpu" || id.startsWith("gpu"));
  const others = fitters.filter((fitter) => !ours.includes(fitter));
  const lines = ours.map((own) => {
    const base = timeNeeded(own);
    if (base.atLeast) return `${own.name} did not solve every curve: no ratio`;
    const ratios = others.map((other) => {
      const { seconds, atLeast, extrapolated } = timeNeeded(other);
      const words = extrapolated ? ", extrapolated from a sample" : "";
      return `${other.name} ${atLeast ? "over " : ""}${short(seconds / base.seconds)}×${words}`;
    });
    return `time to every minimum, as multiples of ${own.name} (${short(base.seconds)} s): ${ratios.join("; ")}`;
  });
  return lines.join("\n");
}

/** Median seconds to every minimum, or what was run without reaching it. */
function timeNeeded({ runs }: FitterResult): { seconds: number; atLeast: boolean; extrapolated: boolean } {
  const toAll = middle(runs.map((run) => timeToShare(timesOf(run, 0), 1))).median;
  const atLeast = !Number.isFinite(toAll);
  const seconds = atLeast ? spreadOf(runs.map((run) => run.seconds)).median : toAll;
  return { seconds: seconds * scaleUp(runs[0]), atLeast, extrapolated: runs[0].sample !== null };
}

/** From a sample to all curves. */
function scaleUp({ sample, solveSeconds, curvesInAll }: RunResult): number {
  return sample ? curvesInAll / solveSeconds[0].length : 1;
}

export function timesOf(run: RunResult, tolerance: number): Float64Array {
  return Float64Array.from(run.solveSeconds[tolerance], (seconds) => seconds ?? Infinity);
}

/** Spread of times of which some may be infinite. */
function middle(values: readonly number[]): { min: number; median: number; max: number } {
  const { min, median, max } = spreadOf(values);
  return { min, median: Number.isNaN(median) ? Infinity : median, max };
}
