import { Status } from "../status.js";
import type { Form } from "../forms/form.js";
import type { FitState, Problem } from "../problem/problem.js";
import { Triangle } from "./givens.js";
import { applyTies, combineColumns, combineLinearColumns } from "./ties.js";
import { loss, residual, robustWeight } from "./residual.js";

/** When a fit ends; each is an inequality of `Status`. */
export interface Tolerances {
  readonly gradient: number;
  readonly step: number;
  readonly objective: number;
  /** share of √F below which a decrease of F is rounding: 2e-8 in f32, next to nothing in the polish */
  readonly rounding: number;
}

/** share of λ that also damps the conditionally linear parameters: keeps collinear columns from running off */
const LINEAR_DAMPING = 1e-3;
/** part of F that is added to every projected column norm: bounds the steps of parameters that hardly matter */
const FLOOR_DAMPING = 0.03;
/** a step moves ln f and ln d no further than this */
const MAX_LOG_STEP = 1.5;
/** with more points a memo takes more memory than its time is worth: each thread has one */
const MOST_REMEMBERED = 16_384;
/** numbers of rows that are kept from the evaluation of F to the factor: 32 MB a thread. Else they are made again. */
const MOST_KEPT = 2 ** 22;
/** λ past which no step can help any more */
const DAMPING_LIMIT = 1e10;

/**
 * Levenberg–Marquardt over the nonlinear parameters with the conditionally linear ones projected out (Kaufman's
 * variable projection). One streaming factorisation holds the linear columns first, so its lower right block is the
 * factor of the projected Jacobian, whose column norms scale the damping; after each step the linear parameters take
 * one Gauss–Newton step of their own at the new place. Bounds by projection: a linear parameter on its bound whose
 * gradient points outward is left out of the factor, a nonlinear one out of the damped solve. Nielsen's damping.
 * Twin of `shaders/levenberg_marquardt.wgsl`. One object serves many fits of one problem.
 */
export class LevenbergMarquardt {
  private readonly columns: number;
  private readonly linear: number;
  private readonly current: Triangle;
  private readonly work: Triangle;
  private readonly inner: Triangle;
  private readonly row: Float64Array;
  /** of the points at p, `columns` + 2 numbers each, or of one at a time where they are too many to keep */
  private readonly rows: Float64Array;
  private readonly keepsRows: boolean;
  private readonly shape: Float64Array;
  private readonly memo: Float64Array | undefined;
  private readonly memoLength: number;
  private readonly p: Float64Array;
  private readonly step: Float64Array;
  private readonly gradient: Float64Array;
  private readonly slope: Float64Array;
  private readonly norm: Float64Array;
  private readonly mu: Float64Array;
  /** 0: a linear parameter pinned to its bound */
  private readonly open: Float64Array;
  private moved = 0;
  private predicted = 0;

  constructor(
    private readonly form: Form,
    private readonly problem: Problem,
  ) {
    const columns = form.parameterCount(problem.breaks);
    this.columns = columns;
    this.linear = form.linearCount(problem.breaks);
    this.current = new Triangle(columns);
    this.work = new Triangle(columns);
    this.inner = new Triangle(this.linear);
    this.row = new Float64Array(columns + 2);
    const kept = problem.u.length * (columns + 2);
    this.keepsRows = kept <= MOST_KEPT;
    this.rows = new Float64Array(this.keepsRows ? kept : columns + 2);
    this.shape = new Float64Array(columns);
    this.memoLength = problem.u.length <= MOST_REMEMBERED ? form.memoLength(problem.breaks) : 0;
    if (this.memoLength > 0) this.memo = new Float64Array(this.memoLength * problem.u.length).fill(NaN);
    this.p = new Float64Array(columns);
    this.step = new Float64Array(columns);
    this.gradient = new Float64Array(columns);
    this.slope = new Float64Array(this.linear);
    this.norm = new Float64Array(columns);
    this.mu = new Float64Array(columns);
    this.open = new Float64Array(this.linear);
  }

  /**
   * Runs `state` on by up to `iterations` iterations, until it converges.
   *
   * @param goesOn asked after each iteration with how many were done; false ends the run
   */
  run(state: FitState, iterations: number, tolerances: Tolerances, goesOn?: (done: number) => boolean): void {
    const { lo, hi } = this.problem;
    this.p.set(state.p);
    // A run that was cut goes on as if it had not been: with the same parameters pinned.
    for (let k = 0; k < this.linear; k++) this.open[k] = lo[k] >= hi[k] || (state.pinned >> k) & 1 ? 0 : 1;
    for (let i = 0; i <= iterations; i++) {
      this.judge(state, this.evaluate(i === 0 ? Infinity : state.objective), i === 0, tolerances);
      if (state.status >= 0 || i === iterations || goesOn?.(i) === false) return;
      this.propose(state);
    }
  }

