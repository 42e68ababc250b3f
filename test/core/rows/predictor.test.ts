import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { reportParameters } from "../../../src/core/forms/bnsl/report.js";
import { bnsl } from "../../../src/core/forms/evaluate.js";
import type { Form } from "../../../src/core/forms/form.js";
import { m4Form } from "../../../src/core/forms/m4/form.js";
import type { Problem } from "../../../src/core/problem/problem.js";
import { predictor } from "../../../src/core/rows/law.js";
import { Draw } from "../../support/random.js";
import { expectWithin } from "../../support/within.js";

const draw = new Draw(3);
const scaling = { centre: 7, shift: -1, scale: 25 };

describe("predictor", () => {
  it.each([0, 1, 2])("is the reported law, n = %d, for both signs of b", (breaks) => {
    for (const sign of [1, -1] as const) {
      const p = Float64Array.from([
        ...draw.list(2 + breaks, -1, 1),
        draw.between(0, 2),
        ...draw.list(2 * breaks, -2, 1),
      ]);
      const predict = predictor(bnslForm, { breaks, sign } as Problem, p, scaling);
      const law = reportParameters(p, breaks, sign, scaling);
      for (const x of [1, 50, 1e3, 1e6]) {
        const value = bnsl(x, law);
        expectWithin(predict(x), value, 1e-12 * (Math.abs(value) + 100), `at ${x}`);
      }
    }
  });

  it("gives the same number again, whatever was asked in between", () => {
    for (const [form, breaks, length] of [
      [bnslForm, 1, 6],
      [m4Form, 0, 5],
    ] as [Form, number, number][]) {
      const p = Float64Array.from(draw.list(length, 0.1, 0.9));
      const predict = predictor(form, { breaks, sign: 1 } as Problem, p, scaling);
      const first = predict(800);
      expect(Number.isFinite(first)).toBe(true);
      expect(predict(3)).not.toBe(first);
      expect(predict(800)).toBe(first);
    }
  });

  it("stays between ε∞ and ε0 for M4", () => {
    const p = Float64Array.of(0.3, 0.6, 0.2, Math.log(3), Math.log(1.7));
    const predict = predictor(m4Form, { breaks: 0, sign: 1 } as Problem, p, scaling);
    const values = [1e-30, 1, 1e3, 1e6, 1e30].map(predict);
    expect(values[0]).toBeCloseTo(3 * 25 - 1, 6);
    expect(values[4]).toBeCloseTo(0.2 * 25 - 1, 6);
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1]);
  });
});
