import { InputError } from "../core/errors.js";
import type { FitResult } from "../core/types.js";
import { readFits } from "../tables/read.js";

/**
 * A table of fits with at least one row; - is standard input.
 *
 * @throws InputError where it cannot be read, is no table of fits, or has no rows
 */
export async function readSomeFits(path: string): Promise<FitResult> {
  const fits = await readFits(path);
  if (fits.rows.length > 0) return fits;
  const name = path === "-" ? "stdin" : path;
  throw new InputError(`${name} is a table of fits without rows; give one that bnsl fit wrote, or run bnsl fit again`);
}
