import type { Tie } from "../problem/problem.js";

/** Bounds on the internal parameters, length P each; equal where a parameter is fixed. */
export interface InternalBounds {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** The same with ties: a tied parameter has hi = −Infinity and its tie's offset as lo. */
export interface TiedBounds extends InternalBounds {
  readonly ties: readonly Tie[];
}
