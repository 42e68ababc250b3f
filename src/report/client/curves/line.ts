import type { FitRow } from "../../../core/types.js";
import type { CurveEntry } from "../curveIndex.js";

/** One row of the table: a fit and the curve that it is of. */
export interface Line {
  readonly curve: CurveEntry;
  readonly row: FitRow;
}
