import type { Form } from "../forms/form.js";
import type { Problem, Resampling, StartPlan, Tie } from "../problem/problem.js";
import type { FitStates, StartRange } from "./fitStates.js";

/** Problems of one shape that go through an engine together. */
export interface Batch {
  readonly form: Form;
  readonly breaks: number;
  readonly linear: boolean;
  readonly robust: boolean;
  /** of every problem alike; their offsets stand in the problems' bounds */
  readonly ties: readonly Tie[];
  /** whether any of the problems has a prior */
  readonly prior: boolean;
  readonly seed: number;
  readonly problems: readonly Problem[];
  /** one per problem */
  readonly starts: readonly StartPlan[];
  /** each fit's problem has the y and weights of the fit's resample; null: all have the data themselves */
  readonly resampling: Resampling | null;
}

/** When a fit of the search ends; looser than the polish, at f32's rounding. */
export const SEARCH_TOLERANCES = {
  gradient: 1e-6,
  step: 1e-7,
  objective: 1e-6,
  rounding: 2e-8,
  damping: 1,
} as const;

/** The same for fits whose residuals f32 cannot hold, in f64. */
export const FINE_TOLERANCES = {
  ...SEARCH_TOLERANCES,
  step: 1e-14,
  rounding: 1e-18,
} as const;

/**
 * The two stages that are worth a device. What an engine returns depends on the batch and the starts alone, not on
 * how it cuts them into chunks.
 */
export interface Engine {
  readonly name: "gpu" | "cpu";
  /** the adapter's own words; null on the CPU */
  readonly adapter: string | null;
  open(batch: Batch): Promise<EngineSession>;
  close(): Promise<void>;
}

export interface EngineSession {
  /** Draws starts and solves their linear parameters; fits in the order of the ranges. */
  starts(ranges: readonly StartRange[]): Promise<FitStates>;
  /** Runs every unfinished fit on by up to `iterations` iterations, in place. */
  iterate(states: FitStates, iterations: number): Promise<void>;
  release(): void;
}
