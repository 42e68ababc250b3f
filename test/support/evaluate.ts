import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import type { Problem } from "../../src/core/problem/problem.js";
import { loss, residual } from "../../src/core/solver/residual.js";

/** A place in the form's parameters and in u. */
export interface Point {
  readonly breaks: number;
  readonly u: number;
  readonly sign: 1 | -1;
  readonly p: Float64Array;
}

/** ŷ with all its derivatives. */
export function evaluateAt({ breaks, u, sign, p }: Point): { value: number; row: Float64Array } {
  const row = new Float64Array(p.length);
  return { value: bnslForm.evaluate(u, sign, p, breaks, shapeOf(p, breaks), row), row };
}

/** ŷ with its derivatives by the linear parameters. */
export function evaluateLinearAt({ breaks, u, sign, p }: Point): { value: number; row: Float64Array } {
  const row = new Float64Array(bnslForm.linearCount(breaks));
  return { value: bnslForm.evaluateLinear(u, sign, p, breaks, shapeOf(p, breaks), row), row };
}

/** The columns of the linear problem. */
export function linearRowAt({ breaks, u, p }: Point): Float64Array {
  const row = new Float64Array(bnslForm.linearCount(breaks));
  bnslForm.linearRow(u, p, breaks, shapeOf(p, breaks), row);
  return row;
}

/** F = Σ w ρ(r) at p. */
export function objectiveOf(problem: Problem, p: Float64Array): number {
  const { breaks, sign, u, y, w } = problem;
  return u.reduce((sum, at, j) => {
    const { value } = evaluateAt({ breaks, sign, u: at, p });
    return sum + w[j] * loss(problem, residual(problem, y[j], value));
  }, 0);
}

function shapeOf(p: Float64Array, breaks: number): Float64Array {
  const shape = new Float64Array(p.length);
  bnslForm.prepare(p, breaks, shape);
  return shape;
}
