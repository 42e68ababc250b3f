import { chooseBreaks, type Choice, type ChoiceOptions, type Minimum } from "../claim/choose.js";
import { type ErrorEstimate, estimateErrors } from "../claim/errorModel.js";
import type { Draws } from "../random/philox.js";
import type { ErrorModel } from "../options.js";
import { unidentifiedNames } from "../identify/identification.js";
import { formNamed } from "../forms/forms.js";
import type { FitState, Problem } from "../problem/problem.js";
import { type StartPlan } from "../problem/problem.js";
import type { ResamplePlan } from "../problem/problem.js";
import type { Scaling } from "../problem/scaling.js";
import { resampled } from "../solver/resample.js";
import { solveStart } from "../solver/starts.js";
import { LevenbergMarquardt } from "../solver/levenbergMarquardt.js";
import { polish } from "../solver/polish.js";
import { objectiveAt } from "../solver/residual.js";
import { Status } from "../status.js";
import { FINE_TOLERANCES, SEARCH_TOLERANCES } from "./engine.js";
import { FitStates } from "./fitStates.js";

/** Work that can go to another thread: plain data in, plain data out. */
export type Task = StartsTask | IterateTask | PolishTask | IdentifyTask | ChooseTask;

export interface StartsTask {
  readonly kind: "starts";
  readonly form: string;
  readonly problem: Problem;
  readonly plan: StartPlan;
  readonly key: readonly [number, number];
  /** ordinals, one a fit */
  readonly starts: Uint32Array;
  readonly resamples: TaskResamples | null;
}

/** On which resample of its problem each fit of a task runs. */
export interface TaskResamples {
  readonly plan: ResamplePlan;
  readonly hash: number;
  readonly key: readonly [number, number];
  /** one a fit; fits of one resample stand together */
  readonly numbers: Uint32Array;
}

export interface IterateTask {
  readonly kind: "iterate";
  readonly form: string;
  readonly problem: Problem;
  /** rows of `FitStates` */
  readonly values: Float64Array;
  readonly iterations: number;
  /** end fits where f32 would have to, or fine: at what f64 can tell */
  readonly ends: "as f32" | "fine";
  readonly resamples: TaskResamples | null;
}

export interface PolishTask {
  readonly kind: "polish";
  readonly form: string;
  readonly problem: Problem;
  readonly states: readonly FitState[];
  readonly iterations: number;
}

/** Which parameters of a minimum at p the points do not determine, and how the errors are along x. */
export interface IdentifyTask {
  readonly kind: "identify";
  readonly problem: Problem;
  readonly p: Float64Array;
  readonly scaling: Scaling;
  readonly errors: "auto" | ErrorModel;
  readonly draws: Draws;
}

/** How many breaks of a curve its rows support. */
export interface ChooseTask {
  readonly kind: "choose";
  /** with ascending numbers of breaks, at least one */
  readonly minima: readonly Minimum[];
  readonly options: ChoiceOptions;
  readonly draws: Draws;
}

export interface TaskResults {
  starts: Float64Array;
  iterate: Float64Array;
  polish: FitState[];
  identify: { readonly unidentified: string[]; readonly errors: ErrorEstimate };
  choose: Choice;
}

/** Runs tasks somewhere: in this thread, or on a pool. */
export interface Executor {
  run<K extends Task["kind"]>(task: Extract<Task, { kind: K }>): Promise<TaskResults[K]>;
  close(): Promise<void>;
}

/** Runs every task in the calling thread. */
export const inlineExecutor: Executor = {
  run: <K extends Task["kind"]>(task: Extract<Task, { kind: K }>) => Promise.resolve(perform(task) as TaskResults[K]),
  close: () => Promise.resolve(),
};

export function perform(task: Task): TaskResults[Task["kind"]] {
  switch (task.kind) {
    case "starts":
      return drawStarts(task);
    case "iterate":
      return iterateFits(task);
    case "polish":
      return task.states.map((state) =>
        polish(formNamed(task.form), { problem: task.problem, state }, task.iterations),
      );
    case "identify":
      return {
        unidentified: unidentifiedNames(task.problem, task.p, task.scaling),
        errors: estimateErrors(task.problem, task.p, task.errors, task.draws),
      };
    case "choose":
      return chooseBreaks(task.minima, task.options, task.draws);
  }
}

/** Rows of states that have not run yet, as `shaders/starts.wgsl` makes them. */
function drawStarts(task: StartsTask): Float64Array {
  const form = formNamed(task.form);
  const problemOf = problems(task);
  const parameters = form.parameterCount(task.problem.breaks);
  const stride = FitStates.strideOf(parameters);
  const values = new Float64Array(task.starts.length * stride);
  const row = new Float64Array(parameters);
  const shape = new Float64Array(parameters);
  for (let i = 0; i < task.starts.length; i++) {
    const problem = problemOf(i);
    const state = values.subarray(i * stride, (i + 1) * stride);
    const p = state.subarray(0, parameters);
    // what is drawn depends on the data themselves, whichever of their resamples it is then solved for
    form.draw(task.problem, task.plan, task.key, task.starts[i], p);
    solveStart(form, problem, p);
    form.prepare(p, problem.breaks, shape);
    const value = (u: number) => form.evaluateLinear(u, problem.sign, p, problem.breaks, shape, row);
    const objective = objectiveAt(value, problem);
    const status = Number.isFinite(objective) ? -1 : Status.NonFinite;
    state.set([objective, SEARCH_TOLERANCES.damping, 2, 0, 0, status, 0], parameters);
  }
  return values;
}

/** The problem of each fit, which is that of its resample; drawn once for fits of one resample. */
function problems({ problem, resamples }: StartsTask | IterateTask): (fit: number) => Problem {
  if (!resamples) return () => problem;
  let number = -1;
  let drawn = problem;
  return (fit) => {
    if (resamples.numbers[fit] !== number) {
      number = resamples.numbers[fit];
      drawn = resampled(problem, resamples.plan, resamples.hash, resamples.key, number);
    }
    return drawn;
  };
}

function iterateFits(task: IterateTask): Float64Array {
  const form = formNamed(task.form);
  const parameters = form.parameterCount(task.problem.breaks);
  const stride = FitStates.strideOf(parameters);
  const problemOf = problems(task);
  let problem = task.problem;
  let solver = new LevenbergMarquardt(form, problem);
  for (let at = 0; at < task.values.length; at += stride) {
    if (problem !== problemOf(at / stride)) {
      problem = problemOf(at / stride);
      solver = new LevenbergMarquardt(form, problem);
    }
    const row = task.values.subarray(at, at + stride);
    const [objective, damping, growth, iterations, stalled, status, pinned] = row.subarray(parameters);
    if (status >= 0) continue;
    const state = {
      p: row.subarray(0, parameters),
      objective,
      damping,
      growth,
      iterations,
      stalled,
      status,
      pinned,
    };
    solver.run(state, task.iterations, task.ends === "fine" ? FINE_TOLERANCES : SEARCH_TOLERANCES);
    row.set(
      [state.objective, state.damping, state.growth, state.iterations, state.stalled, state.status, state.pinned],
      parameters,
    );
  }
  return task.values;
}
