import type { Form } from "../models/form.js";

/**
 * One (curve, n, sign of b) as the solver sees it: training points in scaled units, bounds on internal parameters.
 * Plain data, so that it travels to a worker or a device as it is.
 */
export interface Problem {
  readonly breaks: number;
  readonly sign: 1 | -1;
  /** true: residuals are y − ŷ; false: ln y − ln ŷ */
  readonly linear: boolean;
  /** Huber's δ in scaled residual units; Infinity: plain squares */
  readonly huber: number;
  /** scaled ln x, ascending, length N */
  readonly u: Float64Array;
  /** scaled y (shifted by one for log1p), length N */
  readonly y: Float64Array;
  /** weights with Σ w = 1, length N */
  readonly w: Float64Array;
  /** bounds on the internal parameters, length P each; equal bounds fix a parameter */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** Where the fit of one start stands. */
export interface FitState {
  /** internal parameters, length P */
  readonly p: Float64Array;
  /** Σ w ρ(r) at p */
  objective: number;
  /** Marquardt's λ, and Nielsen's ν by which it grows */
  damping: number;
  growth: number;
  iterations: number;
  /** accepted steps in a row that gained next to nothing */
  stalled: number;
  /** a `Status`, or −1 while running */
  status: number;
  /** bit k: linear parameter k was pinned to its bound when p was accepted */
  pinned: number;
}

export type { Form };
