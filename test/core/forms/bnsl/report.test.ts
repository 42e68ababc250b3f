import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../../src/core/forms/bnsl/form.js";
import { namedParameters, reportParameters } from "../../../../src/core/forms/bnsl/report.js";
import { bnsl } from "../../../../src/core/forms/evaluate.js";
import type { Scaling } from "../../../../src/core/problem/scaling.js";
import { Draw } from "../../../support/random.js";
import { evaluateAt } from "../../../support/evaluate.js";
import { expectWithin } from "../../../support/within.js";

const draw = new Draw(12);

function randomFit(breaks: number): { p: Float64Array; sign: 1 | -1; scaling: Scaling } {
  const p = Float64Array.from([
    ...draw.list(2 + breaks, -1, 1),
    draw.between(0, 2),
    ...draw.list(breaks, -3, 3),
    ...draw.list(breaks, -2, 1),
  ]);
  const scaling = {
    centre: draw.between(-5, 25),
    shift: draw.between(-1, 1),
    scale: 10 ** draw.between(-3, 3),
  };
  return { p, sign: draw.next() < 0.5 ? 1 : -1, scaling };
}

describe("reportParameters", () => {
  it.each([0, 1, 2, 3])("are the law in the units of the data, n = %d", (breaks) => {
    for (let i = 0; i < 30; i++) {
      const { p, sign, scaling } = randomFit(breaks);
      const law = reportParameters(p, breaks, sign, scaling);
      const u = draw.between(-3, 3);
      const scaled = evaluateAt({ breaks, u, sign, p }).value * scaling.scale + scaling.shift;
      const size = Math.abs(law.a) + Math.abs(scaled) + 1e-3;
      // b carries x^c0 with |ln x| up to 28
      expectWithin(bnsl(Math.exp(u + scaling.centre), law), scaled, 1e-12 * size, `n = ${breaks}`);
      expect(Math.sign(law.b)).toBe(sign);
    }
  });
});

describe("namedParameters", () => {
  it("names a, b, c0, then each break's c, d and f, as the form's report does", () => {
    const { p, sign, scaling } = randomFit(2);
    const law = reportParameters(p, 2, sign, scaling);
    const named = namedParameters(law);
    expect(Object.keys(named)).toEqual(["a", "b", "c0", "c1", "d1", "f1", "c2", "d2", "f2"]);
    expect(Object.values(named)).toEqual([
      law.a,
      law.b,
      law.c0,
      law.c[0],
      law.d[0],
      law.f[0],
      law.c[1],
      law.d[1],
      law.f[1],
    ]);
    const { ln_b, ...rest } = bnslForm.report(p, 2, sign, scaling);
    expect(rest).toEqual(named);
    expect(ln_b).toBeCloseTo(Math.log(Math.abs(law.b)), 12);
  });

  it("names the internal parameters in their own order with the same names", () => {
    const names = ["b", "c0", "c1", "c2", "a", "d1", "d2", "f1", "f2"];
    expect(bnslForm.names(2)).toEqual(names);
    expect([...names].sort()).toEqual(
      Object.keys(namedParameters({ a: 0, b: 1, c0: 0, c: [1, 2], d: [1, 2], f: [1, 2] })).sort(),
    );
  });
});
