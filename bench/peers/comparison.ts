import type { Environment } from "../measure/environment.js";
import { spreadOf, type Spread } from "../measure/statistics.js";
import type { PeerCurve } from "./curves.js";
import type { Measurement } from "./measure.js";
import { solvedCount, timeToShare } from "../../src/core/statistics/successProfile.js";
import { isReached, solveTimes } from "./profile.js";
import type { Greeting } from "./peerProcess.js";
import type { Fitter, Skip } from "./roster.js";

/** relative distance from the best known minimum at which a curve counts as solved, the strict one first */
export const TOLERANCES = [1e-6, 1e-3] as const;

/** All that a comparison found; the table and the plot are made from it. Numbers that are null were never reached. */
export interface Comparison {
  readonly environment: Environment;
  readonly note: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly curves: number;
  readonly points: Spread;
  readonly skipped: readonly Skip[];
  readonly fitters: readonly FitterResult[];
}

export interface FitterResult {
  readonly id: string;
  readonly name: string;
  readonly versions: Greeting;
  /** the configuration that was measured */
  readonly configuration: string;
  /** the races that chose it */
  readonly tried: readonly Tried[];
  readonly runs: readonly RunResult[];
}

export interface Tried {
  readonly configuration: string;
  readonly solved: number;
  readonly secondsToAll: number | null;
  readonly secondsToMost: number | null;
  readonly seconds: number;
}

export interface RunResult {
  readonly seed: number;
  /** curves that were raced, where not all were */
  readonly sample: readonly number[] | null;
  readonly curvesInAll: number;
  /** seconds until each raced curve was within each of `TOLERANCES`; null where it never was */
  readonly solveSeconds: readonly (readonly (number | null)[])[];
  readonly seconds: number;
  readonly rounds: number;
  readonly startsPerCurve: number;
  readonly failures: number;
  readonly exhausted: boolean;
  readonly ends: EndsResult | null;
  readonly startSeconds: number;
  readonly firstRoundSeconds: number | null;
  readonly warmRoundSeconds: number | null;
  readonly peakMemoryMiB: number;
}

/** Starts that were all run to their own ends. */
export interface EndsResult {
  readonly fits: number;
  readonly seconds: number;
  readonly convergedPerSecond: number;
  readonly convergedShare: number;
  readonly meanIterations: number;
  readonly failures: number;
  /** share of the starts that ended within each of `TOLERANCES` of the best known minimum */
  readonly reachedShare: readonly number[];
}

/** What one race comes to once the best known minima are final. */
export function runResult(measurement: Measurement, best: Float64Array): RunResult {
  const { trace, curves, startSeconds, firstRoundSeconds, warmRoundSeconds } = measurement;
  return {
    seed: measurement.seed,
    sample: curves.length < best.length ? curves : null,
    curvesInAll: best.length,
    solveSeconds: TOLERANCES.map((tolerance) => {
      const times = solveTimes(trace, best, tolerance);
      return curves.map((curve) => finiteOrNull(times[curve]));
    }),
    seconds: trace.seconds,
    rounds: trace.rounds,
    startsPerCurve: trace.starts,
    failures: trace.failures,
    exhausted: trace.exhausted,
    ends: endsResult(measurement, best),
    startSeconds,
    firstRoundSeconds,
    warmRoundSeconds,
    peakMemoryMiB: Math.round(measurement.peakMemory / 2 ** 20),
  };
}

function endsResult({ yield: ends }: Measurement, best: Float64Array): EndsResult | null {
  if (!ends || ends.fits === 0) return null;
  const { fits, seconds, converged, failures, iterations, objectives } = ends;
  const reached = (tolerance: number) =>
    objectives.filter(([curve, objective]) => isReached(objective, best[curve], tolerance)).length / fits;
  return {
    fits,
    seconds,
    convergedPerSecond: converged / seconds,
    convergedShare: converged / fits,
    meanIterations: iterations / fits,
    failures,
    reachedShare: TOLERANCES.map(reached),
  };
}

export function triedResult(configuration: string, measurement: Measurement, best: Float64Array): Tried {
  const times = solveTimes(measurement.trace, best, TOLERANCES[0]);
  return {
    configuration,
    solved: solvedCount(times),
    secondsToAll: finiteOrNull(timeToShare(times, 1)),
    secondsToMost: finiteOrNull(timeToShare(times, MOST)),
    seconds: measurement.trace.seconds,
  };
}

/** the share of curves whose time stands for all where the last ones were not solved */
const MOST = 0.9;

/** The configuration to measure: more curves solved, then sooner, then most of them sooner. */
export function bestTried(tried: readonly Tried[]): number {
  const order = tried.map((_, i) => i);
  const seconds = (value: number | null) => value ?? Infinity;
  const compare = (p: number, q: number) => (p === q ? 0 : p - q);
  order.sort(
    (i, j) =>
      tried[j].solved - tried[i].solved ||
      compare(seconds(tried[i].secondsToAll), seconds(tried[j].secondsToAll)) ||
      compare(seconds(tried[i].secondsToMost), seconds(tried[j].secondsToMost)),
  );
  return order[0];
}

export function fitterResult(
  fitter: Fitter,
  chosen: number,
  tried: readonly Tried[],
  measurements: readonly Measurement[],
  best: Float64Array,
): FitterResult {
  return {
    id: fitter.id,
    name: fitter.name,
    versions: measurements[0].greeting,
    configuration: fitter.configurations[chosen].label,
    tried,
    runs: measurements.map((measurement) => runResult(measurement, best)),
  };
}

export function pointsOf(curves: readonly PeerCurve[]): Spread {
  return spreadOf(curves.map(({ x }) => x.length));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
