import type { Problem } from "../problem/problem.js";

/** Residual of one point on the objective's scale: y − ŷ, or ln y − ln ŷ. Twin of `shaders/residual.wgsl`. */
export function residual(problem: Problem, y: number, value: number): number {
  return problem.linear ? y - value : Math.log(y / value);
}

/** Huber's loss: r² up to δ, then growing linearly. */
export function loss(problem: Problem, rest: number): number {
  const size = Math.abs(rest);
  return size <= problem.huber ? rest * rest : problem.huber * (2 * size - problem.huber);
}

/** Share of a residual's weight that Huber's loss leaves it. */
export function robustWeight(problem: Problem, rest: number): number {
  return Math.min(1, problem.huber / Math.abs(rest));
}

/** F = Σ w ρ(r) of a form that gives ŷ at u; not finite where the form gives no number. */
export function objectiveAt(evaluate: (u: number) => number, problem: Problem): number {
  let sum = 0;
  for (let j = 0; j < problem.u.length; j++) {
    sum += problem.w[j] * loss(problem, residual(problem, problem.y[j], evaluate(problem.u[j])));
  }
  return sum;
}
