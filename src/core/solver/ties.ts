import type { Problem, Tie } from "../problem/problem.js";

/** Sets every tied parameter of p from its source. Twin of the functions that `core/gpu/ties.ts` writes. */
export function applyTies({ ties, lo, sign }: Problem, p: Float64Array): void {
  for (const { target, source, kind, slope } of ties) p[target] = lo[target] + slope * shaped(kind, p[source], sign);
}

/** The chain rule: a tied column goes to its source's and leaves nothing behind. */
export function combineColumns({ ties, sign }: Problem, p: Float64Array, row: Float64Array): void {
  for (const { target, source, kind, slope } of ties) {
    row[source] += slope * derivative(kind, p[source], sign) * row[target];
    row[target] = 0;
  }
}

/**
 * The same for the first `linear` columns alone. What hangs on a sharpness stands still meanwhile; an asymptote that
 * hangs on b moves along with it, ∂ŷ/∂a being 1.
 */
export function combineLinearColumns(
  { ties, sign }: Problem,
  linear: number,
  p: Float64Array,
  row: Float64Array,
): void {
  for (const { target, source, kind, slope } of ties) {
    if (kind === "exponential") row[source] += slope * sign * Math.exp(p[source]);
    if (target >= linear) continue;
    if (kind === "affine") row[source] += slope * row[target];
    row[target] = 0;
  }
}

/**
 * Before a start's linear parameters are solved: a drawn asymptote decides the b that it hangs on, by its distance from
 * the tie's offset (on whichever side it was drawn).
 */
export function seedTies(problem: Problem, p: Float64Array): void {
  const { ties, lo, hi } = problem;
  for (const { target, source, kind, slope } of ties) {
    if (kind !== "exponential") continue;
    const size = Math.abs((p[target] - lo[target]) / slope);
    p[source] = Math.min(hi[source], Math.max(lo[source], Math.log(Math.max(size, TINY))));
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

function shaped(kind: Tie["kind"], v: number, sign: number): number {
  if (kind === "affine") return v;
  return kind === "reciprocal" ? Math.exp(-v) : sign * Math.exp(v);
}

function derivative(kind: Tie["kind"], v: number, sign: number): number {
  if (kind === "affine") return 1;
  return kind === "reciprocal" ? -Math.exp(-v) : sign * Math.exp(v);
}
