/**
 * How one fit ended. Stored as the integer; each status stands beside the inequality that decides it.
 * r: weighted residuals, J: their Jacobian, F = Σ w r² / Σ w; "free" leaves out parameters on a bound
 * whose gradient points outward.
 */
export const Status = {
  /** max over free j of |Jⱼᵀr| / (‖Jⱼ‖·‖r‖) ≤ gradientTolerance */
  ConvergedGradient: 0,
  /** max |Δp| / (|p| + 1) ≤ stepTolerance in scaled parameters */
  ConvergedStep: 1,
  /**
   * three steps in a row with a predicted and actual decrease ≤ objectiveTolerance·F + rounding·√F; or λ > 1e10, so
   * that no damped step lowers F any more; or F ≤ 1e-30
   */
  ConvergedObjective: 2,
  /** the iteration limit came first; the row shows the best point seen */
  MaxIterations: 3,
  /** in a result: converged by any of the three above, with at least one parameter on a bound */
  AtBound: 4,
  /** no start gave a finite objective, or the minimum has a parameter or a ŷ of a training row that no double holds */
  NonFinite: 5,
  /** distinct training x ≤ number of free parameters: nothing was fitted */
  TooFewPoints: 6,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

const names: Record<Status, string> = {
  0: "converged-gradient",
  1: "converged-step",
  2: "converged-objective",
  3: "max-iterations",
  4: "at-bound",
  5: "non-finite",
  6: "too-few-points",
};

/** The word that a person reads for a status. */
export function statusName(status: Status): string {
  return names[status];
}

/** Every such word. */
export const STATUS_NAMES: readonly string[] = Object.values(names);

/** The status that a word stands for; undefined where there is none. */
export function statusNamed(word: string): Status | undefined {
  const found = STATUS_NAMES.indexOf(word);
  return found < 0 ? undefined : (found as Status);
}

/** Whether a row with this status holds parameters. */
export function hasFit(status: Status): boolean {
  return status !== Status.NonFinite && status !== Status.TooFewPoints;
}

/**
 * What the rows say of breaks. few-rows: too few for a test; no-gain: errors without these breaks gain as much; few-x: too few
 * distinct x in the first or last segment; sharp-pair: two breaks that span too few; rests-on-rows: they go when a row or two neighbours are left out;
 * rests-on-ends: they go without a tenth of the rows at an end, or at both
 */
export type Support = "supported" | "few-rows" | "no-gain" | "few-x" | "sharp-pair" | "rests-on-rows" | "rests-on-ends";
