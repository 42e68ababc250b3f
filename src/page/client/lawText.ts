import type { BnslParameters } from "../../models/evaluate.js";

/** A law as a line of Python with all digits that the page has, to be taken elsewhere. */
export function pythonLaw({ a, b, c0, c, d, f }: BnslParameters): string {
  const breaks = c.map((_, i) => ` * (1 + (x / ${d[i]})**(1 / ${f[i]}))**(-(${c[i]}) * ${f[i]})`);
  return `lambda x: ${a} + ${b} * x**(-(${c0}))${breaks.join("")}`;
}
