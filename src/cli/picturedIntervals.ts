import { InputError } from "../errors.js";
import { curveName } from "../report/curveRows.js";
import type { FitResult } from "../types.js";
import type { IntervalRow } from "../uncertainty/types.js";

/**
 * The intervals of a table that are of these fits' curves.
 *
 * @throws InputError where it cannot be read, holds no intervals, or is of other curves
 */
export async function readIntervalsOf(
  path: string,
  { rows: fitRows }: FitResult,
  fits: string,
): Promise<readonly IntervalRow[]> {
  const { readIntervals } = await import("../output/readIntervals.js");
  const { rows } = await readIntervals(path);
  const known = new Set(fitRows.map(({ key }) => JSON.stringify(key)));
  const stranger = rows.find(({ key }) => !known.has(JSON.stringify(key)));
  if (stranger !== undefined) {
    throw new InputError(
      `${path}: intervals of curve ${curveName(stranger)}, which has no row in ${fits}; give the intervals that ` +
        `bnsl bootstrap made of these fits`,
    );
  }
  return rows;
}
