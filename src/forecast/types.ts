/** What a forecast is of: the y of a new run, or the curve about which runs scatter. */
export type ForecastOf = "run" | "curve";

/**
 * `y`: y at x; `below`: the probability that y at x is at most the target; `reach`: the x at which the curve reaches the target;
 * `never`: the probability that it does not, up to the last x that is looked at.
 */
export type ForecastQuantity = "y" | "below" | "reach" | "never";

/** Why a curve has forecasts or none. */
export type ForecastStatus = "ok" | "too-few-x" | "no-fit" | "no-test-rows";

/** One forecast: a row of the long table. Numbers are null where there is none to give. */
export interface ForecastRow {
  readonly key: readonly string[];
  readonly status: ForecastStatus;
  /** null in the one row of a curve without forecasts, and so is all that follows but the counts */
  readonly quantity: ForecastQuantity | null;
  readonly x: number | null;
  readonly target: number | null;
  /** nominal probability that the value lies between lo and hi; null of probabilities */
  readonly level: number | null;
  /** the median; a probability for `below` and `never`; +Infinity for a target that is more likely never reached */
  readonly estimate: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly of: ForecastOf | null;
  /** the held-out value at x, where the table has one */
  readonly y: number | null;
  /** backtests of this curve that the intervals rest on */
  readonly origins: number;
  /** curves whose backtests they rest on, this one included */
  readonly curves: number;
}

/** What forecasts are made with, ours first. `slope` goes on as the last points went, a line in ln y over ln x. */
export const FORECASTERS = ["bnsl", "m1", "m2", "m3", "m4", "slope"] as const;

export type Forecaster = (typeof FORECASTERS)[number];
