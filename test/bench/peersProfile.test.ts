import { describe, expect, it } from "vitest";
import { bestTried, type Comparison, type FitterResult, type RunResult } from "../../bench/peers/comparison.js";
import { profilePlot } from "../../bench/peers/plot.js";
import { isReached, solveTimes } from "../../bench/peers/profile.js";
import { comparisonText } from "../../bench/peers/table.js";
import { solvedCount, successProfile, timeToShare } from "../../src/core/statistics/successProfile.js";

/** Three curves with best minima 1, 2 and 4; the last is never within 1e-6. */
const BEST = [1, 2, 4];
const IMPROVEMENTS = [
  { seconds: 1, curve: 0, objective: 1.5 },
  { seconds: 1, curve: 1, objective: 2.001 },
  { seconds: 2, curve: 0, objective: 1.0000005 },
  { seconds: 3, curve: 2, objective: 4.00001 },
  { seconds: 4, curve: 1, objective: 2 },
  { seconds: 5, curve: 0, objective: 1 },
];

describe("solveTimes", () => {
  it("is the first time within the tolerance, not the last improvement", () => {
    expect(Array.from(solveTimes({ improvements: IMPROVEMENTS }, BEST, 1e-6))).toEqual([2, 4, Infinity]);
    expect(Array.from(solveTimes({ improvements: IMPROVEMENTS }, BEST, 1e-3))).toEqual([2, 1, 3]);
  });

  it("takes objectives at rounding level as reached", () => {
    expect(isReached(3e-21, 1e-30, 1e-6)).toBe(true);
    expect(isReached(3e-19, 1e-30, 1e-6)).toBe(false);
  });
});

describe("successProfile", () => {
  it("grows at each time by the share solved then", () => {
    expect(successProfile([2, 4, Infinity, 2])).toEqual([
      { seconds: 2, share: 0.5 },
      { seconds: 4, share: 0.75 },
    ]);
    expect(successProfile([Infinity])).toEqual([]);
  });

  it("has the time to a share on it", () => {
    expect(timeToShare([2, 4, Infinity, 3], 0.5)).toBe(3);
    expect(timeToShare([2, 4, Infinity, 3], 0.75)).toBe(4);
    expect(timeToShare([2, 4, Infinity, 3], 1)).toBe(Infinity);
    expect(solvedCount([2, 4, Infinity, 3])).toBe(3);
  });
});

describe("bestTried", () => {
  const tried = (solved: number, secondsToAll: number | null, secondsToMost: number | null) => ({
    configuration: "",
    solved,
    secondsToAll,
    secondsToMost,
    seconds: 9,
  });

  it("prefers more curves, then all of them sooner, then most of them sooner", () => {
    expect(bestTried([tried(3, null, 0.1), tried(4, 5, 2), tried(4, 4, 3)])).toBe(2);
    expect(bestTried([tried(3, null, 2), tried(3, null, 1)])).toBe(1);
  });
});

describe("the report of a comparison", () => {
  const run = (times: readonly (number | null)[], more: Partial<RunResult> = {}): RunResult => ({
    seed: 0,
    sample: null,
    curvesInAll: 4,
    solveSeconds: [times, times],
    seconds: 8,
    rounds: 2,
    startsPerCurve: 32,
    failures: 0,
    exhausted: false,
    ends: null,
    startSeconds: 1,
    firstRoundSeconds: 1,
    warmRoundSeconds: 1,
    peakMemoryMiB: 10,
    ...more,
  });
  const fitter = (id: string, name: string, ...runs: RunResult[]): FitterResult => ({
    id,
    name,
    versions: {},
    configuration: "",
    tried: [],
    runs,
  });
  const comparison: Comparison = {
    environment: {
      cpu: "A CPU",
      cores: 2,
      memoryGiB: 8,
      system: "linux",
      adapter: "an adapter",
      node: "v20",
      webgpu: "0",
      bnsl: "0",
      date: "2026-01-02T03:04:05.678Z",
      loadBefore: 0,
    },
    note: "",
    settings: { breaks: "1" },
    curves: 4,
    points: { min: 9, median: 9, max: 9 },
    skipped: [{ name: "R", line: "skipped: R (r-base-core is not installed)" }],
    fitters: [
      fitter("cpu", "ours", run([1, 1, 2, 2]), run([1, 1, 1, 4])),
      fitter("slow", "slow <one>", run([1, null, 2, 6])),
      fitter("recipe", "sampled", run([null, 3], { sample: [0, 2], exhausted: true })),
    ],
  };
  const text = comparisonText(comparison);

  it("never takes a fitter that did not end for one that did", () => {
    expect(text).toMatch(/^slow <one> +3\/4 +> 8 +> 8 +> 8/m);
    expect(text).toMatch(/^ours +4\/4 +2 +3 +4 /m);
    expect(text).toContain("slow <one> over 2.67×");
  });

  it("marks what is extrapolated from a sample, and says what was skipped", () => {
    expect(text).toContain("sampled over 5.33×, extrapolated from a sample");
    expect(text).toContain("sampled: run on 2 curves only (numbers 1, 3), 4 s a curve");
    expect(text).toContain("skipped: R (r-base-core is not installed)");
  });

  it("draws a line for each fitter that ran on all curves", () => {
    const svg = profilePlot(comparison);
    expect(svg.match(/<path d="M[^"]*[HV]/g)).toHaveLength(2);
    expect(svg).toContain("slow &lt;one>");
    expect(svg).not.toContain("sampled");
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
