import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../../src/core/engine/cpuEngine.js";
import { inlineExecutor } from "../../../src/core/engine/tasks.js";
import { recencyWeights } from "../../../src/core/extrapolate/extrapolate.js";
import { fitCurves } from "../../../src/core/fit.js";
import { bnsl, type BnslParameters } from "../../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../../src/core/options.js";
import { Status } from "../../../src/core/status.js";
import type { Curve, FitRow } from "../../../src/core/types.js";
import { curveOf, geometric, lawCurve, lawOf } from "../../support/curves.js";

const engine = new CpuEngine(inlineExecutor);

interface Asked {
  readonly groups?: readonly string[];
  readonly seed?: number;
}

async function fit(curves: readonly Curve[], { groups, seed = 0 }: Asked = {}): Promise<FitRow[]> {
  const options = resolveOptions({ protocol: "extrapolate", starts: 16, seed });
  const rows: FitRow[] = [];
  const context = { engine, executor: inlineExecutor, ...(groups ? { groups } : {}) };
  for await (const window of fitCurves(curves, options, context)) rows.push(...window);
  return rows;
}

const EXPONENT = 0.45;
const SHARE = 0.6;
const X = geometric(1e3, 6e4, 20);
const FAR = 5e5;

/** A law of the protocol's kind whose asymptote is 0.6 of its smallest y on X. */
function law(scale: number, breakAt: number): BnslParameters {
  const flat = { a: 0, b: scale, c0: 0, c: [EXPONENT], d: [breakAt], f: [0.5] };
  const least = bnsl(X[X.length - 1], flat);
  return { ...flat, a: (SHARE / (1 - SHARE)) * least };
}

const LAWS = Array.from({ length: 9 }, (_, i) => law(0.2 + 0.1 * i, 2e3 + 500 * i));
const noisy = (seed: number) => LAWS.map((one, i) => lawCurve(one, X, 0.005, seed + i, `curve ${i}`));
const CURVES = noisy(11);
const together = CURVES.map(() => "one");
const apart = CURVES.map((_, i) => `group ${i}`);

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean distance from the truth's shape, and of ln ŷ from the truth at a far x. */
function errors(curves: readonly Curve[], rows: readonly FitRow[]): Record<"share" | "exponent" | "far", number> {
  return {
    share: mean(rows.map((row, i) => Math.abs(row.a! / Math.min(...curves[i].y) - SHARE))),
    exponent: mean(rows.map((row) => Math.abs(row.c[0] - EXPONENT))),
    far: mean(rows.map((row, i) => Math.abs(Math.log(bnsl(FAR, lawOf(row)) / bnsl(FAR, LAWS[i]))))),
  };
}

/** Σ v (ln y − ln ŷ)²/Σ v. */
function misfit(of: BnslParameters, { x, y }: Curve): number {
  const v = recencyWeights(x, y);
  const squares = x.map((at, j) => v[j] * Math.log(y[j] / bnsl(at, of)) ** 2);
  return mean(Array.from(squares)) / mean(Array.from(v));
}

function shapeOf({ a, c, f }: BnslParameters, { y }: Curve): number[] {
  return [a / Math.min(...y), c[0], Math.log(f[0])];
}

const median = (values: readonly number[]) => [...values].sort((p, q) => p - q)[values.length >> 1];

/** All numbers of a row's law. */
const numbers = (row: FitRow): number[] => {
  const { a, b, c0, c, d, f } = lawOf(row);
  return [a, b, c0, ...c, ...d, ...f];
};

function expectSameLaw(seen: FitRow, wanted: FitRow, tolerance: number): void {
  const expected = numbers(wanted);
  numbers(seen).forEach((value, k) =>
    expect(Math.abs(value - expected[k])).toBeLessThanOrEqual(tolerance * (1e-3 + Math.abs(expected[k]))),
  );
}

