/** Fields of a state behind its P parameters; `shaders/fit_state.wgsl` names the same, and a seal of its own behind them. */
const FIELDS = 7;

/** Starts first … first + count − 1 of a problem, on one of its resamples where there are any. */
export interface StartRange {
  readonly problem: number;
  readonly first: number;
  readonly count: number;
  readonly resample?: number;
}

/**
 * The states of many fits: for each its problem, its resample, its start's ordinal, P parameters, and objective, damping,
 * growth, iterations, stalled, status (−1 while running), pinned. Row-major, one row a fit.
 */
export class FitStates {
  readonly stride: number;

  constructor(
    readonly parameters: number,
    readonly problem: Uint32Array,
    readonly resample: Uint32Array,
    readonly start: Uint32Array,
    readonly values: Float64Array = new Float64Array(problem.length * (parameters + FIELDS)),
  ) {
    this.stride = parameters + FIELDS;
  }

  /** Rows for starts that are still to be drawn, in the order of the ranges. */
  static ofStarts(parameters: number, ranges: readonly StartRange[]): FitStates {
    const total = ranges.reduce((sum, range) => sum + range.count, 0);
    const states = new FitStates(parameters, new Uint32Array(total), new Uint32Array(total), new Uint32Array(total));
    states.values.fill(NaN); // so that a row which no engine wrote cannot be taken for a fit
    let at = 0;
    for (const range of ranges) {
      states.problem.fill(range.problem, at, at + range.count);
      states.resample.fill(range.resample ?? 0, at, at + range.count);
      for (let i = 0; i < range.count; i++) states.start[at++] = range.first + i;
    }
    return states;
  }

  static strideOf(parameters: number): number {
    return parameters + FIELDS;
  }

  get count(): number {
    return this.problem.length;
  }

  /** Puts a fit at parameters p, not yet run. */
  set(fit: number, p: Float64Array, damping: number): void {
    const row = this.values.subarray(fit * this.stride, (fit + 1) * this.stride);
    row.set(p);
    row.set([Infinity, damping, 2, 0, 0, -1, 0], this.parameters);
  }

  p(fit: number): Float64Array {
    return this.values.subarray(fit * this.stride, fit * this.stride + this.parameters);
  }

  objective(fit: number): number {
    return this.values[fit * this.stride + this.parameters];
  }

  iterations(fit: number): number {
    return this.values[fit * this.stride + this.parameters + 3];
  }

  status(fit: number): number {
    return this.values[fit * this.stride + this.parameters + 5];
  }

  /** A copy of the chosen fits, in the order given. */
  gather(fits: ArrayLike<number>): FitStates {
    const picked = new FitStates(
      this.parameters,
      Uint32Array.from(fits, (fit) => this.problem[fit]),
      Uint32Array.from(fits, (fit) => this.resample[fit]),
      Uint32Array.from(fits, (fit) => this.start[fit]),
    );
    for (let i = 0; i < fits.length; i++) {
      const from = fits[i] * this.stride;
      picked.values.set(this.values.subarray(from, from + this.stride), i * this.stride);
    }
    return picked;
  }
}
