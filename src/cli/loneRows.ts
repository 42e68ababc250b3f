import { InputError } from "../errors.js";
import type { CurveSet } from "../types.js";

/**
 * Refuses keys that were guessed and tell every row apart (a run's number, a seed): nothing could be fitted, and nobody
 * means that.
 *
 * @param asked the flag --curve, as it was given
 */
export function refuseLoneRows(
  { curves, keyNames, sources }: CurveSet,
  asked: readonly string[] | undefined,
): void {
  const lone = curves.every((curve) => curve.x.length + curve.skippedRows === 1);
  if (asked !== undefined || curves.length < 2 || !lone) return;
  const shared = keyNames.filter((_, j) => new Set(curves.map(({ key }) => key[j])).size < curves.length);
  const such = shared.length > 0 ? `, such as --curve ${shared.map(quoted).join(",")}` : "";
  throw new InputError(
    `${sources.join(", ")}: every row would be a curve of its own by ${keyNames.join(", ")} (guessed); name what tells ` +
      `curves apart${such}, or give --curve "" where all rows are one curve`,
  );
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}
