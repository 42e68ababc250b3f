import { Status } from "../status.js";
import type { Form } from "../models/form.js";
import type { FitState, Problem } from "../plan/problem.js";
import { Triangle } from "./givens.js";

/** When a fit ends; each is an inequality of `Status`. */
export interface Tolerances {
  readonly gradient: number;
  readonly step: number;
  readonly objective: number;
  readonly iterations: number;
}

/** share of λ that also damps the conditionally linear parameters: keeps collinear columns from running off */
const LINEAR_DAMPING = +(process.env.KAP??1e-3);
/** a step moves ln f and ln d no further than this (natural-log units) */
const MAX_LOG_STEP = +(process.env.MLS??2);
/** λ past which no step can help any more */
const DAMPING_LIMIT = 1e12;

/**
 * Levenberg–Marquardt over the nonlinear parameters with the conditionally linear ones projected out (Kaufman's
 * variable projection): one streaming factorisation holds the linear columns first, so its lower right block is the
 * factor of the projected Jacobian; only that block is damped; after each step the linear parameters take one
 * Gauss–Newton step of their own at the new place. Bounds by projection, Nielsen's damping.
 * Twin of `shaders/levenberg_marquardt.wgsl`. One object serves many fits of the same shape.
 */
export class LevenbergMarquardt {
  private readonly columns: number;
  private readonly linear: number;
  private current: Triangle;
  private trial: Triangle;
  private readonly inner: Triangle;
  private readonly row: Float64Array;
  private readonly step: Float64Array;
  private readonly innerStep: Float64Array;
  private readonly gradient: Float64Array;
  private readonly norms: Float64Array;
  private readonly mu: Float64Array;
  private readonly next: Float64Array;

  constructor(
    private readonly form: Form,
    private readonly problem: Problem,
  ) {
    const columns = form.parameterCount(problem.breaks);
    this.columns = columns;
    this.linear = form.linearCount(problem.breaks);
    this.current = new Triangle(columns);
    this.trial = new Triangle(columns);
    this.inner = new Triangle(this.linear);
    this.row = new Float64Array(columns + 1);
    this.step = new Float64Array(columns);
    this.innerStep = new Float64Array(this.linear);
    this.gradient = new Float64Array(columns);
    this.norms = new Float64Array(columns);
    this.mu = new Float64Array(columns);
    this.next = new Float64Array(columns);
  }

  /** Runs `state` on until it converges or has done `tolerances.iterations` in all. */
  run(state: FitState, tolerances: Tolerances): void {
    state.objective = this.factorise(state.p, this.current, this.columns);
    if (!Number.isFinite(state.objective)) {
      state.status = Status.NonFinite;
      return;
    }
    while (state.status < 0 && state.iterations < tolerances.iterations) this.iterate(state, tolerances);
  }

  /** F at p; fills the factor of the first `columns` columns of the weighted Jacobian. */
  factorise(p: Float64Array, triangle: Triangle, columns: number): number {
    const { u, y, w, sign, linear, huber, breaks } = this.problem;
    const row = this.row;
    triangle.clear();
    let objective = 0;
    for (let j = 0; j < u.length; j++) {
      const value = this.form.evaluate(u[j], sign, p, breaks, row);
      const scale = linear ? 1 : 1 / value;
      const r = linear ? y[j] - value : Math.log(y[j] * scale);
      let weight = w[j];
      if (Math.abs(r) <= huber) objective += weight * r * r;
      else {
        objective += weight * huber * (2 * Math.abs(r) - huber);
        weight *= huber / Math.abs(r);
      }
      for (let k = 0; k < columns; k++) row[k] *= scale;
      row[columns] = r;
      triangle.include(row, weight);
    }
    return objective;
  }

