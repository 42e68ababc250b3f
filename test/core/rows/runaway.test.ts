import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { bnsl, type BnslParameters } from "../../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../../src/core/options.js";
import { planCurve, planProblem } from "../../../src/core/plan.js";
import { runsAway } from "../../../src/core/rows/claims.js";
import type { Objective } from "../../../src/core/types.js";
import { curveOf, geometric } from "../../support/curves.js";

const x = geometric(1, 100, 20);
const none = { c: [], d: [], f: [] };
const fall: BnslParameters = { a: 0, b: 5, c0: 0.5, ...none };

/** Of a law about points of its own (or of another one) under an objective, with an error of 1 %. */
function runs(law: BnslParameters, objective: Objective = "log", points = law): boolean {
  const curve = curveOf(
    x,
    x.map((v) => bnsl(v, points)),
  );
  const options = resolveOptions({ objective });
  const plan = planCurve(curve, 0, options);
  return runsAway(plan, planProblem(bnslForm, plan, law.c.length, 1, options), law, 1e-4);
}

describe("a fitted curve runs away", () => {
  it.each<[string, BnslParameters, Objective]>([
    ["turning up right behind data that fall", { ...fall, c: [-3], d: [110], f: [0.05] }, "log"],
    ["turning up far behind them", { ...fall, c: [-3], d: [300], f: [0.05] }, "log"],
    ["turning down behind data that rise", { ...fall, c0: -0.5, c: [3], d: [110], f: [0.05] }, "log"],
    ["turning up under linear", { ...fall, c: [-3], d: [110], f: [0.05] }, "linear"],
    ["falling off a cliff", { ...fall, c: [15], d: [110], f: [0.05] }, "log"],
    ["rising over a cliff", { ...fall, c0: -0.5, c: [-15], d: [110], f: [0.05] }, "linear"],
    ["leaving the numbers", { ...fall, a: 6, b: -5, c0: -0.01, c: [-15], d: [110], f: [0.05] }, "log"],
  ])("%s", (_, law, objective) => expect(runs(law, objective)).toBe(true));
});

describe("a fitted curve does not run away", () => {
  it.each<[string, BnslParameters, Objective]>([
    ["a power law", fall, "log"],
    ["a steep one", { ...fall, c0: 12 }, "log"],
    ["one that grows as a fourth power", { ...fall, c0: -4 }, "log"],
    ["the same under linear", { ...fall, c0: -4 }, "linear"],
    ["a floor", { ...fall, a: 1 }, "log"],
    ["a ceiling", { ...fall, a: 6, b: -5 }, "linear"],
    ["a straight line", { ...fall, a: 2, c0: -1 }, "linear"],
    ["a break inside the data", { ...fall, c: [2], d: [20], f: [0.2] }, "log"],
    ["a turn that the data have made themselves", { ...fall, c: [-1], d: [50], f: [0.05] }, "log"],
    ["data that turn in their middle", { ...fall, c: [-1], d: [10], f: [0.05] }, "log"],
    ["a constant", { ...fall, c0: 0 }, "log"],
  ])("%s", (_, law, objective) => expect(runs(law, objective)).toBe(false));

  it("with a turn that is within the noise", () => {
    const flat = { ...fall, c0: 0.001 };
    expect(runs({ ...flat, c: [-0.005], d: [110], f: [0.05] })).toBe(false);
  });

  it("where there is one x", () => {
    const curve = curveOf([5, 5, 5], [1, 2, 3]);
    const options = resolveOptions({});
    const plan = planCurve(curve, 0, options);
    expect(runsAway(plan, planProblem(bnslForm, plan, 0, 1, options), fall, 1)).toBe(false);
  });
});
