import type { FitRow } from "../types.js";

/** A minimum that fewer starts than this were seen to reach may well not be the lowest one. */
export const FEW_STARTS = 3;

/** Starts that were seen to end in the reported minimum: at least so many did. Null without a fit. */
export function startsInMinimum({ basinShare, starts }: Pick<FitRow, "basinShare" | "starts">): number | null {
  return basinShare === null ? null : Math.round(basinShare * starts);
}

/** Whether an answer rests on few starts. */
export function restsOnFewStarts(row: Pick<FitRow, "basinShare" | "starts">): boolean {
  const reached = startsInMinimum(row);
  return reached !== null && reached < FEW_STARTS;
}
