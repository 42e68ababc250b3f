/**
 * The regularised upper incomplete gamma function Q(a, x) = Γ(a, x)/Γ(a), a > 0, x ≥ 0, to a relative 1e-12 for a up to
 * 1e3 and 1e-10 up to 1e5: the series of DLMF 8.11.4 below the mean, where Q is 1 minus it, the continued fraction 8.9.2
 * by the modified Lentz method above.
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return NaN;
  if (x === 0 || x === Infinity) return x === 0 ? 1 : 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * series(a, x) : front * fraction(a, x);
}

/** P(χ² > value) for χ² with so many degrees of freedom (above 0). */
export function chi2Tail(value: number, freedom: number): number {
  return upperGamma(freedom / 2, value / 2);
}

/** ln Γ(z) by Lanczos' approximation (g = 7, nine terms) for z > 0. */
export function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const t = z + 6.5;
  let sum = LANCZOS[0];
  for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k] / (z - 1 + k);
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const MOST_TERMS = 100_000;
const LAST = 1e-16;
const TINY = 1e-300;

/** Σ x^k / (a(a + 1)…(a + k)) */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < MOST_TERMS && term > LAST * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))) */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / away(numerator * d + b);
    c = away(b + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < LAST * 2) break;
  }
  return value;
}

/** A denominator of a continued fraction, kept off 0 (modified Lentz). */
export function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
