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
export function bnsl(x: number, { a, b, c0, c, d, f }: BnslParameters): number {
  if (b === 0) return a;
  const u = Math.log(x);
  let exponent = Math.log(Math.abs(b)) - c0 * u;
  for (let i = 0; i < c.length; i++) exponent -= c[i] * ramp(u - Math.log(d[i]), f[i]);
  return a + Math.sign(b) * Math.exp(exponent);
}

/** f·softplus(t/f), which turns into max(t, 0) as f → 0; in this form t/f may overflow without harm. */
function ramp(t: number, f: number): number {
  return f === 0 ? Math.max(t, 0) : Math.max(t, 0) + f * Math.log1p(Math.exp(-Math.abs(t) / f));
}
