import type { Problem, StartPlan, Tie } from "../problem/problem.js";
import type { ScaledPoints, Scaling } from "../problem/scaling.js";
import type { FitOptions } from "../types.js";

/**
 * What a functional form is to the solver: ŷ and its derivatives in scaled units, the conditionally linear
 * parameters first, the asymptote behind them, then parameters on a logarithmic scale. A form has a folder here (f64)
 * and a file of the same name in `shaders/models/` (f32); docs/FORMS.md says how one is added.
 */
export interface Form {
  readonly name: string;
  /** starts per problem under "auto", and how many candidates of a round are polished */
  effort(breaks: number): { readonly starts: number; readonly candidates: number };
  /** names of the internal parameters, in order, as results write them */
  names(breaks: number): readonly string[];
  /** Bounds in the solver's units, with what is fixed and tied. InputError where a bound cannot be. */
  bounds(breaks: number, sign: 1 | -1, points: ScaledPoints, scaling: Scaling, options: FitOptions): TiedBounds;
  /** Draws the nonlinear parameters of a start into p: twin of `draw` in the form's shader. */
  draw(problem: Problem, plan: StartPlan, key: readonly [number, number], start: number, p: Float64Array): void;
  /**
   * What the columns of `linearRow` are fitted to at a point, and what an error of it counts on the fitted scale
   * (0: the point has no such value).
   */
  linearTarget(y: number, problem: Problem, p: Float64Array): { target: number; share: number };
  /** Where in u, and on what logarithmic scale, a fit bends: fits that bend alike share a minimum. Sorted. */
  bends(p: Float64Array, breaks: number): (readonly [place: number, logWidth: number])[];
  /** The reported parameters by name; beside a factor that may leave the range of a double, its logarithm. */
  report(p: Float64Array, breaks: number, sign: 1 | -1, scaling: Scaling): Record<string, number>;
  /** internal parameters, in the order of the columns of the Jacobian */
  parameterCount(breaks: number): number;
  /** how many leading parameters are linear in ln(±(ŷ − a)) once the others are given */
  linearCount(breaks: number): number;
  /** numbers of a memo that a point takes */
  memoLength(breaks: number): number;
  /** index of the asymptote a among the parameters */
  asymptoteIndex(breaks: number): number;
  /** What depends on the parameters and not on the point; `shape` has length ≥ P. */
  prepare(p: Float64Array, breaks: number, shape: Float64Array): void;
  /**
   * Value and derivatives at one point.
   * @param u scaled ln x
   * @param sign +1 or −1: the sign of b
   * @param p parameters, length P
   * @param shape what `prepare` made of them
   * @param row receives ∂ŷ/∂p, length ≥ P
   * @param memo keeps, from `at` on, what depends on u and the nonlinear parameters alone, for the next call at this point;
   * filled with NaN at first
   * @returns ŷ in scaled units
   */
  evaluate(
    u: number,
    sign: number,
    p: Float64Array,
    breaks: number,
    shape: Float64Array,
    row: Float64Array,
    memo?: Float64Array,
    at?: number,
  ): number;
  /** The same with the derivatives by the linear parameters alone, in row[0 … L). */
  evaluateLinear(
    u: number,
    sign: number,
    p: Float64Array,
    breaks: number,
    shape: Float64Array,
    row: Float64Array,
    memo?: Float64Array,
    at?: number,
  ): number;
  /** The columns of a start's linear problem at u, length L: for BNSL ∂ ln(±(ŷ − a)) / ∂(linear parameters). */
  linearRow(u: number, p: Float64Array, breaks: number, shape: Float64Array, row: Float64Array): void;
}

/** Bounds on the internal parameters, length P each; equal where a parameter is fixed. */
export interface InternalBounds {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** The same with ties: a tied parameter has hi = −Infinity and its tie's offset as lo. */
export interface TiedBounds extends InternalBounds {
  readonly ties: readonly Tie[];
}
