import type { FitResult } from "../../core/types.js";
import { checkBesideFits } from "../../tables/sameFits.js";
import type { IntervalRow } from "../../uncertainty/types.js";

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
  const { readIntervals } = await import("../../tables/intervals.js");
  const table = await readIntervals(path);
  // what curves it does not cover, a plot tells by itself
  checkBesideFits("intervals", { name: path, table }, { name: fitsName, table: fits });
  return table.rows;
}
