import { hasFit, Status } from "../../../core/status.js";
import type { FitRow } from "../../../core/types.js";
import { FEW_STARTS, startsInMinimum } from "../../../core/rows/startsInMinimum.js";
import { count, counted, number } from "../ui/numbers.js";

/** What the counts of a search mean for the answer, in sentences. */
export function censusWords(row: FitRow): string[] {
  const reached = startsInMinimum(row);
  if (!hasFit(row.status) || reached === null) return [noFitWords(row)];
  return [
    reachedWords(row, reached),
    minimaWords(row),
    ...digitWords(row),
    ...(row.status === Status.MaxIterations
      ? ["The last iteration came before convergence: the row shows the best point seen."]
      : []),
  ];
}

function noFitWords({ status, nTrain }: FitRow): string {
  if (status === Status.TooFewPoints) {
    return `Nothing was fitted: ${counted(nTrain, "training row")} hold too few distinct x for so many parameters.`;
  }
  return "No start gave a finite objective.";
}

function reachedWords({ startsConverged, nBreaks }: FitRow, reached: number): string {
  const seen = `At least ${counted(reached, "start")} ended here (of ${count(startsConverged)} that were run to the end; the others were stopped early on)`;
  if (reached < FEW_STARTS) {
    return `${seen}: fewer than ${FEW_STARTS}, so that a lower minimum may well have been missed. Fit again with more --starts.`;
  }
  // starts of laws with breaks inherit from minima found before: returning to one of them proves less
  if (nBreaks > 0) {
    return `${seen}: found ${reached < 10 ? "several times" : "again and again"}, in part by starts near minima found before; that leaves a lower minimum possible.`;
  }
  if (reached < 10) return `${seen}: found several times, by starts that knew nothing of each other.`;
  return `${seen}: found again and again, so that a lower minimum is unlikely, though not excluded.`;
}

function minimaWords({ minima }: FitRow): string {
  if (minima === 1) return "All that were run to the end agree on one minimum.";
  return `Those run to the end found ${count(minima)} distinct minima; the one shown is the lowest.`;
}

function digitWords({ agreedDigits }: FitRow): string[] {
  if (agreedDigits === null) return [];
  const digits = `The polish in double precision agreed with the search to ${number(agreedDigits, 2)} digits of the objective`;
  return [agreedDigits < 2 ? `${digits}: it moved far, look twice.` : `${digits}.`];
}
