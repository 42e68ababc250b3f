/** Fitters raced over the same curves, as `bench:peers` saves them and a report shows them. */
export interface FitterRace {
  /** how many curves the race is over */
  readonly curves: number;
  readonly note?: string | undefined;
  readonly environment?: RaceEnvironment | undefined;
  readonly settings?: RaceSettings | undefined;
  /** why fitters are missing, a line each */
  readonly skipped?: readonly { readonly line: string }[] | undefined;
  readonly fitters: readonly RacedFitter[];
}

export interface RaceEnvironment {
  readonly adapter?: string | undefined;
  readonly cpu?: string | undefined;
  readonly cores?: number | undefined;
  readonly date?: string | undefined;
}

export interface RaceSettings {
  /** number of breaks of every fit */
  readonly breaks?: string | number | undefined;
}

export interface RacedFitter {
  readonly name: string;
  readonly configuration?: string | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** repetitions, at least one */
  readonly runs: readonly RaceRun[];
}

/** One race of one fitter. */
export interface RaceRun {
  /** numbers of the curves that were raced; null or left out: all of them */
  readonly sample?: readonly number[] | null | undefined;
  /**
   * seconds on the fitter's clock until each raced curve was within a relative 1e-6 of the best known minimum, null where it
   * never was; further lists, of looser tolerances, are not shown
   */
  readonly solveSeconds: readonly (readonly (number | null)[])[];
  /** how long the race went on */
  readonly seconds: number;
  /** of starts that were all run to their own ends */
  readonly ends?: { readonly convergedPerSecond: number } | null | undefined;
  readonly peakMemoryMiB?: number | null | undefined;
}

/** Seconds until each raced curve was solved; Infinity where it never was. */
export function timesOf({ solveSeconds }: RaceRun): number[] {
  return solveSeconds[0].map((seconds) => seconds ?? Infinity);
}

/** Whether a fitter was raced over some of the curves only: its times are not those of the others. */
export function isSampled({ runs }: RacedFitter): boolean {
  return runs.some(({ sample }) => (sample ?? null) !== null);
}