  /** Accepts p with its objective, or refuses it and damps harder; decides whether the fit has ended. */
  private judge(state: FitState, trial: number, first: boolean, tolerances: Tolerances): void {
    const decrease = state.objective - trial;
    if (!first && !(Number.isFinite(trial) && decrease >= 0)) {
      state.damping *= state.growth;
      state.growth *= 2;
      if (this.moved <= tolerances.step) state.status = Status.ConvergedStep;
      else if (state.damping > DAMPING_LIMIT) state.status = Status.ConvergedObjective;
      return;
    }
    if (!first) {
      const small = tolerances.objective * state.objective + tolerances.rounding * Math.sqrt(state.objective);
      state.stalled = decrease <= small && this.predicted <= small ? state.stalled + 1 : 0;
      const gain = this.predicted > 0 ? Math.min(decrease / this.predicted, 1) : 1;
      state.damping *= Math.max(1 / 3, 1 - (2 * gain - 1) ** 3);
      state.growth = 2;
    }
    this.accept(state, trial);
    if (!Number.isFinite(trial)) state.status = Status.NonFinite;
    else if (this.gradientSmall(state, tolerances.gradient)) {
      state.status = this.onBound(state.p) ? Status.AtBound : Status.ConvergedGradient;
    } else if (state.stalled >= 3 || trial <= 1e-30) state.status = Status.ConvergedObjective;
    else if (!first && this.moved <= tolerances.step) state.status = Status.ConvergedStep;
  }

  private accept(state: FitState, trial: number): void {
    this.factorise();
    state.objective = trial;
    state.pinned = this.open.reduce((bits, open, k) => bits + (open === 1 ? 0 : 1 << k), 0);
    state.p.set(this.p);
    this.current.gradient(this.gradient);
    this.gradient.set(this.slope);
    this.current.columnNorms(this.norm, 0, this.linear);
    this.current.columnNorms(this.norm, this.linear);
  }

  /** Moves p from the accepted point by a damped step, then solves the linear parameters there. */
  private propose(state: FitState): void {
    const { lo, hi } = this.problem;
    const { p, step, mu, norm, open, linear } = this;
    state.iterations++;
    for (let j = 0; j < linear; j++) mu[j] = state.damping * LINEAR_DAMPING * norm[j];
    for (let j = linear; j < this.columns; j++) {
      const rowWeight = state.damping * (norm[j] + FLOOR_DAMPING * state.objective);
      mu[j] = this.frozen(state.p[j], j) ? Infinity : rowWeight;
    }
    this.work.copyFrom(this.current);
    this.work.damp(mu);
    this.work.solve(step);
    this.limitStep();
    this.predicted = this.current.predictedDecrease(step);
    this.moved = 0;
    for (let k = 0; k < this.columns; k++) {
      p[k] = Math.min(hi[k], Math.max(lo[k], state.p[k] + step[k]));
    }
    applyTies(this.problem, p);
    for (let k = 0; k < this.columns; k++) {
      this.moved = Math.max(this.moved, Math.abs(p[k] - state.p[k]) / (Math.abs(state.p[k]) + 1));
    }
    for (let k = 0; k < linear; k++) open[k] = p[k] <= lo[k] || p[k] >= hi[k] ? 0 : 1;
    this.factoriseLinear();
    this.inner.solve(step);
    for (let k = 0; k < linear; k++) {
      p[k] = Math.min(hi[k], Math.max(lo[k], p[k] + step[k]));
      open[k] = this.frozen(p[k], k) ? 0 : 1;
    }
    applyTies(this.problem, p);
  }

  /**
   * F at p, its weighted Jacobian in `rows`. A sum past `most` is cut short: the step is refused then, whatever the other points
   * add.
   */
  private evaluate(most: number): number {
    const { form, problem, p, shape } = this;
    form.prepare(p, problem.breaks, shape);
    let objective = 0;
    for (let j = 0; j < problem.u.length && !(objective > most); j++) {
      objective += problem.w[j] * loss(problem, this.writeRow(j));
    }
    return objective + this.priorTerm();
  }

