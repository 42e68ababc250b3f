import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/models/evaluate.js";
import type { FitOptions, FitRow } from "../../src/types.js";
import { curveOf } from "../support/curves.js";
import { describeEngines } from "../support/engines.js";
import { Draw } from "../support/random.js";
import { sharedData } from "../support/sharedData.js";

/*
 * NIST's nonlinear regression sets that are broken laws with some parameters fixed, and made-up sets of the same form
 * for machines without them. Plain squared error; certified values have 11 digits.
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

const powerOf = (row: FitRow) => [row.b!, -row.c0!];
const saturatingOf = (row: FitRow) => [row.b! * row.d[0], 1 / row.d[0]];

describeEngines("NIST StRD", (fit) => {
  for (const [name, options, parametersOf] of [
    ["DanWood", power, powerOf],
    ["Misra1d", saturating, saturatingOf],
  ] as const) {
    const file = sharedData(`nist-strd/${name}.dat`);
    if (file === null) continue;
    it(`${name}: 8 digits of the certified parameters and residual sum of squares`, async () => {
      const { x, y, certified, rss } = readNist(file);
      const [row] = await fit([curveOf(x, y)], options);
      parametersOf(row).forEach((value, i) => expect(digits(value, certified[i])).toBeGreaterThan(8));
      expect(digits(row.objective! * x.length, rss)).toBeGreaterThan(8);
      expect(row.atBound).toEqual([]);
    });
  }

  it("power law, made up: where Gauss–Newton on the law itself ends", async () => {
    const draw = new Draw(21);
    const x = draw.list(8, 1, 2);
    const y = x.map((v) => 0.7 * v ** 3.9 + 0.05 * draw.normal());
    const [row] = await fit([curveOf(x, y)], power);
    const wanted = gaussNewton(x, y, [0.7, 3.9], ([p, q], v) => [
      p * v ** q,
      v ** q,
      p * v ** q * Math.log(v),
    ]);
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
