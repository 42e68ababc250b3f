import { describe, expect, it } from "vitest";
import { excessLogit } from "../../../../src/core/forms/m4/form.js";
import { sigmoid } from "../../../../src/core/forms/softplus.js";
import { expectWithin } from "../../../support/within.js";

/** below this a double loses digits */
const UNDERFLOW = 1e-300;

/** ln w − α·ln(1 − w) at logit v, written another way than in the solver. */
function excess(v: number, alpha: number): number {
  const logShare = v > 0 ? -Math.log1p(Math.exp(-v)) : v - Math.log1p(Math.exp(v));
  const logRest = v > 0 ? -v - Math.log1p(Math.exp(-v)) : -Math.log1p(Math.exp(v));
  return logShare - alpha * logRest;
}

/** The root by halving, to the last bit: both sides of it are neighbours. */
function bisected(t: number, alpha: number): number {
  let low = -1000;
  let high = 1000;
  if (excess(high, alpha) < t) return high;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (excess(middle, alpha) < t) low = middle;
    else high = middle;
  }
}

const alphas = [1e-6, 1e-4, 0.03, 0.3, 0.9, 1, 1.1, 3, 30, 1e3];
const targets = Array.from({ length: 141 }, (_, i) => -700 + 10 * i).concat(
  [1e-12, 1e-6, 1e-3, 0.01, 0.1, 0.5, 1, 2, 3, 5, 7].flatMap((t) => [t, -t]),
);

describe("excessLogit", () => {
  it.each(alphas)("is the root that bisection finds, in w and in 1 − w, α = %d", (alpha) => {
    let compared = 0;
    for (const t of targets) {
      const [seen, wanted] = [excessLogit(t, alpha), bisected(t, alpha)];
      for (const side of [1, -1]) {
        const share = sigmoid(side * wanted);
        if (share < UNDERFLOW) continue;
        expectWithin(sigmoid(side * seen) / share, 1, 1e-12, `T = ${t}, side ${side}`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(targets.length);
  });

  it("is T itself without α's share of it, and T/α beyond: its asymptotes", () => {
    expect(excessLogit(-300, 7)).toBeCloseTo(-300, 9);
    expect(excessLogit(300, 7) / (300 / 7)).toBeCloseTo(1, 12);
    for (const t of [-20, -1, 0, 2, 50]) expectWithin(excessLogit(t, 1), t, 1e-14 * (1 + Math.abs(t)), "α = 1");
  });

  it("rises with T, falls with α where more of the excess is left than gone", () => {
    for (const alpha of alphas) {
      const roots = [-30, -3, -0.1, 0, 0.1, 3, 30].map((t) => excessLogit(t, alpha));
      for (let i = 1; i < roots.length; i++) expect(roots[i]).toBeGreaterThan(roots[i - 1]);
    }
    const roots = alphas.map((alpha) => excessLogit(1, alpha));
    for (let i = 1; i < roots.length; i++) expect(roots[i]).toBeLessThan(roots[i - 1]);
  });

  it("passes on what is no number", () => expect(excessLogit(NaN, 1)).toBeNaN());
});