  /** The row of a point: the derivatives of its residual's scale by the parameters, its residual, its weight. */
  private writeRow(j: number): number {
    const { form, problem, p, shape, row, rows, memo, memoLength, columns } = this;
    const value = form.evaluate(problem.u[j], problem.sign, p, problem.breaks, shape, row, memo, j * memoLength);
    combineColumns(problem, p, row);
    const scale = problem.linear ? 1 : 1 / value;
    const rest = residual(problem, problem.y[j], value);
    const at = this.placeOf(j);
    for (let k = 0; k < columns; k++) rows[at + k] = row[k] * scale;
    rows[at + columns] = rest;
    rows[at + columns + 1] = problem.w[j] * robustWeight(problem, rest);
    return rest;
  }

  private placeOf(j: number): number {
    return this.keepsRows ? j * (this.columns + 2) : 0;
  }

  private priorTerm(): number {
    if (!this.problem.prior) return 0;
    const { mean, weight } = this.problem.prior;
    let sum = 0;
    for (let k = 0; k < this.columns; k++) {
      const rest = mean[k] - this.p[k];
      sum += weight[k] * rest * rest;
    }
    return sum;
  }

  /** Rotates the rows that `evaluate` left into `current`; the downhill direction of the linear parameters stays in `slope`. */
  private factorise(): void {
    const { problem, rows, current, slope, open, linear, columns } = this;
    current.clear();
    slope.fill(0);
    for (let j = 0; j < problem.u.length; j++) {
      if (!this.keepsRows) this.writeRow(j);
      const at = this.placeOf(j);
      const push = rows[at + columns + 1] * rows[at + columns];
      for (let k = 0; k < linear; k++) {
        slope[k] += push * rows[at + k];
        rows[at + k] *= open[k];
      }
      current.include(rows, at);
    }
    this.includePrior();
  }

  /** A row of the factor for what is believed of each parameter. */
  private includePrior(): void {
    const { problem, p, row, current, slope, open, linear, columns } = this;
    if (!problem.prior) return;
    const { mean, weight } = problem.prior;
    for (let k = 0; k < columns; k++) {
      const rest = mean[k] - p[k];
      if (k < linear) slope[k] += weight[k] * rest;
      row.fill(0);
      row[k] = k < linear ? open[k] : 1;
      row[columns] = rest;
      row[columns + 1] = weight[k];
      current.include(row);
    }
  }

  /** The factor of the linear columns alone, damped by the first entries of μ, in `inner`. */
  private factoriseLinear(): void {
    const { form, problem, p, shape, row, memo, memoLength, inner, open, linear } = this;
    form.prepare(p, problem.breaks, shape);
    inner.clear(this.mu);
    for (let j = 0; j < problem.u.length; j++) {
      const value = form.evaluateLinear(
        problem.u[j],
        problem.sign,
        p,
        problem.breaks,
        shape,
        row,
        memo,
        j * memoLength,
      );
      combineLinearColumns(problem, linear, p, row);
      const scale = problem.linear ? 1 : 1 / value;
      const rest = residual(problem, problem.y[j], value);
      for (let k = 0; k < linear; k++) row[k] *= scale * open[k];
      row[linear] = rest;
      row[linear + 1] = problem.w[j] * robustWeight(problem, rest);
      inner.include(row);
    }
    this.includeLinearPrior();
  }

  /** The same for the linear parameters alone. */
  private includeLinearPrior(): void {
    const { problem, p, row, inner, open, linear } = this;
    if (!problem.prior) return;
    for (let k = 0; k < linear; k++) {
      row.fill(0);
      row[k] = open[k];
      row[linear] = problem.prior.mean[k] - p[k];
      row[linear + 1] = problem.prior.weight[k];
      inner.include(row);
    }
  }

  private frozen(value: number, k: number): boolean {
    const { lo, hi } = this.problem;
    return (value <= lo[k] && this.gradient[k] <= 0) || (value >= hi[k] && this.gradient[k] >= 0);
  }

  private gradientSmall(state: FitState, tolerance: number): boolean {
    for (let k = 0; k < this.columns; k++) {
      if (this.frozen(state.p[k], k)) continue;
      const scale = Math.max(Math.sqrt(this.norm[k] * state.objective), 1e-300);
      if (!(Math.abs(this.gradient[k]) <= tolerance * scale)) return false;
    }
    return true;
  }

  private onBound(p: Float64Array): boolean {
    const { lo, hi } = this.problem;
    return p.some((value, k) => lo[k] < hi[k] && (value <= lo[k] || value >= hi[k]));
  }

  private limitStep(): void {
    let largest = 0;
    for (let k = this.linear + 1; k < this.columns; k++) largest = Math.max(largest, Math.abs(this.step[k]));
    if (largest <= MAX_LOG_STEP) return;
    for (let k = 0; k < this.columns; k++) this.step[k] *= MAX_LOG_STEP / largest;
  }
}