  private iterate(state: FitState, tolerances: Tolerances): void {
    const { lo, hi } = this.problem;
    const { p } = state;
    state.iterations++;
    this.current.gradient(this.gradient);
    this.current.columnNorms(this.norms);
    if (this.gradientSmall(p, state.objective, tolerances.gradient)) {
      state.status = this.onBound(p) ? Status.AtBound : Status.ConvergedGradient;
      return;
    }
    this.current.columnNorms(this.norms, this.linear);
    for (let k = 0; k < this.columns; k++) {
      const damping = k < this.linear ? state.damping * LINEAR_DAMPING : state.damping;
      this.mu[k] = this.frozen(p, k) ? Infinity : damping * (this.norms[k]+ (k>=this.linear? +(process.env.IDN??0)*state.objective:0));
    }
    this.trial.copyFrom(this.current);
    this.trial.damp(this.mu);
    this.trial.solve(this.step);
    this.limitStep();
    const predicted = this.current.predictedDecrease(this.step);
    let moved = 0;
    for (let k = 0; k < this.columns; k++) {
      this.next[k] = Math.min(hi[k], Math.max(lo[k], p[k] + this.step[k]));
      moved = Math.max(moved, Math.abs(this.next[k] - p[k]) / (Math.abs(p[k]) + 1));
    }
    this.projectLinear(state.damping * LINEAR_DAMPING);
    const objective = this.factorise(this.next, this.trial, this.columns);
    const decrease = state.objective - objective;
    if (decrease >= 0 && Number.isFinite(objective)) {
      const gain = predicted > 0 ? decrease / predicted : 1;
      const small = tolerances.objective * state.objective;
      state.stalled = decrease <= small && predicted <= small ? state.stalled + 1 : 0;
      p.set(this.next);
      state.objective = objective;
      [this.current, this.trial] = [this.trial, this.current];
      state.damping *= Math.max(+(process.env.DEC??1/3), 1 - (2 * Math.min(gain, 1) - 1) ** 3);
      state.growth = +(process.env.GR0??2);
      if (state.stalled >= 3 || objective <= 1e-30) state.status = Status.ConvergedObjective;
    } else {
      state.damping *= state.growth;
      state.growth *= +(process.env.GRO??2);
      if (state.damping > DAMPING_LIMIT) state.status = Status.ConvergedStep;
    }
    if (moved <= tolerances.step) state.status = Status.ConvergedStep;
  }

  /** One damped Gauss–Newton step of the linear parameters at `next`. */
  private projectLinear(damping: number): void {
    const { lo, hi } = this.problem;
    this.factorise(this.next, this.inner, this.linear);
    this.inner.columnNorms(this.norms);
    for (let k = 0; k < this.linear; k++) {
      const bounded = this.next[k] <= lo[k] || this.next[k] >= hi[k];
      this.mu[k] = bounded ? Infinity : damping * this.norms[k];
    }
    this.inner.damp(this.mu.subarray(0, this.linear));
    this.inner.solve(this.innerStep);
    for (let k = 0; k < this.linear; k++) {
      this.next[k] = Math.min(hi[k], Math.max(lo[k], this.next[k] + this.innerStep[k]));
    }
  }

  private frozen(p: Float64Array, k: number): boolean {
    const { lo, hi } = this.problem;
    return (p[k] <= lo[k] && this.gradient[k] <= 0) || (p[k] >= hi[k] && this.gradient[k] >= 0);
  }

  private gradientSmall(p: Float64Array, objective: number, tolerance: number): boolean {
    for (let k = 0; k < this.columns; k++) {
      if (this.frozen(p, k)) continue;
      if (Math.abs(this.gradient[k]) > tolerance * Math.sqrt(this.norms[k] * objective)) return false;
    }
    return true;
  }

  private onBound(p: Float64Array): boolean {
    const { lo, hi } = this.problem;
    for (let k = 0; k < this.columns; k++) {
      if (lo[k] < hi[k] && (p[k] <= lo[k] || p[k] >= hi[k])) return true;
    }
    return false;
  }

  private limitStep(): void {
    let largest = 0;
    const first = this.form.asymptoteIndex(this.problem.breaks) + 1;
    for (let k = first; k < this.columns; k++) largest = Math.max(largest, Math.abs(this.step[k]));
    if (largest <= MAX_LOG_STEP) return;
    for (let k = 0; k < this.columns; k++) this.step[k] *= MAX_LOG_STEP / largest;
  }
}
