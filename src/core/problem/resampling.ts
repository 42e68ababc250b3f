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
  /** residuals in units of the fit's σ, centred, each brought to variance 1 by its leverage */
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
}

/** Resamples first … first + count − 1 of every problem of a batch, each problem's own plan. */
export interface Resampling {
  readonly first: number;
  readonly count: number;
  readonly plans: readonly ResamplePlan[];
}
