import { sigmoid } from "./softplus.js";

/** A broken neural scaling law as it is reported: one c, d and f per break. */
export interface BnslParameters {
  readonly a: number;
  /** signed */
  readonly b: number;
  readonly c0: number;
  readonly c: readonly number[];
  /** in units of x, > 0 */
  readonly d: readonly number[];
  /** > 0; 0 is taken as the limit, a corner */
  readonly f: readonly number[];
}

/**
 * a + b·x^(−c0)·Π (1 + (x/dᵢ)^(1/fᵢ))^(−cᵢ·fᵢ) at x > 0.
 *
 * Everything but the last exponential happens in logarithms, so only a value that no double can hold overflows:
 * the result is then ±Infinity, or `a` where the second term vanishes.
 */
export function bnsl(x: number, law: BnslParameters): number {
  const { a, b } = law;
  if (b === 0) return a;
  return a + Math.sign(b) * Math.exp(logDistance(Math.log(x), law));
}

/** ln|y − a| at u = ln x; −Infinity where b is 0. */
export function logDistance(u: number, { b, c0, c, d, f }: BnslParameters): number {
  let exponent = Math.log(Math.abs(b)) - c0 * u;
  for (let i = 0; i < c.length; i++) exponent -= c[i] * ramp(u - Math.log(d[i]), f[i]);
  return exponent;
}

/**
 * The slope that the law has at x > 0: d ln|y − a| / d ln x = −c0 − Σ cᵢ·sᵢ(x), where sᵢ = 1/(1 + (x/dᵢ)^(−1/fᵢ)) is the share
 * of break i that is over at x. Terms that cancel but for rounding are 0: a level law does not fall as x^−5.6e-17.
 */
export function localSlope(x: number, law: BnslParameters): number {
  return slopeOver(law)(Math.log(x));
}

/** The same for many places, as a function of u = ln x. */
export function slopeOver({ c0, c, d, f }: BnslParameters): (u: number) => number {
  const places = d.map(Math.log);
  return (u) => minusSum([c0, ...c.map((ci, i) => ci * shareOver(u - places[i], f[i]))]);
}

/** −Σ, and 0 where nothing but rounding is left of it. */
export function minusSum(terms: readonly number[]): number {
  const sum = terms.reduce((total, each) => total + each, 0);
  const size = terms.reduce((total, each) => total + Math.abs(each), 0);
  return Math.abs(sum) <= CANCELLED * size ? 0 : -sum;
}

const CANCELLED = 8 * Number.EPSILON;

/** How much of a break's change of slope has happened at a distance t = ln(x/d) from it: 0 far before, 1 far behind. */
export function shareOver(t: number, f: number): number {
  return t === 0 ? 0.5 : sigmoid(t / f);
}

/** f·softplus(t/f), which turns into max(t, 0) as f → 0; in this form t/f may overflow without harm. */
function ramp(t: number, f: number): number {
  return f === 0 ? Math.max(t, 0) : Math.max(t, 0) + f * Math.log1p(Math.exp(-Math.abs(t) / f));
}
