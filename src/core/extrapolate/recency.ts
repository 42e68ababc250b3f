/** What is extrapolated lies beyond the largest x: a row counts by how near it is to that. */
const POWER = 1;
/** The weights are flattened until they are worth so many rows (Kish's effective number). */
const LEAST_EFFECTIVE = 6;
const FLATTENING = 0.02;

/**
 * (x/x_max)^p of each row, with p = 1 or the largest below it, in steps of 0.02, at which (Σv)²/Σv² over the distinct
 * rows reaches 6 (p = 0 where no p does).
 *
 * Weights that the table itself gives are no part of that rule; they multiply these.
 *
 * @param x of the training rows, > 0
 * @param y of the same rows: rows that repeat both are one for the count, but each keeps its weight
 */
export function recencyWeights(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const last = Array.from(x).reduce((most, v) => Math.max(most, v), 0);
  const distinct = distinctRows(x, y).map((row) => x[row] / last);
  const steps = Math.round(POWER / FLATTENING);
  let power = POWER;
  for (let i = 1; i <= steps && effective(distinct, power) < LEAST_EFFECTIVE; i++) {
    power = POWER - i * FLATTENING;
  }
  return Float64Array.from(x, (v) => (v / last) ** Math.max(power, 0));
}

/** First of each group of rows that agree in x and y. */
export function distinctRows(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const first = new Map(Array.from(x, (v, row) => [`${v} ${y[row]}`, row] as const).reverse());
  return [...first.values()].sort((a, b) => a - b);
}

function effective(shares: readonly number[], power: number): number {
  const weights = shares.map((share) => share ** power);
  const sum = weights.reduce((total, w) => total + w, 0);
  return sum ** 2 / weights.reduce((total, w) => total + w * w, 0);
}
