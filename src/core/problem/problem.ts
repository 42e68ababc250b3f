/**
 * One (curve, n, sign of b) as the solver sees it: training points in scaled units, bounds on internal parameters.
 * Plain data, so that it travels to a worker or a device as it is.
 */
export interface Problem {
  readonly breaks: number;
  readonly sign: 1 | -1;
  /** true: residuals are y − ŷ; false: ln y − ln ŷ */
  readonly linear: boolean;
  /** Huber's δ in scaled residual units; Infinity: plain squares */
  readonly huber: number;
  /** scaled ln x, ascending, length N */
  readonly u: Float64Array;
  /** scaled y (shifted by one for log1p), length N */
  readonly y: Float64Array;
  /** weights with Σ w = 1, length N */
  readonly w: Float64Array;
  /** the run of each row, length N; left out: all are of one */
  readonly run?: Uint32Array;
  /**
   * Bounds on the internal parameters, length P each; equal bounds fix a parameter. A tied one has hi = −Infinity,
   * and the offset of its tie as lo: never inside, it is out of every step.
   */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly ties: readonly Tie[];
  /** what is believed of the parameters before the points are seen; null: nothing */
  readonly prior: Prior | null;
}

/**
 * Σ weight·(p − mean)² that is added to the objective: a Gaussian belief, its weights in units of the objective. Length
 * P each; weight 0: nothing is believed of a parameter.
 */
export interface Prior {
  readonly mean: Float64Array;
  readonly weight: Float64Array;
}

/**
 * p[target] = lo[target] + slope·g(p[source]), with g the identity, exp(−p) (1/f), or ±exp(p) (b, with the problem's
 * sign). The same for every problem of a batch: what depends on the curve stands in lo.
 */
export interface Tie {
  readonly target: number;
  readonly source: number;
  readonly kind: "affine" | "reciprocal" | "exponential";
  readonly slope: number;
}

/** Where the fit of one start stands. */
export interface FitState {
  /** internal parameters, length P */
  readonly p: Float64Array;
  /** Σ w ρ(r) at p */
  objective: number;
  /** Marquardt's λ, and Nielsen's ν by which it grows */
  damping: number;
  growth: number;
  iterations: number;
  /** accepted steps in a row that gained next to nothing */
  stalled: number;
  /** a `Status`, or −1 while running */
  status: number;
  /** bit k: linear parameter k was pinned to its bound when p was accepted */
  pinned: number;
}

/** The nonlinear parameters of a minimum found before, which later starts may inherit from. Scaled units. */
export interface Parent {
  readonly a: number;
  readonly delta: readonly number[];
  readonly phi: readonly number[];
}

/** From which address, and from what, the starts of one problem are drawn. */
export interface StartPlan {
  /** hash of the curve's key: what a start draws depends on its own curve alone */
  readonly hash: number;
  /** starts below this ordinal are drawn at random, the others inherit from parents (where there are any) */
  readonly randomStarts: number;
  readonly parents: readonly Parent[];
}

/** The different values of ascending numbers. */
export function distinctOf(ascending: Float64Array): Float64Array {
  return ascending.filter((v, j) => j === 0 || v !== ascending[j - 1]);
}

/** The y nearest the asymptote's side (min y for b > 0) and the range of y, which is kept above 0. */
export function outermost(problem: Problem): { extreme: number; range: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const y of problem.y) {
    min = Math.min(min, y);
    max = Math.max(max, y);
  }
  const size = Math.max(Math.abs(min), Math.abs(max));
  return { extreme: problem.sign > 0 ? min : max, range: Math.max(max - min, 1e-6 * size, 1e-30) };
}

/** How a resample is drawn; `shaders/resample.wgsl` has the same numbers. */
export const Resample = {
  /** clusters of points with replacement */
  Case: 0,
  /** ŷ with an error drawn from those of all points */
  Residual: 1,
  /** ŷ with each cluster's own errors, their sign drawn */
  Rademacher: 2,
  /** the same with one of six factors (Webb) */
  Webb: 3,
  /** ŷ with normal errors */
  Parametric: 4,
  /** the data without one cluster: resample i leaves out cluster i */
  Jackknife: 5,
} as const;

export type Resample = (typeof Resample)[keyof typeof Resample];

/** What the resamples of one problem are drawn from. Lengths N where nothing else is said. */
export interface ResamplePlan {
  readonly kind: Resample;
  /** resample 0 is the data themselves: what is tested against the others goes through the same search as they do */
  readonly dataFirst: boolean;
  /** ŷ of the fit, scaled as the problem's y */
  readonly fitted: Float64Array;
  /** residuals in units of the fit's σ, centred, each brought to variance 1 by its leverage; where errors are serial: what is new in each */
  readonly errors: Float64Array;
  /** σ of a point on the objective's scale: what its weight leaves of the fit's σ */
  readonly unit: Float64Array;
  /**
   * degrees of freedom that σ was estimated with: each resample's errors are of a σ of its own, drawn from what so many
   * leave open (see `drawnSigmaFactor`); Infinity: σ is known. Case and Jackknife, which draw no errors, do not ask.
   */
  readonly freedom: number;
  /** first point of each cluster, ascending from 0; length: as many as there are clusters */
  readonly clusters: Uint32Array;
  /** how errors follow one another along x; left out: they are independent. Case and Jackknife, which draw no errors, do not ask. */
  readonly serial?: SerialDraws;
}

/**
 * Errors that are a stationary AR(1) process within each run: e = ρ·(the error before it) + √(1 − ρ²)·(what is drawn), the first of
 * a run what is drawn. Resample i takes the (i mod length)-th ρ and size.
 */
export interface SerialDraws {
  /** the problem's rows run by run, in each by x; length N */
  readonly order: Uint32Array;
  readonly rho: Float64Array;
  /** σ in units of the fit's; as long as `rho` */
  readonly size: Float64Array;
}

/** Resamples first … first + count − 1 of every problem of a batch, each problem's own plan. */
export interface Resampling {
  readonly first: number;
  readonly count: number;
  readonly plans: readonly ResamplePlan[];
}
