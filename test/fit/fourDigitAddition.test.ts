import { expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { curveOf, lawOf } from "../support/curves.js";
import { describeEngines } from "../support/engines.js";
import { expectWithin } from "../support/within.js";

/** The noiseless 4-digit-addition simulation of Caballero et al.: the break lies beyond the points that are fitted. */
const truth = {
  a: 0.41388453071629455,
  b: 2.2772722897737556,
  c0: 0.055077348404973955,
  c: [5.662903816010331],
  d: [612.5836172918001],
  f: [0.059193036393742314],
};

describeEngines("the 4-digit-addition simulation", (fit) => {
  it("is recovered to 6 digits in every parameter from x = 1 … 404", async () => {
    const x = Array.from({ length: 404 }, (_, i) => i + 1);
    const curve = curveOf(
      x,
      x.map((v) => bnsl(v, truth)),
    );
    // Few starts reach this basin: about one in five hundred.
    const [row] = await fit([curve], { breaks: [1], starts: 1024 });
    const six = (seen: number, wanted: number, name: string) => expectWithin(seen / wanted, 1, 1e-6, name);
    six(row.a!, truth.a, "a");
    six(row.b!, truth.b, "b");
    six(row.c0!, truth.c0, "c0");
    six(row.c[0], truth.c[0], "c1");
    six(row.d[0], truth.d[0], "d1");
    six(row.f[0], truth.f[0], "f1");
    expect(row.objective).toBeLessThan(1e-28);
    expect(row.atBound).toEqual([]);
    // what is extrapolated, past the break, is the truth
    for (const v of [500, 700, 1000]) expectWithin(bnsl(v, lawOf(row)) / bnsl(v, truth), 1, 1e-6, `y at ${v}`);
  });
});
