import type { Form } from "../forms/form.js";
import type { Problem, StartPlan } from "../problem/problem.js";
import { Triangle } from "./givens.js";
import { applyTies, combineStartColumns, seedTies } from "./ties.js";

/** keeps collinear columns (a break beyond the data) from exponents of opposite infinities */
const START_RIDGE = 1e-7;

/**
 * The start with a given ordinal: the nonlinear parameters drawn by the form's rule, the conditionally linear ones
 * solved. Writes p, length P. Twin of `shaders/starts.wgsl`.
 */
export function drawStart(
  form: Form,
  problem: Problem,
  plan: StartPlan,
  key: readonly [number, number],
  start: number,
  p: Float64Array,
): void {
  form.draw(problem, plan, key, start, p);
  solveStart(form, problem, p);
}

/** The linear parameters by least squares, each point weighted by what its target counts on the fitted scale. */
export function solveStart(form: Form, problem: Problem, p: Float64Array): void {
  const { breaks, u, y, w, lo, hi } = problem;
  const columns = form.linearCount(breaks);
  const triangle = new Triangle(columns);
  triangle.clear(new Float64Array(columns).fill(START_RIDGE));
  const row = new Float64Array(columns + 2);
  const shape = new Float64Array(p.length);
  for (let k = 0; k < columns; k++) p[k] = lo[k] === hi[k] ? lo[k] : 0;
  seedTies(problem, p);
  form.prepare(p, breaks, shape);
  for (let j = 0; j < u.length; j++) {
    const { target, share } = form.linearTarget(y[j], problem, p);
    if (!(share > 0)) continue;
    form.linearRow(u[j], p, breaks, shape, row);
    row[columns] = target;
    for (let k = 0; k < columns; k++) row[columns] -= p[k] * row[k];
    combineStartColumns(problem, columns, row);
    for (let k = 0; k < columns; k++) if (lo[k] === hi[k]) row[k] = 0;
    row[columns + 1] = w[j] * share * share;
    triangle.include(row);
  }
  const step = new Float64Array(columns);
  triangle.solve(step);
  for (let k = 0; k < columns; k++) p[k] = Math.min(hi[k], Math.max(lo[k], p[k] + step[k]));
  applyTies(problem, p);
}
