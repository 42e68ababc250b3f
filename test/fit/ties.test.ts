import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { parseTie } from "../../src/core/problem/ties.js";
import type { FitOptions, FitRow } from "../../src/core/types.js";
import { curveOf, geometric, lawCurve, lawOf } from "../support/curves.js";
import { describeCpuFits, describeEngines, type FitCurves } from "../support/engines.js";
import { expectWithin } from "../support/within.js";

const x = geometric(1, 1e4, 40);

interface Case {
  readonly name: string;
  readonly law: BnslParameters;
  readonly options: Partial<FitOptions>;
}

/** Laws that satisfy their ties: without noise they are what a fit must find. Few shapes: each is two kernels. */
const cases: readonly Case[] = [
  {
    name: "an exponent that turns into a constant (M3)",
    law: { a: 0, b: 20, c0: 0.7, c: [-0.7], d: [200], f: [1] },
    options: { breaks: [1], fixed: { a: 0, f1: 1 }, ties: { c1: "-c0" } },
  },
  {
    name: "exponents of both kinds and 1/f",
    law: { a: 0.1, b: 30, c0: 0.5, c: [0.25 + 1 / 0.4 - 2.25], d: [300], f: [0.4] },
    options: { breaks: [1], ties: { c1: "1/f1-2" } },
  },
  {
    name: "a ceiling that b hangs from",
    law: { a: 3, b: -3, c0: 0, c: [0.8], d: [50], f: [0.7] },
    options: { breaks: [1], objective: "linear", signB: "-", fixed: { c0: 0 }, ties: { a: "-b" } },
  },
  {
    name: "a rise from 0, far above the smallest y",
    law: { a: -3, b: 3, c0: 0, c: [-0.5], d: [50], f: [1] },
    options: { breaks: [1], objective: "linear", fixed: { c0: 0, f1: 1 }, ties: { a: "-b" } },
  },
  {
    name: "a ceiling, both signs of b tried",
    law: { a: 3, b: -3, c0: 0, c: [0.8], d: [50], f: [0.7] },
    options: { breaks: [1], objective: "linear", signB: "auto", fixed: { c0: 0 }, ties: { a: "-b" } },
  },
];

const moreCases: readonly Case[] = [
  {
    name: "a floor that is a share of b, both signs of b tried",
    law: { a: 1.5, b: 15, c0: 0.6, c: [-0.4], d: [100], f: [0.5] },
    options: { breaks: [1], objective: "linear", signB: "auto", ties: { a: "0.1*b" } },
  },
  {
    name: "two breaks that share all but the first one's c",
    law: { a: 0, b: 9, c0: 0.2, c: [0.5, -0.6], d: [50, 1500], f: [0.2, 0.2] },
    options: { breaks: [2], fixed: { a: 0 }, ties: { d2: "30*d1", f2: "f1", c2: "-3*c0" } },
  },
];

const numbersOf = (law: BnslParameters): Record<string, number> => ({
  a: law.a,
  b: law.b,
  c0: law.c0,
  ...Object.fromEntries(
    law.c.flatMap((_, i) => [
      [`c${i + 1}`, law.c[i]],
      [`d${i + 1}`, law.d[i]],
      [`f${i + 1}`, law.f[i]],
    ]),
  ),
});

function expectTied(row: FitRow, ties: FitOptions["ties"]): void {
  const numbers = numbersOf(lawOf(row));
  for (const [target, text] of Object.entries(ties)) {
    const { source, slope, offset, reciprocal } = parseTie(target, text);
    const wanted = (reciprocal ? slope / numbers[source] : slope * numbers[source]) + offset;
    expectWithin(numbers[target], wanted, 1e-12 * (1 + Math.abs(wanted)), `${target} of ${row.key.join()}`);
  }
}

async function expectFound(fit: FitCurves, { law, options }: Case): Promise<void> {
  const [row] = await fit([lawCurve(law, x)], { starts: 128, ...options });
  expectTied(row, options.ties!);
  expect(row.objective).toBeLessThan(1e-18);
  const [seen, wanted] = [numbersOf(lawOf(row)), numbersOf(law)];
  for (const [name, value] of Object.entries(wanted)) {
    expectWithin(seen[name], value, 1e-8 * (Math.abs(value) + 1e-2), name);
  }
}

describe("the laws of this test", () => {
  it.each([...cases, ...moreCases])("satisfy their ties: $name", ({ law, options }) => {
    expectTied({ ...law, status: 0, key: [] } as unknown as FitRow, options.ties!);
  });
});

describeCpuFits("both signs of b where a tie leaves one of them no value", (fit) => {
  const rising: Case = {
    name: "a ceiling under log, where a = −b ≥ 0 asks for b < 0",
    law: { a: 3, b: -3, c0: 0, c: [0.8], d: [50], f: [0.7] },
    options: { breaks: [1], signB: "auto", fixed: { c0: 0 }, ties: { a: "-b" } },
  };

  it("tries the other", () => expectFound(fit, rising));

  it("is refused where neither has any", async () => {
    const options = { ...rising.options, signB: "+" as const };
    await expect(fit([lawCurve(rising.law, x)], options)).rejects.toThrow("leaves b no value");
  });
});

