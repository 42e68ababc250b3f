import type { Form } from "../forms/form.js";
import type { FitState, Problem } from "../problem/problem.js";
import { applyTies } from "./ties.js";
import { LevenbergMarquardt, type Tolerances } from "./levenbergMarquardt.js";

/**
 * What makes a final answer independent of the device: f64, run until the gradient is at rounding level or nothing
 * moves any more.
 */
export const POLISH_TOLERANCES: Tolerances = {
  gradient: 1e-9,
  step: 1e-14,
  objective: 1e-13,
  rounding: 1e-18,
};

/** A candidate of the search, and how far it may still run. */
export interface PolishJob {
  readonly problem: Problem;
  readonly state: FitState;
}

/** A state that has not been run, at p. What f32 rounded off a bound or a fixed value is put back. */
export function freshState(problem: Problem, p: Float64Array, damping: number): FitState {
  const inside = p.map((value, k) => snap(value, problem.lo[k], problem.hi[k]));
  applyTies(problem, inside);
  return {
    p: inside,
    objective: Infinity,
    damping,
    growth: 2,
    iterations: 0,
    stalled: 0,
    status: -1,
    pinned: 0,
  };
}

/** Runs a candidate on by up to `iterations` iterations in f64; the state is changed in place and returned. */
export function polish(form: Form, job: PolishJob, iterations: number): FitState {
  new LevenbergMarquardt(form, job.problem).run(job.state, iterations, POLISH_TOLERANCES);
  return job.state;
}

function snap(value: number, lo: number, hi: number): number {
  if (value <= Math.fround(lo)) return lo;
  return value >= Math.fround(hi) ? hi : value;
}
