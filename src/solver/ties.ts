import type { Problem, Tie } from "../problem/problem.js";

/** Sets every tied parameter of p from its source. Twin of the functions that `gpu/ties.ts` writes. */
export function applyTies({ ties, lo }: Problem, p: Float64Array): void {
  for (const { target, source, kind, slope } of ties)
    p[target] = lo[target] + slope * shaped(kind, p[source]);
}

/** The chain rule: a tied column goes to its source's and leaves nothing behind. */
export function combineColumns({ ties }: Problem, p: Float64Array, row: Float64Array): void {
  for (const { target, source, kind, slope } of ties) {
    row[source] += slope * derivative(kind, p[source]) * row[target];
    row[target] = 0;
  }
}

/**
 * The same for the first `linear` columns alone. What hangs on a sharpness stands still meanwhile; an asymptote that
 * hangs on b moves along with it, ∂ŷ/∂a being 1.
 */
export function combineLinearColumns(
  { ties }: Problem,
  linear: number,
  p: Float64Array,
  row: Float64Array,
): void {
  for (const { target, source, kind, slope } of ties) {
    if (kind === "exponential") row[source] += slope * Math.exp(p[source]);
    if (target >= linear) continue;
    if (kind === "affine") row[source] += slope * row[target];
    row[target] = 0;
  }
}

/** Before a start's linear parameters are solved: a drawn asymptote decides the b that it hangs on. */
export function seedTies(problem: Problem, p: Float64Array): void {
  for (const { target, source, kind, slope } of problem.ties) {
    if (kind === "exponential")
      p[source] = Math.log(Math.max((p[target] - problem.lo[target]) / slope, TINY));
  }
  applyTies(problem, p);
}

/** The columns of a start's linear problem, in which a b with a tied asymptote is already decided. */
export function combineStartColumns({ ties }: Problem, linear: number, row: Float64Array): void {
  for (const { target, source, kind, slope } of ties) {
    if (kind === "exponential") row[source] = 0;
    if (target >= linear) continue;
    if (kind === "affine") row[source] += slope * row[target];
    row[target] = 0;
  }
}

const TINY = 1e-30;

function shaped(kind: Tie["kind"], v: number): number {
  return kind === "affine" ? v : Math.exp(kind === "reciprocal" ? -v : v);
}

function derivative(kind: Tie["kind"], v: number): number {
  if (kind === "affine") return 1;
  return kind === "reciprocal" ? -Math.exp(-v) : Math.exp(v);
}
