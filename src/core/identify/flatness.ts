import { bnslForm } from "../forms/bnsl/form.js";
import type { FitState, Problem } from "../problem/problem.js";
import { LevenbergMarquardt } from "../solver/levenbergMarquardt.js";
import { linearise, type Linearisation } from "../solver/linearisation.js";
import { freshState, POLISH_TOLERANCES } from "../solver/polish.js";
import { studentQuantile } from "../statistics/student.js";

/** How far parameter k is to be moved from a minimum, in the solver's units. */
export interface Move {
  readonly k: number;
  /** so far that points which tell of the parameter at all must feel it */
  readonly near: number;
  /** so far that noise must not allow it, downwards and upwards; 0: that way `near` alone counts */
  readonly far: readonly [down: number, up: number];
}

/**
 * A rise of the residual sum of squares, in variances of the noise, that no test would ever detect: that of a parameter
 * moved by a fifth of its standard error.
 */
const UNFELT = 0.04;
/** Noise allows what a 95 % interval of one parameter holds: a rise by t² variances. */
const LEVEL = 0.975;
/** Residuals below this are rounding: some 1e-16 of y, times what cancels within the law. */
const ROUNDING = 1e-11;
/** Valleys bend, and a standard error is that of a straight one: it decides alone where it says so by this factor. */
const MARGIN = 5;
/** A far place is reached in so many steps, all other parameters solved again after each. */
const STAGES = 4;
const NEAR_STAGES = 2;
const MOST_STAGES = 64;
/** Of the solver in one step, looked at every so many; what is still above the line then counts as above. */
const ITERATIONS = 60;
const LOOK = 3;
/** What would need more than so many looks like the last one to get there is given up. */
const PATIENCE = 16;
/** With more points standard errors decide alone: they are good then, and solving again takes long. */
const MOST_POINTS = 4096;

/**
 * How flat the objective is about a minimum: parameters are moved away, all others are solved again, and what the
 * objective rises by is held against the noise, which is that of the residuals.
 */
export class Flatness {
  private readonly freedom: number;
  private readonly t: number;
  private readonly unfelt: number;
  private readonly allowed: number;
  private readonly isExact: boolean;
  private readonly neighbourhood: Linearisation;
  /** the problem with one parameter held at a place, and what solves it for the others */
  private readonly held: Problem;
  private readonly solver: LevenbergMarquardt;

  /** @param size largest |y| in the solver's units, or of what was taken off it: its rounding is measured by that */
  constructor(
    private readonly problem: Problem,
    private readonly p: Float64Array,
    size: number,
  ) {
    const free = Array.from(p.keys()).filter((k) => isFree(problem, k) && !isOnBound(problem, p, k));
    const freedom = problem.u.length - free.length;
    this.freedom = freedom;
    const state = freshState(problem, p, 1);
    this.held = { ...problem, lo: problem.lo.slice(), hi: problem.hi.slice() };
    this.solver = new LevenbergMarquardt(bnslForm, this.held);
    this.solver.run(state, 0, POLISH_TOLERANCES);
    const floor = (ROUNDING * Math.max(1, size)) ** 2;
    const share = state.objective / freedom;
    this.isExact = state.objective <= floor;
    this.t = freedom >= 1 ? studentQuantile(LEVEL, freedom) : Infinity;
    this.unfelt = freedom >= 1 ? state.objective + UNFELT * share + floor : Infinity;
    this.allowed = freedom >= 1 ? state.objective + this.t ** 2 * share + floor : Infinity;
    this.neighbourhood = linearise(bnslForm, withoutBounds(problem), p);
  }

  /** Whether a parameter can go below where it should not be able to. */
  isOpenBelow(move: Move): boolean {
    return this.way(move, -1) === "open";
  }

  /** Whether a parameter can go where it should not be able to: one way or the other, or through all of its bounds. */
  isOpen(move: Move): boolean {
    const down = this.way(move, -1);
    if (down === "open") return true;
    const up = this.way(move, 1);
    const room = this.problem.hi[move.k] - this.problem.lo[move.k];
    return up === "open" || (room >= move.near && down === "to its bound" && up === "to its bound");
  }

  /** Whether the Jacobian's column is a sum of the others to the last digit: no solver gets along such a valley in f64. */
  isBeyondRank(k: number): boolean {
    return this.freedom >= 1 && this.errorOf(k) === null;
  }

