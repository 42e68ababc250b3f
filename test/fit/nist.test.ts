import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import type { FitOptions, FitRow } from "../../src/core/types.js";
import { curveOf } from "../support/curves.js";
import { describeCpuFits, describeEngines } from "../support/engines.js";
import { Draw } from "../support/random.js";
import { sharedData } from "../support/sharedData.js";

/*
 * NIST's nonlinear regression sets that are broken laws with some parameters fixed or tied (docs/FORMS.md), and made-up sets of the
 * same form for machines without them. Plain squared error; certified values have 11 digits.
 */

interface Set {
  x: number[];
  y: number[];
  /** b1, b2, … as certified, and the residual sum of squares */
  certified: number[];
  rss: number;
}

/** y = b1·x^b2 */
const power: Partial<FitOptions> = { breaks: [0], objective: "linear", fixed: { a: 0 } };
/** y = b1·b2·x/(1 + b2·x): b = b1·b2, d = 1/b2 */
const saturating: Partial<FitOptions> = {
  breaks: [1],
  objective: "linear",
  fixed: { a: 0, c0: -1, c1: 1, f1: 1 },
  starts: 64,
};

/** y = b1/(1 + exp(b2 − b3·x)) over X = eˣ: 1/f = b3, c1 = −c0 = b3, d = e^(b2/b3), b = b1·e^(−b2) */
const logistic: Partial<FitOptions> = {
  breaks: [1],
  objective: "linear",
  fixed: { a: 0 },
  ties: { c0: "-1/f1", c1: "1/f1" },
  bounds: { f: [0.01, 1000], d: [1, 1e40] },
  starts: 256,
};
/** y = b1/(1 + exp(b2 − b3·x))^(1/b4) over X = eˣ: 1/f = b3, c1 = −c0 = b3/b4, d = e^(b2/b3), b = b1·e^(−b2/b4) */
const richards: Partial<FitOptions> = { ...logistic, ties: { c1: "-c0" } };
/** y = b1·(1 − (1 + x/d)^(−c1)), Misra1b with c1 = 2 and d = 2/b2, Misra1c with c1 = 1/2 and d = 1/(2·b2) */
const hanging = (c1: number): Partial<FitOptions> => ({
  breaks: [1],
  objective: "linear",
  signB: "-",
  fixed: { c0: 0, c1, f1: 1 },
  ties: { a: "-b" },
  bounds: { d: [1, 1e6] },
  starts: 64,
});

const powerOf = (row: FitRow) => [row.b!, -row.c0!];
const saturatingOf = (row: FitRow) => [row.b! * row.d[0], 1 / row.d[0]];
const logisticOf = (row: FitRow) => richardsOf(row).slice(0, 3);
const richardsOf = ({ b, c, d, f }: FitRow) => [b! * d[0] ** c[0], Math.log(d[0]) / f[0], 1 / f[0], 1 / (c[0] * f[0])];
const hangingOf = (row: FitRow) => [row.a!, (row.c[0] === 2 ? 2 : 0.5) / row.d[0]];

/** A formula of NIST's as a law with ties, and parameters that are not NIST's. */
interface Mapping {
  readonly name: string;
  readonly formula: (x: number, b: readonly number[]) => number;
  readonly made: readonly number[];
  readonly x: readonly number[];
  /** what the law is fitted over */
  readonly over: (x: number) => number;
  readonly options: Partial<FitOptions>;
  readonly parametersOf: (row: FitRow) => number[];
}

const itself = (x: number) => x;
const mappings: readonly Mapping[] = [
  {
    name: "Misra1b",
    formula: (x, [p, q]) => p * (1 - (1 + (q * x) / 2) ** -2),
    made: [310, 5e-4],
    x: Array.from({ length: 14 }, (_, i) => 60 + 55 * i),
    over: itself,
    options: hanging(2),
    parametersOf: hangingOf,
  },
  {
    name: "Misra1c",
    formula: (x, [p, q]) => p * (1 - (1 + 2 * q * x) ** -0.5),
    made: [540, 3e-4],
    x: Array.from({ length: 14 }, (_, i) => 60 + 55 * i),
    over: itself,
    options: hanging(0.5),
    parametersOf: hangingOf,
  },
  {
    name: "Rat42",
    formula: (x, [p, q, r]) => p / (1 + Math.exp(q - r * x)),
    made: [90, 3.1, 0.08],
    x: Array.from({ length: 12 }, (_, i) => 5 + 7 * i),
    over: Math.exp,
    options: logistic,
    parametersOf: logisticOf,
  },
  {
    name: "Rat43",
    formula: (x, [p, q, r, s]) => p / (1 + Math.exp(q - r * x)) ** (1 / s),
    made: [650, 4.5, 0.8, 1.4],
    x: Array.from({ length: 15 }, (_, i) => 1 + i),
    over: Math.exp,
    options: richards,
    parametersOf: richardsOf,
  },
];

const madeCurve = ({ formula, made, x, over }: Mapping, change: (y: number) => number = itself) =>
  curveOf(
    x.map(over),
    x.map((v) => change(formula(v, made))),
  );

