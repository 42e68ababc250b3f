import { lawFromNumbers, lawInside, lawOf, objectiveOf } from "./laws.js";
import type { PeerCurve } from "./curves.js";
import { Ended, type PeerFit } from "./formats.js";
import type { Greeting, PeerProcess } from "./peerProcess.js";

/** A curve's best objective got better at this time of the fitter's clock. */
export interface Improvement {
  readonly seconds: number;
  readonly curve: number;
  readonly objective: number;
}

/** A fitter working round-robin on all curves until its time is up. */
export interface Trace {
  readonly improvements: readonly Improvement[];
  /** all rounds, by the fitter's clock */
  readonly seconds: number;
  readonly rounds: number;
  /** starts given to every curve, and in all */
  readonly starts: number;
  readonly fits: number;
  /** fits without a finite objective */
  readonly failures: number;
  /** it had no more starts, or does not take any: more time would not have helped */
  readonly exhausted: boolean;
}

export interface RaceLimits {
  readonly seconds: number;
  /** starts that every curve gets in a round */
  readonly startsPerRound: number;
  /** curves in a command: fewer than all for slow fitters, so that time limits are kept and time stamps are fine */
  readonly curvesPerCommand: number;
  /** starts there are; a fitter that ignores starts has one round */
  readonly mostStarts: number;
  /** curves raced: the first ones of a sample, or all */
  readonly curves: readonly number[];
}

/**
 * @param solved whether a curve's best objective ends the race for it; the race ends when it does so for all
 */
export async function race(
  peer: PeerProcess,
  greeting: Greeting,
  curves: readonly PeerCurve[],
  limits: RaceLimits,
  solved: (curve: number, objective: number) => boolean,
): Promise<Trace> {
  const best = new Float64Array(curves.length).fill(Infinity);
  const improvements: Improvement[] = [];
  let [seconds, rounds, fits, failures, starts] = [0, 0, 0, 0, 0];
  const open = () => limits.curves.some((curve) => !solved(curve, best[curve]));
  while (open() && seconds < limits.seconds && starts + limits.startsPerRound <= limits.mostStarts) {
    for (const [firstCurve, count] of commands(limits)) {
      if (seconds >= limits.seconds) break;
      const round = { firstStart: starts, starts: limits.startsPerRound, firstCurve, curves: count };
      const result = await peer.run("race", round);
      seconds += result.seconds;
      fits += result.fits.length;
      for (const fit of result.fits) {
        const objective = judge(fit, greeting, curves[fit.curve]);
        if (!Number.isFinite(objective)) failures++;
        if (!(objective < best[fit.curve])) continue;
        best[fit.curve] = objective;
        improvements.push({ seconds, curve: fit.curve, objective });
      }
    }
    rounds++;
    starts += limits.startsPerRound;
  }
  const exhausted = starts + limits.startsPerRound > limits.mostStarts;
  return { improvements, seconds, rounds, starts, fits, failures, exhausted };
}

/** What became of starts that were all run to their own end. */
export interface Yield {
  readonly seconds: number;
  readonly fits: number;
  readonly converged: number;
  readonly failures: number;
  readonly iterations: number;
  /** objective of every fit, with its curve */
  readonly objectives: readonly (readonly [curve: number, objective: number])[];
}

/** Rounds of starts, each run to its own end, until `seconds` have passed. */
export async function runAll(
  peer: PeerProcess,
  greeting: Greeting,
  curves: readonly PeerCurve[],
  limits: RaceLimits,
): Promise<Yield> {
  const objectives: [number, number][] = [];
  let [seconds, fits, converged, failures, iterations, starts] = [0, 0, 0, 0, 0, 0];
  while (seconds < limits.seconds && starts + limits.startsPerRound <= limits.mostStarts) {
    for (const [firstCurve, count] of commands(limits)) {
      if (seconds >= limits.seconds) break;
      const round = { firstStart: starts, starts: limits.startsPerRound, firstCurve, curves: count };
      const result = await peer.run("all", round);
      seconds += result.seconds;
      for (const fit of result.fits) {
        const objective = judge(fit, greeting, curves[fit.curve]);
        fits++;
        iterations += fit.iterations;
        if (!Number.isFinite(objective)) failures++;
        else if (fit.ended === Ended.Converged) converged++;
        objectives.push([fit.curve, objective]);
      }
    }
    starts += limits.startsPerRound;
  }
  return { seconds, fits, converged, failures, iterations, objectives };
}

/** Objective of a fit by our own evaluator; what left the bounds is put back unless the fitter knows none. */
function judge(fit: PeerFit, greeting: Greeting, curve: PeerCurve): number {
  if (fit.ended === Ended.Failed) return Infinity;
  const law = greeting["units"] === "reported" ? lawFromNumbers(fit.p) : lawOf(fit.p, curve);
  return objectiveOf(curve, greeting["bounds"] === "none" ? law : lawInside(law, curve));
}

/** Runs of neighbouring curves. */
function commands({ curves, curvesPerCommand }: RaceLimits): [number, number][] {
  const runs: [number, number][] = [];
  for (const curve of curves) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === curve && last[1] < curvesPerCommand) last[1]++;
    else runs.push([curve, 1]);
  }
  return runs;
}