  private way({ k, near, far: [down, up] }: Move, sign: 1 | -1): "open" | "stopped" | "to its bound" {
    const far = sign > 0 ? up : down;
    const room = sign > 0 ? this.problem.hi[k] - this.p[k] : this.p[k] - this.problem.lo[k];
    if (room <= 0) return "to its bound";
    const nearby = Math.min(near, room);
    if (this.mayGo(k, nearby, Math.sqrt(UNFELT)) && this.reaches(k, sign * nearby, NEAR_STAGES, this.unfelt)) {
      return nearby === near ? "open" : "to its bound";
    }
    const away = Math.min(far, room);
    if (!(away > 0) || !this.mayGo(k, away, this.t)) return "stopped";
    if (!this.reaches(k, sign * away, STAGES, this.allowed)) return "stopped";
    return away === far ? "open" : "to its bound";
  }

  /** What the Jacobian says, bounds left aside: only where it is sure that a move is felt is there no need to try. */
  private mayGo(k: number, distance: number, errors: number): boolean {
    if (this.isExact) return true;
    const margin = this.problem.u.length > MOST_POINTS ? 1 : MARGIN;
    return distance <= margin * errors * (this.errorOf(k) ?? Infinity);
  }

  /** The standard error of a parameter; null where the rank of the Jacobian leaves it open. */
  private errorOf(k: number): number | null {
    const gradient = new Float64Array(this.p.length);
    gradient[k] = 1;
    return this.neighbourhood.standardError(gradient);
  }

  /** Whether the objective stays below a line all the way to a place. */
  private reaches(k: number, distance: number, stages: number, line: number): boolean {
    if (this.problem.u.length > MOST_POINTS) return true;
    const path = [this.p];
    for (let stage = 1; stage <= stages; stage++) {
      const [here, before] = [path[0], path[1]];
      const onwards = stage === 1 ? [] : [here.map((value, i) => 2 * value - before[i])];
      const target = this.p[k] + (stage / stages) * distance;
      const tried: FitState[] = [];
      const found = [...onwards, here].some((from) => {
        tried.unshift(this.stateAt(k, target, from));
        return this.falls(tried[0], line);
      });
      if (found) path.unshift(tried[0].p);
      else if (tried.some(({ objective }) => Number.isFinite(objective))) return false;
      // where the law has no numbers at once (ŷ not above 0, say), it may after shorter steps
      else return stages < MOST_STAGES && this.reaches(k, distance, STAGES * stages, line);
    }
    return true;
  }

  /** Holds a parameter at a place; the others at p for a start, or where the law has no number there at a smaller b. */
  private stateAt(k: number, target: number, p: Float64Array): FitState {
    const { lo, hi } = this.held;
    lo.set(this.problem.lo);
    hi.set(this.problem.hi);
    lo[k] = hi[k] = target;
    const from = p.slice();
    from[k] = target;
    for (const smaller of [0, 1, 4, 16, 64]) {
      const state = freshState(this.held, from, 1);
      state.p[0] = Math.max(lo[0], state.p[0] - smaller);
      this.solver.run(state, 0, POLISH_TOLERANCES);
      if (Number.isFinite(state.objective)) return state;
    }
    return freshState(this.held, from, 1);
  }

  /** Whether the objective gets below a line. */
  private falls(state: FitState, line: number): boolean {
    if (state.status >= 0) return state.objective <= line;
    let before = state.objective;
    this.solver.run(state, ITERATIONS, POLISH_TOLERANCES, (done) => {
      if (done === 0 || done % LOOK !== 0) return true;
      if (state.objective <= line) return false;
      const isHopeless = state.objective - line > PATIENCE * (before - state.objective);
      before = state.objective;
      return !isHopeless;
    });
    return state.objective <= line;
  }
}

/** Neither fixed nor tied. */
export function isFree({ lo, hi }: Problem, k: number): boolean {
  return lo[k] < hi[k];
}

export function isOnBound(problem: Problem, p: Float64Array, k: number): boolean {
  return isFree(problem, k) && (p[k] <= problem.lo[k] || p[k] >= problem.hi[k]);
}

/** A parameter on its bound may leave it again when another one moves. */
function withoutBounds(problem: Problem): Problem {
  const open = (bound: Float64Array, to: number) => bound.map((v, k) => (isFree(problem, k) ? to : v));
  return { ...problem, lo: open(problem.lo, -Infinity), hi: open(problem.hi, Infinity) };
}