describeEngines("NIST StRD", (fit) => {
  for (const [name, options, parametersOf] of [
    ["DanWood", power, powerOf],
    ["Misra1d", saturating, saturatingOf],
    ["Rat42", logistic, logisticOf],
  ] as const) {
    const file = sharedData(`nist-strd/${name}.dat`);
    if (file === null) continue;
    it(`${name}: 8 digits of the certified parameters and residual sum of squares`, async () => {
      const { x, y, certified, rss } = readNist(file);
      const over = options === logistic ? x.map(Math.exp) : x;
      const [row] = await fit([curveOf(over, y)], options);
      parametersOf(row).forEach((value, i) => expect(digits(value, certified[i])).toBeGreaterThan(8));
      expect(digits(row.objective! * x.length, rss)).toBeGreaterThan(8);
      expect(row.atBound).toEqual([]);
    });
  }

  it.each(mappings)("$name, made up without noise: its parameters come back", async (mapping) => {
    const [row] = await fit([madeCurve(mapping)], mapping.options);
    mapping.parametersOf(row).forEach((value, i) => expect(digits(value, mapping.made[i])).toBeGreaterThan(8));
    expect(row.objective).toBeLessThan(1e-18);
    expect(row.atBound).toEqual([]);
  });

  it("power law, made up: where Gauss–Newton on the law itself ends", async () => {
    const draw = new Draw(21);
    const x = draw.list(8, 1, 2);
    const y = x.map((v) => 0.7 * v ** 3.9 + 0.05 * draw.normal());
    const [row] = await fit([curveOf(x, y)], power);
    const wanted = gaussNewton(x, y, [0.7, 3.9], ([p, q], v) => [p * v ** q, v ** q, p * v ** q * Math.log(v)]);
    powerOf(row).forEach((value, i) => expect(digits(value, wanted[i])).toBeGreaterThan(8));
  });

  it("saturating law, made up: where Gauss–Newton on the law itself ends", async () => {
    const draw = new Draw(22);
    const x = draw.list(14, 80, 800);
    const law = (p: number, q: number, v: number) => (p * q * v) / (1 + q * v);
    const y = x.map((v) => law(400, 3e-4, v) + 0.05 * draw.normal());
    const [row] = await fit([curveOf(x, y)], saturating);
    const wanted = gaussNewton(x, y, [400, 3e-4], ([p, q], v) => [
      law(p, q, v),
      law(1, q, v),
      (p * v) / (1 + q * v) ** 2,
    ]);
    saturatingOf(row).forEach((value, i) => expect(digits(value, wanted[i])).toBeGreaterThan(8));
  });
});

describeCpuFits("NIST's formulas with another asymptote", (fit) => {
  it.each(mappings)("$name: no tied law fits them, the law without ties does", async (mapping) => {
    const curve = madeCurve(mapping, (y) => y + 5);
    const [tied] = await fit([curve], mapping.options);
    expect(tied.objective).toBeGreaterThan(1e-4);
    const others = Object.entries(mapping.options.fixed!).filter(([name]) => name !== "a");
    const fixed = Object.fromEntries(others);
    const [free] = await fit([curve], { ...mapping.options, fixed, ties: {} });
    expect(free.objective).toBeLessThan(1e-12);
  });
});

describe("a logistic curve is a broken law over X = eˣ", () => {
  const asLaw = ([p, q, r]: readonly number[]): BnslParameters => ({
    a: 0,
    b: p * Math.exp(-q),
    c0: -r,
    c: [r],
    d: [Math.exp(q / r)],
    f: [1 / r],
  });

  it("has the logistic's values", () => {
    for (const x of [-5, 0, 9, 40, 79]) {
      const logistic = 72 / (1 + Math.exp(2.6 - 0.067 * x));
      expect(digits(bnsl(Math.exp(x), asLaw([72, 2.6, 0.067])), logistic)).toBeGreaterThan(12);
    }
  });

  const file = sharedData("nist-strd/Rat42.dat");
  if (file !== null) {
    it("Rat42: the certified residual sum of squares at the certified values", () => {
      const { x, y, certified, rss } = readNist(file);
      const law = asLaw(certified);
      const sum = x.reduce((total, v, i) => total + (y[i] - bnsl(Math.exp(v), law)) ** 2, 0);
      expect(digits(sum, rss)).toBeGreaterThan(9);
    });
  }
});

function digits(value: number, wanted: number): number {
  return -Math.log10(Math.abs(value / wanted - 1) + 1e-17);
}

function readNist(file: string): Set {
  const text = readFileSync(file, "utf8");
  const certified = [...text.matchAll(/^\s*b\d+ =\s+\S+\s+\S+\s+(\S+)/gm)].map((line) => Number(line[1]));
  const rss = Number(/Residual Sum of Squares:\s+(\S+)/.exec(text)![1]);
  const data = text.slice(text.lastIndexOf("Data:")).split("\n").slice(1);
  const rows = data.map((line) => line.trim().split(/\s+/).map(Number)).filter((row) => row.length === 2);
  expect(rows.length, "the file's data").toBeGreaterThan(5);
  return { x: rows.map(([, x]) => x), y: rows.map(([y]) => y), certified, rss };
}

/** Least squares in two parameters by Gauss–Newton from nearby; `law` gives value and both derivatives. */
function gaussNewton(
  x: readonly number[],
  y: readonly number[],
  start: readonly number[],
  law: (p: readonly number[], x: number) => readonly number[],
): number[] {
  let [p, q] = start;
  for (let i = 0; i < 50; i++) {
    let [pp, pq, qq, pr, qr] = [0, 0, 0, 0, 0];
    x.forEach((v, j) => {
      const [value, dp, dq] = law([p, q], v);
      const rest = y[j] - value;
      pp += dp * dp;
      pq += dp * dq;
      qq += dq * dq;
      pr += dp * rest;
      qr += dq * rest;
    });
    const determinant = pp * qq - pq * pq;
    p += (pr * qq - qr * pq) / determinant;
    q += (pp * qr - pq * pr) / determinant;
  }
  return [p, q];
}
