import type { Problem } from "../../src/core/problem/problem.js";
import { applyTies } from "../../src/core/solver/ties.js";
import type { FitOptions } from "../../src/core/types.js";
import type { Draw } from "./random.js";

/** Ties of every kind, alone and together. */
export interface TieSet extends Pick<FitOptions, "objective" | "ties"> {
  readonly breaks: number;
  readonly sign: 1 | -1;
}

export const tieSets: readonly TieSet[] = [
  { breaks: 1, sign: 1, objective: "log", ties: { c1: "-c0" } },
  { breaks: 1, sign: 1, objective: "log", ties: { c0: "-1/f1", c1: "2-0.5/f1" } },
  { breaks: 1, sign: -1, objective: "linear", ties: { a: "-b", c0: "0.25*c1-1" } },
  { breaks: 1, sign: 1, objective: "linear", ties: { a: "-0.5*b+0.1" } },
  { breaks: 2, sign: 1, objective: "log", ties: { c2: "1-2*c0", d1: "30*d2", f2: "0.5*f1", a: "0.1*b" } },
  { breaks: 2, sign: -1, objective: "log1p", ties: { a: "-b", c1: "1/f2", c2: "c0", f1: "3*f2" } },
];

/** Internal parameters where fits live, with the ties satisfied; the bounds are not asked. */
export function tiedPoint(draw: Draw, problem: Problem): Float64Array {
  const n = problem.breaks;
  const p = Float64Array.from([
    draw.between(-1, 1),
    ...draw.list(1 + n, -1, 1),
    draw.between(0, 2),
    ...draw.list(n, -3, 3),
    ...draw.list(n, Math.log(0.1), Math.log(3)),
  ]);
  applyTies(problem, p);
  return p;
}
