import type { BnslParameters } from "../core/forms/evaluate.js";
import type { Objective } from "../core/types.js";

/** What there is to see of one curve and one of its fits: plain data, in the units of the data. */
export interface CurvePicture {
  /** what the curve is called */
  readonly name: string;
  /** its name as a title; "" for none */
  readonly title: string;
  /** a line of words under the title: n, errors; "" for none */
  readonly subtitle: string;
  /** names of the columns of x and y */
  readonly xName: string;
  readonly yName: string;
  readonly objective: Objective;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** 1: fitted, 0: held out */
  readonly train: ArrayLike<number>;
  /** null where the curve has no fit */
  readonly law: BnslParameters | null;
  /** names of the law's parameters that its points do not determine: nothing of them is marked; left out: none */
  readonly unidentified?: readonly string[];
  /** whether the law turns against the data or leaves them far behind where it extrapolates; left out: it does not */
  readonly runsAway?: boolean;
  /** pointwise interval of the law along x, ascending; empty without a bootstrap */
  readonly band: readonly BandPoint[];
  /** what the band is, in words, for the legend: "95 % band" */
  readonly bandName: string;
  /** interval of each break's location, in the order of the law's breaks; null where there is none */
  readonly breakIntervals: readonly (BreakInterval | null)[];
}

/** Ends are ±Infinity where the resamples give none. */
export interface BandPoint {
  readonly x: number;
  readonly lo: number;
  readonly hi: number;
}

export interface BreakInterval {
  /** 0 where it is open below */
  readonly lo: number;
  /** +Infinity where it is open above */
  readonly hi: number;
  /** share of the refits in which the break stands inside the data by itself; null where it was not counted */
  readonly identified: number | null;
}

/** x is always logarithmic under `loglog` and `logx`; `auto`: `loglog` where every y is above 0, else `logx`. */
export type Scales = "auto" | "loglog" | "logx" | "linear";

/** What of a picture is drawn. */
export interface FigureView {
  readonly scales: Scales;
  readonly residuals: boolean;
  readonly band: boolean;
  readonly testPoints: boolean;
  readonly segments: boolean;
  readonly breaks: boolean;
  readonly asymptote: boolean;
  /** how far to the right the law is drawn; null: a seventh of the data's decades beyond them */
  readonly to: number | null;
}

export const DEFAULT_VIEW: FigureView = {
  scales: "auto",
  residuals: true,
  band: true,
  testPoints: true,
  segments: true,
  breaks: true,
  asymptote: true,
  to: null,
};