describeEngines("fits with ties", (fit) => {
  it.each(cases)("find $name", (one) => expectFound(fit, one));

  it("does not fit what breaks the tie", async () => {
    for (const { law, options } of cases.slice(0, 3)) {
      const broken = { ...law, a: law.a + 0.3, c: law.c.map((c) => 1.3 * c) };
      const [row] = await fit([lawCurve(broken, x)], { starts: 128, ...options });
      expectTied(row, options.ties!);
      expect(row.objective).toBeGreaterThan(1e-9);
    }
  });

  it("ends, with noise, where the law in three parameters has its minimum (M3)", async () => {
    const { law, options } = cases[0];
    const curve = lawCurve(law, x, 0.05, 3);
    const [row] = await fit([curve], { starts: 128, ...options });
    const { gamma, c, beta, objective } = smallestM3(curve.x, curve.y);
    expectWithin(row.objective! / objective, 1, 1e-9, "objective");
    expectWithin(row.c0! / c, 1, 1e-5, "c");
    expectWithin(1 / row.d[0] / gamma, 1, 1e-5, "γ");
    expectWithin(row.b! / beta, 1, 1e-5, "β");
    // and the variance of the noise
    expect(freeOf(row, x.length)).toBe(3 + 1);
  });
});

describeCpuFits("more fits with ties", (fit) => {
  it.each(moreCases)("find $name", (one) => expectFound(fit, one));

  it("keeps a tied parameter in its bounds, and says which source stands on one", async () => {
    const curve = lawCurve({ a: 0, b: 9, c0: 0.4, c: [0.8], d: [100], f: [0.3] }, x);
    const options: Partial<FitOptions> = { breaks: [1], fixed: { a: 0 }, ties: { c1: "2*c0" }, starts: 128 };
    const [free] = await fit([curve], options);
    expect(free.c0).toBeCloseTo(0.4, 8);
    const [held] = await fit([curve], { ...options, bounds: { c: [-0.5, 0.5] } });
    expect([held.c0, held.c[0]]).toEqual([0.25, 0.5]);
    expect(held.atBound).toEqual(["c0"]);
    // the bound of f1 itself is 10; its tie leaves it 0.25
    const [sharp] = await fit([curve], { ...options, ties: { c1: "0.4/f1" }, bounds: { c: [-2, 0.7] } });
    expectTied(sharp, { c1: "0.4/f1" });
    expect(sharp.c[0]).toBeLessThanOrEqual(0.7 * (1 + 1e-12));
  });

  it("leaves breaks in the order that the ties speak of", async () => {
    // only the later break undoes c0, so it is the first one's slot that must hold it
    const curve = lawCurve({ a: 0, b: 9, c0: 0.6, c: [0.3, -0.6], d: [30, 1000], f: [0.2, 0.3] }, x);
    const options: Partial<FitOptions> = { breaks: [2], fixed: { a: 0 }, ties: { c0: "-c1" }, starts: 512 };
    const [row] = await fit([curve], options);
    expect(row.objective).toBeLessThan(1e-18);
    expectTied(row, options.ties!);
    expect(row.d[0]).toBeGreaterThan(row.d[1]);
  });
});

/** The parameters that the information criteria counted: AIC − N·ln F − 2k is the same for every k. */
function freeOf(row: FitRow, points: number): number {
  return Math.round((row.bic! - row.aic!) / (Math.log(points) - 2));
}

/** Least squares in ln y of β·(1/x + γ)^c: linear in ln β and c, γ by a grid that closes in. */
function smallestM3(x: ArrayLike<number>, y: ArrayLike<number>) {
  const logY = Array.from(y, Math.log);
  const at = (logGamma: number) => {
    const gamma = Math.exp(logGamma);
    const v = Array.from(x, (value) => Math.log(1 / value + gamma));
    const [meanV, meanY] = [v, logY].map((values) => values.reduce((sum, w) => sum + w, 0) / values.length);
    const c =
      v.reduce((sum, w, i) => sum + (w - meanV) * (logY[i] - meanY), 0) /
      v.reduce((sum, w) => sum + (w - meanV) ** 2, 0);
    const beta = Math.exp(meanY - c * meanV);
    const squares = v.map((w, i) => (logY[i] - meanY - c * (w - meanV)) ** 2);
    return { gamma, c, beta, objective: squares.reduce((sum, square) => sum + square, 0) / squares.length };
  };
  let [low, high] = [Math.log(1e-9), Math.log(10)];
  let best = at(low);
  for (let round = 0; round < 12; round++) {
    const width = (high - low) / 200;
    for (let i = 0; i <= 200; i++) {
      const candidate = at(low + i * width);
      if (candidate.objective < best.objective) best = candidate;
    }
    [low, high] = [Math.log(best.gamma) - 2 * width, Math.log(best.gamma) + 2 * width];
  }
  return best;
}

describe("smallestM3", () => {
  it("finds the law that made the points", () => {
    const y = x.map((v) => 20 * (1 / v + 0.005) ** 0.7);
    const { gamma, c, beta } = smallestM3(x, y);
    expectWithin(gamma, 0.005, 1e-9, "γ");
    expectWithin(c, 0.7, 1e-7, "c");
    expectWithin(beta, 20, 1e-5, "β");
    expect(bnsl(7, { a: 0, b: beta, c0: c, c: [-c], d: [1 / gamma], f: [1] })).toBeCloseTo(
      curveOf([7], [20 * (1 / 7 + 0.005) ** 0.7]).y[0],
      6,
    );
  });
});
