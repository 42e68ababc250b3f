import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { MODEL_NAMES } from "../../src/core/forms/forms.js";
import { resolveOptions } from "../../src/core/options.js";
import { planCurve, planProblem } from "../../src/core/plan.js";
import { seedKey } from "../../src/core/random/philox.js";
import { predictor } from "../../src/core/rows/law.js";
import { drawStart } from "../../src/core/solver/starts.js";
import { FORM_NAMES, resolveForms, SUITE_FORMS } from "../../src/suite/forms.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { equations } from "../support/equations.js";
import { expectWithin } from "../support/within.js";

describe("resolveForms", () => {
  it("knows every name, in any case and order", () => {
    expect(FORM_NAMES).toEqual(["m1", "m2", "m3", "m4", "henighan", "bnsl"]);
    expect(resolveForms(FORM_NAMES)).toEqual(FORM_NAMES);
    expect(resolveForms(["BNSL", "M4", "Henighan"])).toEqual(["bnsl", "m4", "henighan"]);
    for (const name of FORM_NAMES) expect(resolveForms([name])).toEqual([name]);
  });

  it.each([
    [[], "name at least one form: there are m1, m2, m3, m4, henighan, bnsl"],
    [["m1", "m5"], 'there is no form "m5": there are m1, m2, m3, m4, henighan, bnsl'],
    [["M1x"], 'there is no form "M1x": there are'],
    [[""], 'there is no form "": there are'],
    [["constructor"], 'there is no form "constructor"'],
    [["m1", "m2", "M1"], "the form m1 is named twice"],
  ])("refuses %j", (names, message) => {
    const resolve = () => resolveForms(names);
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(message);
  });
});

describe.each(SUITE_FORMS)("the form $name", (form) => {
  const { name, equation, source, model, breaks, options } = form;
  const resolved = resolveOptions({ ...options, breaks: [breaks] });
  const plan = planCurve(lawCurve(clearLaws[0], geometric(1e3, 1e7, 20), 0.01), 0, resolved);
  const problem = planProblem(model, plan, breaks, 1, resolved);

  it("says what it is and runs as a model that the shaders have", () => {
    expect(equation).toMatch(/^y = |^\(y − /);
    expect(source).toMatch(/ (19|20)\d\d$/);
    expect(MODEL_NAMES).toContain(model.name);
  });

  it("has a name of its own for every free parameter, and reports it", () => {
    const names = model.names(breaks).map((known) => form.own[known] ?? known);
    const free = names.filter((_, k) => problem.lo[k] < problem.hi[k]);
    const p = new Float64Array(problem.lo.length);
    const reported = form.params(model.report(p, breaks, 1, plan.scaling));
    // beside a β that may leave the range of a double stands its logarithm
    const logarithms = ["m3", "m4"].includes(form.name) ? ["ln_beta"] : [];
    expect([...free, ...logarithms].sort()).toEqual(Object.keys(reported).sort());
  });

  it("reports parameters that give its model's values by its own equation", () => {
    const p = new Float64Array(problem.lo.length);
    let compared = 0;
    for (let start = 0; start < 200; start++) {
      drawStart(model, problem, { hash: 3, randomStarts: 1e6, parents: [] }, seedKey(0), start, p);
      const reported = form.params(model.report(p, breaks, 1, plan.scaling));
      const predict = predictor(model, problem, p, plan.scaling);
      for (const x of [1e3, 5e4, 1e7, 3e8]) {
        const gap = equations[name](x, predict(x), reported);
        if (gap === null) continue;
        expectWithin(gap.difference, 0, 1e-11 * gap.size, `${name}, start ${start}, x = ${x}`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describe("the bounds of M3", () => {
  it("hold M1 at one end, a constant at the other", () => {
    const { options } = SUITE_FORMS.find(({ name }) => name === "m3")!;
    const [low, high] = options.bounds!.d1;
    const at = (x: number, d: number) => (1 / x + 1 / d) ** 0.5 * Math.min(d, 1) ** 0.5;
    expect(at(100, high) / at(1e8, high)).toBeCloseTo(1e3, 6);
    expect(at(100, low) / at(1e8, low)).toBeCloseTo(1, 12);
  });
});
