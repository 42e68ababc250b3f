import type { Batch, Engine } from "../../src/core/engine/engine.js";
import { evenlySpaced } from "./batch.js";
import { converge } from "./converge.js";

/** How many problems and starts a repetition takes. */
export interface Size {
  readonly problems: number;
  readonly starts: number;
}

/** lanes of a workgroup and fits of a CPU task: fewer starts would leave either engine half empty */
const LEAST_STARTS = 64;
const PILOT_PROBLEMS = 8;

/**
 * About `fits` fits: all problems with as many starts as that leaves each, in whole groups of 64; where that is none,
 * 64 starts of fewer problems.
 */
export function sizeOf(fits: number, problems: number): Size {
  const groups = Math.floor(fits / (problems * LEAST_STARTS));
  if (groups >= 1) return { problems, starts: groups * LEAST_STARTS };
  return {
    problems: Math.min(problems, Math.max(1, Math.floor(fits / LEAST_STARTS))),
    starts: LEAST_STARTS,
  };
}

/** Fits per second of an engine on a part of a batch, after a run that warmed it up. */
export async function pilotRate(engine: Engine, batch: Batch): Promise<number> {
  const part = evenlySpaced(batch, PILOT_PROBLEMS);
  await converge(engine, part, LEAST_STARTS);
  const { states, seconds } = await converge(engine, part, LEAST_STARTS);
  return states.count / seconds;
}

/** The number of fits that keeps an engine busy for `seconds`, found by growing runs; at most `most`. */
export async function fitsFor(engine: Engine, batch: Batch, seconds: number, most: number): Promise<number> {
  let rate = await pilotRate(engine, batch);
  let fits = PILOT_PROBLEMS * LEAST_STARTS;
  while (fits < most && fits / rate < seconds / 2) {
    // Four times at most: a device that was not full at the last size is faster at the next.
    fits = Math.min(most, Math.ceil(Math.min(4 * fits, rate * seconds)));
    const size = sizeOf(fits, batch.problems.length);
    const run = await converge(engine, evenlySpaced(batch, size.problems), size.starts);
    rate = run.states.count / run.seconds;
  }
  return Math.min(most, Math.ceil(rate * seconds));
}
