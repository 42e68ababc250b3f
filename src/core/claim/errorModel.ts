/** Errors along x as a stationary AR(1) process, by their likelihood. */
export interface Correlation {
  /** correlation of neighbours */
  readonly rho: number;
  /** −2·ln of the likelihood at ρ and at its best variance, constants dropped: N·ln RSS(ρ) − ln(1 − ρ²) */
  readonly score: number;
}

/** ρ that are tried. Negative ones only so far as two alternating levels of noise go: no curve has more. */
const RHOS = [-0.5, -0.3, -0.15, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99];

/**
 * The most likely correlation of neighbours, with the exact likelihood of a stationary start (Box, Jenkins & Reinsel 2008,
 * section 7.1).
 * @param floor a sum of squares that is nothing but rounding: smaller ones count as this
 */
export function correlationOf(errors: Float64Array, floor: number): Correlation {
  const last = errors.length - 1;
  let squares = 0;
  let products = 0;
  for (let j = 0; j <= last; j++) {
    squares += errors[j] * errors[j];
    if (j > 0) products += errors[j - 1] * errors[j];
  }
  const inner = squares - errors[0] ** 2 - errors[last] ** 2;
  let best = { rho: 0, score: Infinity };
  for (const rho of RHOS) {
    // (1 − ρ²)e₀² + Σ (eⱼ − ρ·eⱼ₋₁)²
    const rss = Math.max(squares - 2 * rho * products + rho * rho * inner, floor);
    const score = errors.length * Math.log(rss) - Math.log(1 - rho * rho);
    if (score < best.score) best = { rho, score };
  }
  return best;
}

/** A slope of ln e² counts only where it is larger than this number of its standard errors. */
const CLEAR = 2;
/** standard deviation of ln χ² with one degree of freedom */
const LOG_CHI2 = 2.2;

/**
 * Standard deviation of each error relative to the mean square, exponential in its place among the rows by x; all 1 where ln e² shows no
 * clear trend.
 */
export function spreadOf(errors: Float64Array): Float64Array {
  const { length } = errors;
  const mean = errors.reduce((sum, e) => sum + e * e, 0) / length;
  const place = (j: number) => j / (length - 1) - 0.5;
  const logs = errors.map((e) => Math.log(e * e + 1e-3 * mean));
  const level = logs.reduce((sum, v) => sum + v, 0) / length;
  const places = errors.reduce((sum, _, j) => sum + place(j) ** 2, 0);
  const slope = logs.reduce((sum, v, j) => sum + place(j) * (v - level), 0) / places;
  if (!(Math.abs(slope) > (CLEAR * LOG_CHI2) / Math.sqrt(places))) return new Float64Array(length).fill(1);
  const spread = errors.map((_, j) => Math.exp((slope * place(j)) / 2));
  const size = Math.sqrt(spread.reduce((sum, s) => sum + s * s, 0) / length);
  return spread.map((s) => s / size);
}
