/** What is told of repeated measurements. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws Error when there is nothing to summarise */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error("no measurement to summarise");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { min: sorted[0], median, max: sorted[sorted.length - 1] };
}

/** One measurement of how time grows with work. */
export interface WorkTime {
  readonly work: number;
  readonly seconds: number;
}

/** Least-squares slope of ln seconds over ln work: 1 is linear. NaN below two different amounts of work. */
export function logSlope(measurements: readonly WorkTime[]): number {
  const x = measurements.map(({ work }) => Math.log(work));
  const y = measurements.map(({ seconds }) => Math.log(seconds));
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, v, i) => sum + (v - meanX) * (y[i] - meanY), 0);
  return covariance / x.reduce((sum, v) => sum + (v - meanX) ** 2, 0);
}

/** Measurements in which a fixed cost is less than `share` of the time. */
export function beyondOverhead<T extends WorkTime>(measurements: readonly T[], overhead: number, share: number): T[] {
  return measurements.filter(({ seconds }) => overhead < share * seconds);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
