import { checkSameFits } from "../page/sameFits.js";
import { InputError } from "../errors.js";
import { curveName } from "../report/curveRows.js";
import type { FitResult } from "../types.js";
import type { IntervalRow } from "../uncertainty/types.js";

/**
 * The intervals of a table that are of these fits.
 *
 * @param fitsName of the table of fits, for messages
 * @throws InputError where it cannot be read, holds no intervals, or is of other curves or laws
 */
export async function readIntervalsOf(
  path: string,
  fits: FitResult,
  fitsName: string,
): Promise<readonly IntervalRow[]> {
  const { readIntervals } = await import("../output/readIntervals.js");
  const { rows } = await readIntervals(path);
  const instead = "give the intervals that bnsl bootstrap made of these fits";
  const known = new Set(fits.rows.map(({ key }) => JSON.stringify(key)));
  const stranger = rows.find(({ key }) => !known.has(JSON.stringify(key)));
  if (stranger !== undefined) {
    throw new InputError(
      `${path}: intervals of curve ${curveName(stranger)}, which has no row in ${fitsName}; ${instead}`,
    );
  }
  checkSameFits(path, rows, { name: fitsName, table: fits }, instead);
  return rows;
}
