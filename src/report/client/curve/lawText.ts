import type { BnslParameters } from "../../../core/forms/evaluate.js";

/**
 * A law as a line of Python with all digits that the page has, to be taken elsewhere; `np` is NumPy. As in `bnsl` all is in
 * logarithms: (x/d)^(1/f) itself overflows where f is small, and ends in an error or, worse, in y = a.
 */
export function pythonLaw({ a, b, c0, c, d, f }: BnslParameters): string {
  const breaks = c.map((_, i) => ` - (${c[i]}) * ${f[i]} * np.logaddexp(0, np.log(x / ${d[i]}) / ${f[i]})`);
  const exponent = `np.log(${Math.abs(b)}) - (${c0}) * np.log(x)${breaks.join("")}`;
  return `lambda x: ${a} ${b < 0 ? "-" : "+"} np.exp(${exponent})`;
}
