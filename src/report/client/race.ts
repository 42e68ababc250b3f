import type { RacedFitter, RaceRun } from "../../tables/race.js";

/** Seconds until each raced curve was solved; Infinity where it never was. */
export function timesOf({ solveSeconds }: RaceRun): number[] {
  return solveSeconds[0].map((seconds) => seconds ?? Infinity);
}

/** Whether a fitter was raced over some of the curves only: its times are not those of the others. */
export function isSampled({ runs }: RacedFitter): boolean {
  return runs.some(({ sample }) => (sample ?? null) !== null);
}
