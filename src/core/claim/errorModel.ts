import type { ErrorModel } from "../options.js";
import type { Problem, SerialDraws } from "../problem/problem.js";
import { drawnNormal } from "../random/normal.js";
import { type Draws, philox4x32, uniform } from "../random/philox.js";
import { quantile } from "../statistics/quantile.js";
import { Basis, seenFrom } from "./bends.js";

/** How the errors of a fit are along x. */
export interface ErrorEstimate {
  readonly errors: ErrorModel;
  /** correlation of neighbouring errors, what the fit takes from it given back; null where there are too few rows to tell */
  readonly rho: number | null;
  /** by how much the errors' variance exceeds the residuals' sum of squares over their degrees of freedom; 1 where independent */
  readonly inflation: number;
}

/** simulated curves that ρ is estimated with */
const SIMULATIONS = 100;
/** Correlation is taken to be there where fewer than this share of curves with independent errors show as much. */
const CLEAR = 0.05;
/** The same where few degrees of freedom tell little of it: to miss it costs intervals more than to see what is not there. */
const CLEAR_OF_FEW = 0.2;
const FEW_FREEDOM = 30;
/** Residuals below this are rounding. */
export const ROUNDING = 1e-11;
/** Fewer degrees of freedom say nothing of correlation. */
const LEAST_FREEDOM = 8;
/** In longer curves the bias of ρ is far below its standard error. */
const MOST_SIMULATED = 1024;
const MOST_RHO = 0.98;
/** halvings of 0 … `MOST_RHO`: to .004 */
const HALVINGS = 8;
/** words of these draws apart from all others */
const PURPOSE = 0x65727273;

/**
 * The correlation of neighbouring errors at a minimum, and whether it counts. A fit takes from the correlation of its own residuals; ρ is
 * that at which the median simulated curve, the same parameters fitted to it to first order, shows what this one shows (Andrews 1993).
 *
 * @param asked "auto": "ar1" where the correlation is clear (one-sided, 5 %; 20 % below 30 degrees of freedom), else "independent"
 */
export function estimateErrors(
  problem: Problem,
  p: Float64Array,
  asked: "auto" | ErrorModel,
  draws: Draws,
): ErrorEstimate {
  const seen = seenFrom(problem, p, draws, Infinity);
  const basis = new Basis(seen.columns);
  const freedom = seen.errors.length - basis.vectors.length;
  if (freedom < LEAST_FREEDOM || sumOfSquares(seen.errors) <= seen.errors.length * ROUNDING ** 2)
    return { errors: "independent", rho: null, inflation: 1 };
  const own = neighbours(seen.errors, seen.run);
  if (seen.errors.length > MOST_SIMULATED) {
    const pairs = pairsOf(seen.run);
    const rho = own * (seen.errors.length / Math.max(1, pairs));
    return chosen(asked, rho > normalClear(pairs), Math.min(MOST_RHO, Math.max(0, rho)), () => 1);
  }
  const normals = normalsOf(seen.errors.length, SIMULATIONS, PURPOSE, draws);
  const simulated = (rho: number) => normals.map((z) => basis.rest(correlated(z, rho, seen.run)));
  const shown = (rho: number) => Float64Array.from(simulated(rho), (rest) => neighbours(rest, seen.run)).sort();
  const isClear = own > quantile(shown(0), 1 - (freedom < FEW_FREEDOM ? CLEAR_OF_FEW : CLEAR));
  const rho = matchedRho((at) => quantile(shown(at), 0.5), own);
  return chosen(asked, isClear, rho, () => {
    const squares = simulated(rho).reduce((sum, rest) => sum + sumOfSquares(rest), 0);
    return freedom / (squares / SIMULATIONS);
  });
}

function chosen(asked: "auto" | ErrorModel, isClear: boolean, rho: number, inflation: () => number): ErrorEstimate {
  const errors = asked === "auto" ? (isClear ? "ar1" : "independent") : asked;
  return { errors, rho, inflation: errors === "ar1" ? inflation() : 1 };
}

