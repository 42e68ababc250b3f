import type { Batch, Engine } from "../../src/core/engine/engine.js";
import type { FitStates } from "../../src/core/engine/fitStates.js";
import { Status } from "../../src/core/status.js";

/** as far as a fit may run: four doublings of the search's 16 */
export const MOST_ITERATIONS = 160;

/** Every start of a batch, run until it converged, without polish. */
export interface Convergence {
  readonly states: FitStates;
  /** wall time of all of it: upload, starts, iterations, gathering in between */
  readonly seconds: number;
  /** processor time of this process over all its threads; on a software adapter the kernels are in it */
  readonly cpuSeconds: number;
  /** of the wall time, the engine drew starts */
  readonly startSeconds: number;
  /** of the wall time, the engine iterated; the rest is upload and gathering on the calling thread */
  readonly iterateSeconds: number;
}

/** Runs starts 0 … starts − 1 of every problem to their end. */
export async function converge(engine: Engine, batch: Batch, starts: number): Promise<Convergence> {
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const session = await engine.open(batch);
  try {
    const opened = performance.now();
    const states = await session.starts(batch.problems.map((_, problem) => ({ problem, first: 0, count: starts })));
    const startSeconds = secondsSince(opened);
    const from = performance.now();
    await session.iterate(states, MOST_ITERATIONS);
    const iterateSeconds = secondsSince(from);
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuSeconds = (user + system) / 1e6;
    return { states, seconds: secondsSince(began), cpuSeconds, startSeconds, iterateSeconds };
  } finally {
    session.release();
  }
}

/** What became of the starts of a run. */
export interface Outcome {
  readonly fits: number;
  /** ended by themselves with a finite objective */
  readonly converged: number;
  readonly nonFinite: number;
  readonly meanIterations: number;
}

export function outcomeOf(states: FitStates): Outcome {
  let converged = 0;
  let nonFinite = 0;
  let iterations = 0;
  for (let fit = 0; fit < states.count; fit++) {
    if (states.status(fit) === Status.NonFinite) nonFinite++;
    else if (states.status(fit) >= 0) converged++;
    iterations += states.iterations(fit);
  }
  return { fits: states.count, converged, nonFinite, meanIterations: iterations / states.count };
}

/**
 * Starts that converged in both runs, and how many of those ended at the same objective (within `tolerance`,
 * relative to the larger one; objectives at f32's rounding count as the same).
 */
export function agreement(one: FitStates, other: FitStates, tolerance: number): { both: number; same: number } {
  let both = 0;
  let same = 0;
  for (let fit = 0; fit < one.count; fit++) {
    if (!isConverged(one.status(fit)) || !isConverged(other.status(fit))) continue;
    both++;
    const [p, q] = [one.objective(fit), other.objective(fit)];
    if (Math.abs(p - q) <= tolerance * Math.max(p, q) || Math.max(p, q) < ROUNDING_OBJECTIVE) same++;
  }
  return { both, same };
}

/** mean square of f32's relative rounding error: objectives below it are rounding on one of the engines */
const ROUNDING_OBJECTIVE = 1e-14;

function isConverged(status: number): boolean {
  return status >= 0 && status !== Status.NonFinite;
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
