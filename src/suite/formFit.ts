import type { Status } from "../core/status.js";
import type { Curve } from "../core/types.js";

/** One form fitted to the training rows of one curve: a cell of a suite. */
export interface FormFit {
  readonly curve: Curve;
  /** name of the form, as `--forms` has it */
  readonly form: string;
  readonly status: Status;
  /** reported parameters by name, in the form's own order; empty without a fit */
  readonly params: Readonly<Record<string, number>>;
  /** ŷ at any x > 0; null without a fit */
  readonly predict: ((x: number) => number) | null;
  /** starts drawn, and the share of them that reached the reported minimum (null without a fit) */
  readonly starts: number;
  readonly basinShare: number | null;
  /** names of parameters that stand on a bound */
  readonly atBound: readonly string[];
}

/** All cells of a suite, and what fitted them. */
export interface FormFits {
  /** by curve, forms in the order asked for */
  readonly fits: readonly (readonly FormFit[])[];
  readonly engine: string;
  /** the adapter's own words; null on the CPU */
  readonly adapter: string | null;
}