/** Neighbours that are of one run. */
function pairsOf(run: Uint32Array): number {
  return run.reduce((count, own, j) => count + (j > 0 && run[j - 1] === own ? 1 : 0), 0);
}

/** Errors that are correlated along x: what the residuals leave open of them. */
export interface SerialErrors extends SerialDraws {
  /** of the variance, Satterthwaite's: 2·(mean)²/variance of the residuals' sum of squares; a whole number, 1 at least */
  readonly freedom: number;
}

/** simulated curves, each of which tells one ρ and σ */
const SERIAL_DRAWS = 128;
/** words of these draws apart from those of the estimate */
const SERIAL_PURPOSE = 0x73657264;

/**
 * Pairs of ρ and σ that the residuals at a minimum leave open, by generalised fiducial inference (Hannig et al. 2016): of each simulated
 * curve that ρ at which its own residuals show the correlation that these show, and that σ which gives them the same sum of squares.
 *
 * @param estimate "ar1", with its ρ
 */
export function serialErrors(
  problem: Problem,
  p: Float64Array,
  { rho, inflation }: ErrorEstimate,
  draws: Draws,
): SerialErrors {
  const { errors, columns, run, rows } = seenFrom(problem, p, draws, Infinity);
  const order = Uint32Array.from(rows, ([row]) => row);
  const basis = new Basis(columns);
  const freedom = errors.length - basis.vectors.length;
  if (errors.length > MOST_SIMULATED) {
    const effective = (errors.length * (1 - rho! ** 2)) / (1 + rho! ** 2) - basis.vectors.length;
    return { order, rho: Float64Array.of(rho!), size: Float64Array.of(1), freedom: wholeFreedom(effective) };
  }
  const own = neighbours(errors, run);
  const normals = normalsOf(errors.length, SERIAL_DRAWS, SERIAL_PURPOSE, draws);
  const restOf = (z: Float64Array, at: number) => basis.rest(correlated(z, at, run));
  const rhos = Float64Array.from(normals, (z) => matchedRho((at) => neighbours(restOf(z, at), run), own));
  const squares = normals.map((z) => sumOfSquares(restOf(z, rho!)));
  return {
    order,
    rho: rhos,
    size: rhos.map((at, i) => Math.sqrt(freedom / inflation / sumOfSquares(restOf(normals[i], at)))),
    freedom: wholeFreedom(satterthwaite(squares)),
  };
}

/** The ρ at which a correlation that rises with it is `own`, within 0 … `MOST_RHO`. */
function matchedRho(shown: (rho: number) => number, own: number): number {
  let [low, high] = [0, MOST_RHO];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (shown(middle) < own) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function satterthwaite(squares: readonly number[]): number {
  const mean = squares.reduce((sum, v) => sum + v, 0) / squares.length;
  const variance = squares.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (squares.length - 1);
  return (2 * mean ** 2) / variance;
}

function wholeFreedom(freedom: number): number {
  return Math.max(1, Math.floor(freedom));
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, v) => sum + v * v, 0);
}

/** The correlation that independent errors stay below in 95 % of curves. */
function normalClear(rows: number): number {
  return 1.645 / Math.sqrt(rows);
}

/** Σ e·e′ over neighbours of one run, over Σ e². */
function neighbours(errors: Float64Array, run: Uint32Array): number {
  let squares = 0;
  let products = 0;
  for (let j = 0; j < errors.length; j++) {
    squares += errors[j] * errors[j];
    if (j > 0 && run[j] === run[j - 1]) products += errors[j] * errors[j - 1];
  }
  return squares > 0 ? products / squares : 0;
}

