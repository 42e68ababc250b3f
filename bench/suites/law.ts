/** The law behind a made-up curve, in the units of the file. */
export interface Truth {
  readonly a: number;
  readonly b: number;
  readonly c0: number;
  /** sorted by d */
  readonly breaks: readonly TrueBreak[];
  /** standard deviation of ln y about the law */
  readonly sigma: number;
}

export interface TrueBreak {
  readonly c: number;
  readonly d: number;
  readonly f: number;
}

/**
 * y = a + b·x^(−c0)·Π (1 + (x/d)^(1/f))^(−c·f), written from the paper and not shared with `src/core/forms`: a mistake
 * there must not appear in the truth that it is tested against.
 */
export function lawValue(truth: Truth, x: number): number {
  return truth.a + truth.b * Math.exp(logShape(truth, x));
}

/** ln of the law's factor beside b. */
export function logShape(law: Pick<Truth, "c0" | "breaks">, x: number): number {
  let sum = -law.c0 * Math.log(x);
  for (const { c, d, f } of law.breaks) sum -= c * f * softplus(Math.log(x / d) / f);
  return sum;
}

/** The number to six significant digits: what the files hold is exactly what was used. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}
