/** A line of progress: how much of the run was done, and how long it was said to go on. */
export interface Forecast {
  /** seconds since the start of the process */
  readonly at: number;
  readonly percent: number;
  /** seconds that were said to be left */
  readonly left: number;
  /** "about" */
  readonly rough: boolean;
}

/** The forecasts among lines such as "fitting, 42 %, 9.1 curves/s, 3 min 20 s left". */
export function forecasts(lines: readonly { readonly at: number; readonly text: string }[]): Forecast[] {
  return lines.flatMap(({ at, text }) => {
    const percent = /(\d+) %/.exec(text);
    const left = /(about )?((?:\d+ h )?(?:\d+ min ?)?(?:\d+ s)?) ?left/.exec(text);
    if (percent === null || left === null) return [];
    return [{ at, percent: Number(percent[1]), left: secondsOf(left[2]), rough: left[1] !== undefined }];
  });
}

/** How far the total that a forecast implies is off the true one, as a share of it; positive: it said too much. */
export function forecastError({ at, left }: Forecast, seconds: number): number {
  return (at + left) / seconds - 1;
}

function secondsOf(words: string): number {
  const of = (unit: string) => Number(new RegExp(String.raw`(\d+) ${unit}\b`).exec(words)?.[1] ?? 0);
  return 3600 * of("h") + 60 * of("min") + of("s");
}