/** Independent normals of each simulated curve. */
export function normalsOf(rows: number, curves: number, purpose: number, { hash, key }: Draws): Float64Array[] {
  return Array.from({ length: curves }, (_, number) => {
    const normals = new Float64Array(rows);
    for (let j = 0; j < rows; j += 4) {
      philox4x32([j >> 2, number, hash, purpose], key).forEach((word, k) => {
        if (j + k < rows) normals[j + k] = drawnNormal(uniform(word));
      });
    }
    return normals;
  });
}

/** A stationary AR(1) process of variance 1 within each run, from independent normals. */
export function correlated(normals: Float64Array, rho: number, run: Uint32Array): Float64Array {
  const fresh = Math.sqrt(1 - rho * rho);
  let error = 0;
  return normals.map((z, j) => {
    error = j > 0 && run[j] === run[j - 1] ? rho * error + fresh * z : z;
    return error;
  });
}

/** Errors along x as a stationary AR(1) process, by their likelihood. */
export interface Correlation {
  /** correlation of neighbours */
  readonly rho: number;
  /** −2·ln of the likelihood at ρ and at its best variance, constants dropped: N·ln RSS(ρ) − R·ln(1 − ρ²), R the number of runs */
  readonly score: number;
}

/** ρ that are tried. Negative ones only so far as two alternating levels of noise go: no curve has more. */
const RHOS = [-0.5, -0.3, -0.15, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99];

/**
 * The most likely correlation of neighbours, with the exact likelihood of a stationary start of every run (Box, Jenkins & Reinsel
 * 2008, section 7.1).
 * @param run of each error; rows of one run stand together
 * @param rhos those that are tried
 * @param floor a sum of squares that is nothing but rounding: smaller ones count as this
 */
export function correlationOf(
  errors: Float64Array,
  run: Uint32Array,
  floor: number,
  rhos: readonly number[] = RHOS,
): Correlation {
  const last = errors.length - 1;
  let [squares, products, ends, runs] = [0, 0, 0, 0];
  for (let j = 0; j <= last; j++) {
    const square = errors[j] * errors[j];
    squares += square;
    if (j > 0 && run[j] === run[j - 1]) products += errors[j - 1] * errors[j];
    else {
      ends += square;
      runs++;
    }
    if (j === last || run[j] !== run[j + 1]) ends += square;
  }
  let best = { rho: 0, score: Infinity };
  for (const rho of rhos) {
    // of each run (1 − ρ²)e₀² + Σ (eⱼ − ρ·eⱼ₋₁)²
    const rss = Math.max(squares - 2 * rho * products + rho * rho * (squares - ends), floor);
    const score = errors.length * Math.log(rss) - runs * Math.log(1 - rho * rho);
    if (score < best.score) best = { rho, score };
  }
  return best;
}

/** A slope of ln e² counts only where it is larger than this number of its standard errors. */
const STEEP = 2;
/** standard deviation of ln χ² with one degree of freedom */
const LOG_CHI2 = 2.2;

/**
 * Standard deviation of each error relative to the mean square, exponential in its place among the rows by x; all 1 where ln e² shows no
 * clear trend.
 * @param place of each row among the rows by x, 0 … 1
 */
export function spreadOf(errors: Float64Array, place: Float64Array): Float64Array {
  const { length } = errors;
  const mean = errors.reduce((sum, e) => sum + e * e, 0) / length;
  const centred = place.map((v) => v - 0.5);
  const logs = errors.map((e) => Math.log(e * e + 1e-3 * mean));
  const level = logs.reduce((sum, v) => sum + v, 0) / length;
  const places = centred.reduce((sum, v) => sum + v * v, 0);
  const slope = logs.reduce((sum, v, j) => sum + centred[j] * (v - level), 0) / places;
  if (!(Math.abs(slope) > (STEEP * LOG_CHI2) / Math.sqrt(places))) return new Float64Array(length).fill(1);
  const spread = centred.map((v) => Math.exp((slope * v) / 2));
  const size = Math.sqrt(spread.reduce((sum, s) => sum + s * s, 0) / length);
  return spread.map((s) => s / size);
}