describe("extrapolate", () => {
  it("is one row a curve: a break, flat before it, everything within the protocol's bounds", async () => {
    const rows = await fit(CURVES, { groups: together });
    expect(rows.map(({ key }) => key)).toEqual(CURVES.map(({ key }) => key));
    rows.forEach((row, i) => {
      expect(row).toMatchObject({ nBreaks: 1, selected: true, c0: 0, aic: null, aicc: null, bic: null });
      expect(row.starts).toBe(16);
      const { a, c, d, f } = lawOf(row);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(a).toBeLessThanOrEqual(Math.min(...CURVES[i].y));
      expect(c[0]).toBeGreaterThanOrEqual(0);
      expect(c[0]).toBeLessThanOrEqual(1);
      expect(d[0]).toBeGreaterThanOrEqual(X[0]);
      expect(d[0]).toBeLessThanOrEqual(X[X.length - 1]);
      expect(f[0]).toBeGreaterThanOrEqual(0.1);
      expect(f[0]).toBeLessThanOrEqual(5);
    });
  });

  it.each([11, 111, 211])("brings curves of one shape nearer to it than each alone comes, draw %d", async (seed) => {
    const curves = noisy(seed);
    const [pooled, alone] = [
      errors(curves, await fit(curves, { groups: together })),
      errors(curves, await fit(curves, { groups: apart })),
    ];
    expect(pooled.share).toBeLessThan(0.7 * alone.share);
    expect(pooled.exponent).toBeLessThan(0.7 * alone.exponent);
    expect(pooled.far).toBeLessThan(0.7 * alone.far);
  });

  it("minimises what docs/BENCHMARK.md writes down, in the units of the table", async () => {
    const wide = CURVES.map((curve, i) => ({ ...curve, y: curve.y.map((y) => y * 10 ** (i - 4)) }));
    const alone = await fit(wide, { groups: apart });
    const shapes = alone.map((row, i) => shapeOf(lawOf(row), wide[i]));
    const parts = [0, 1, 2].map((part) => shapes.map((shape) => shape[part]));
    const centre = parts.map(median);
    const spread = parts.map((values, k) =>
      Math.max(1.4826 * median(values.map((v) => Math.abs(v - centre[k]))), [0.05, 0.05, 0.2][k]),
    );
    const rows = await fit(wide, { groups: together });
    rows.forEach((row, i) => {
      const count = X.length;
      const noise = Math.max(1e-7, (alone[i].objective! * count) / (count - 6));
      const total = (of: BnslParameters) =>
        misfit(of, wide[i]) +
        shapeOf(of, wide[i]).reduce(
          (sum, part, k) => sum + ((5 * noise) / count) * ((part - centre[k]) / spread[k]) ** 2,
          0,
        );
      const law = lawOf(row);
      // a row reports the residuals' mean alone
      expect(row.objective! / misfit(law, wide[i])).toBeCloseTo(1, 8);
      expect(alone[i].objective! / misfit(lawOf(alone[i]), wide[i])).toBeCloseTo(1, 8);
      // and no neighbour is lower
      for (const by of [0.999, 1.001]) {
        expect(total({ ...law, a: law.a * by })).toBeGreaterThan(total(law));
        expect(total({ ...law, b: law.b * by })).toBeGreaterThan(total(law));
        expect(total({ ...law, c: [law.c[0] * by] })).toBeGreaterThan(total(law));
        expect(total({ ...law, f: [law.f[0] * by] })).toBeGreaterThan(total(law));
      }
    });
  });

  it("takes all curves for one group where none are told", async () => {
    expect(await fit(CURVES.slice(0, 3))).toEqual(await fit(CURVES.slice(0, 3), { groups: ["", "", ""] }));
  });

  it("leaves a group of two to itself, and one of three not", async () => {
    const three = CURVES.slice(0, 3);
    const alone = await fit(three, { groups: ["p", "q", "r"] });
    expect(await fit(three, { groups: ["p", "p", "r"] })).toEqual(alone);
    const pooled = await fit(three, { groups: ["p", "p", "p"] });
    pooled.forEach((row, i) => expect(row.c).not.toEqual(alone[i].c));
  });

  it("asks of groups only who is together", async () => {
    const groups = CURVES.slice(0, 6).map((_, i) => (i % 2 ? "NMT" : "IC"));
    const renamed = groups.map((name) => (name === "IC" ? "a longer name" : ""));
    expect(await fit(CURVES.slice(0, 6), { groups: renamed })).toEqual(await fit(CURVES.slice(0, 6), { groups }));
  });

  it("does not hang on the order of curves", async () => {
    const rows = await fit(CURVES.slice(0, 5));
    const turned = await fit(CURVES.slice(0, 5).reverse());
    expect([...turned].reverse()).toEqual(rows);
  });

  it("repeats itself by its seed", async () => {
    const three = CURVES.slice(0, 3);
    expect(await fit(three, { seed: 4 })).toEqual(await fit(three, { seed: 4 }));
    const other = await fit(three, { seed: 5 });
    expect(other.map((row) => row.iterations)).not.toEqual(
      (await fit(three, { seed: 4 })).map((row) => row.iterations),
    );
  });

  it("predicts the same of a curve in other units, but for rounding", async () => {
    const five = CURVES.slice(0, 5);
    const scaled = five.map((curve, i) => ({
      ...curve,
      x: curve.x.map((x) => x * 1e6),
      y: i === 2 ? curve.y.map((y) => y * 1e-3) : curve.y,
    }));
    const [before, after] = [await fit(five), await fit(scaled)];
    before.forEach((row, i) => {
      const unit = i === 2 ? 1e-3 : 1;
      for (const x of [X[0], X[7], FAR]) {
        expect(bnsl(x * 1e6, lawOf(after[i])) / unit / bnsl(x, lawOf(row))).toBeCloseTo(1, 6);
      }
    });
  });

  it("gives a curve of too few points its row with its status, and leaves the others alone", async () => {
    const three = CURVES.slice(0, 3);
    const wanted = await fit(three);
    const short = curveOf([1, 2, 3], [3, 2, 1], { key: ["short"] });
    const held = { ...CURVES[3], train: new Uint8Array(X.length), key: ["no training rows"] };
    const rows = await fit([three[0], short, ...three.slice(1), held]);
    expect(rows[1]).toMatchObject({
      key: ["short"],
      status: Status.TooFewPoints,
      selected: false,
      nTrain: 3,
      starts: 0,
      a: null,
      objective: null,
    });
    expect(rows[4]).toMatchObject({
      key: ["no training rows"],
      status: Status.TooFewPoints,
      selected: false,
    });
    expect([rows[0], rows[2], rows[3]]).toEqual(wanted);
  });

  it("never looks at test rows", async () => {
    const withTest = CURVES.slice(0, 3).map((curve) => ({
      ...curve,
      x: Float64Array.from([...curve.x, 1e6]),
      y: Float64Array.from([...curve.y, 123]),
      weight: Float64Array.from([...curve.weight, 1]),
      train: Uint8Array.from([...curve.train, 0]),
    }));
    const [rows, seen] = [await fit(CURVES.slice(0, 3)), await fit(withTest)];
    seen.forEach((row, i) => expect(numbers(row)).toEqual(numbers(rows[i])));
    expect(seen.every(({ nTest, rmsleTest }) => nTest === 1 && rmsleTest! > 1)).toBe(true);
  });

  it("counts a weight column beside its own", async () => {
    const three = CURVES.slice(0, 3);
    const tilted = three.map((curve) => ({ ...curve, weight: curve.x.map((x) => x ** -1) }));
    const [plain, other] = [await fit(three), await fit(tilted)];
    other.forEach((row, i) => expect(row.c).not.toEqual(plain[i].c));
    const doubled = await fit(three.map((curve) => ({ ...curve, weight: curve.weight.map(() => 2) })));
    doubled.forEach((row, i) => expectSameLaw(row, plain[i], 1e-6));
  });
});
