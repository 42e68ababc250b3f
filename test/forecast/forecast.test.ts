import { describe, expect, it } from "vitest";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { median } from "../../src/core/statistics/quantile.js";
import type { Curve } from "../../src/core/types.js";
import { forecastCurves, type ForecastRequest } from "../../src/forecast/forecast.js";
import type { ForecastRow } from "../../src/forecast/types.js";
import { curveOf, geometric, lawCurve } from "../support/curves.js";
import { cpuEngine } from "../support/eachEngine.js";
import { Draw } from "../support/random.js";

const law: BnslParameters = { a: 0.1, b: 6, c0: 0.3, c: [], d: [], f: [] };
const x = geometric(1e3, 1e6, 30);

function forecast(curves: readonly Curve[], asked: Partial<ForecastRequest>): Promise<ForecastRow[]> {
  const request: ForecastRequest = {
    groups: curves.map(() => ""),
    starts: 24,
    seed: 0,
    points: curves.map(() => []),
    levels: [0.8],
    targets: [],
    of: "run",
    within: 1000,
    ...asked,
  };
  return forecastCurves(curves, request, { engine: cpuEngine(), executor: inlineExecutor });
}

const at = (x: number) => [{ x, y: null }];

describe("forecasts", () => {
  it("follow a law without noise", async () => {
    const [row] = await forecast([lawCurve(law, x)], { points: [at(4e6)] });
    expect(row).toMatchObject({ status: "ok", quantity: "y", x: 4e6, level: 0.8, of: "run", y: null, curves: 1 });
    expect(Math.abs(Math.log(row.estimate! / bnsl(4e6, law)))).toBeLessThan(0.01);
    expect(row.lo!).toBeLessThan(row.estimate!);
    expect(row.hi!).toBeGreaterThan(row.estimate!);
  });

  it("widen with the level, with x, and from the curve to a run", async () => {
    const curve = lawCurve(law, x, 0.02, 7);
    const points = [[...at(2e6), ...at(3e7)]];
    const width = ({ lo, hi }: ForecastRow) => Math.log(hi! / lo!);
    const run = await forecast([curve], { points, levels: [0.5, 0.95] });
    const ofCurve = await forecast([curve], { points, levels: [0.5, 0.95], of: "curve" });
    const [nearNarrow, nearWide, farNarrow, farWide] = run.map(width);
    expect(nearWide).toBeGreaterThan(nearNarrow);
    expect(farNarrow).toBeGreaterThan(nearNarrow);
    expect(farWide).toBeGreaterThan(nearWide);
    ofCurve.forEach((row, i) => expect(width(row)).toBeLessThan(width(run[i])));
  });

  it("say how likely a target is met, and where", async () => {
    const curve = lawCurve(law, x, 0.01, 3);
    const [low, high] = [0.105, 0.12];
    const rows = await forecast([curve], { points: [at(1e7)], targets: [high, low] });
    const of = (quantity: string, target: number) => rows.find((r) => r.quantity === quantity && r.target === target)!;
    const value = rows.find(({ quantity }) => quantity === "y")!;
    expect(of("below", high).estimate!).toBeGreaterThan(of("below", low).estimate!);
    // the median is met in half of the cases
    const [median] = await forecast([curve], { points: [at(1e7)], targets: [value.estimate!] }).then((all) =>
      all.filter(({ quantity }) => quantity === "below"),
    );
    expect(median.estimate).toBeCloseTo(0.5, 9);
    const reach = of("reach", 0.12);
    expect(reach.lo!).toBeLessThan(reach.estimate!);
    expect(reach.estimate!).toBeLessThan(reach.hi!);
    // 0.1 + 6·x^−0.3 = 0.12 at x = 300^(1/0.3)
    expect(reach.lo!).toBeLessThan(300 ** (1 / 0.3));
    expect(reach.hi!).toBeGreaterThan(300 ** (1 / 0.3));
    expect(of("never", low).estimate!).toBeGreaterThan(of("never", high).estimate!);
    const [never] = (await forecast([curve], { targets: [0.01] })).filter(({ quantity }) => quantity === "never");
    expect(never.estimate!).toBeGreaterThan(0.9);
  });

  it("widen to the left of the data as they do to the right", async () => {
    const curve = lawCurve(law, x, 0.01, 3);
    const [near, far] = await forecast([curve], { points: [[...at(5e3), ...at(1)]] });
    const width = ({ lo, hi }: ForecastRow) => Math.log(hi! / lo!);
    expect(width(far)).toBeGreaterThan(2 * width(near));
  });

  it("have a row that says so where no place is asked for", async () => {
    const [row] = await forecast([lawCurve(law, x)], { points: [[]] });
    expect(row).toMatchObject({ status: "no-test-rows", quantity: null });
  });

  it("of the past are where the target was passed", async () => {
    const [reach] = await forecast([lawCurve(law, x)], { targets: [bnsl(3e4, law)] });
    expect(Math.abs(Math.log(reach.estimate! / 3e4))).toBeLessThan(0.05);
  });

  it("of a rising metric look for the target above", async () => {
    const rising = curveOf(
      x,
      x.map((v) => 0.9 - 3 * v ** -0.3),
    );
    const rows = await forecast([rising], { points: [at(4e6)], targets: [0.87] });
    expect(Math.abs(rows[0].estimate! - (0.9 - 3 * 4e6 ** -0.3))).toBeLessThan(0.01);
    const reach = rows.find(({ quantity }) => quantity === "reach")!;
    // 0.9 − 3·x^−0.3 = 0.87 at x = 100^(1/0.3)
    expect(Math.abs(Math.log(reach.estimate! / 100 ** (1 / 0.3)))).toBeLessThan(0.2);
  });

  it("have a row that says why there are none", async () => {
    const rows = await forecast([curveOf(x.slice(0, 5), x.slice(0, 5)), lawCurve(law, x)], {
      points: [at(1e7), at(1e7)],
    });
    expect(rows.map(({ status, quantity }) => [status, quantity])).toEqual([
      ["too-few-x", null],
      ["ok", "y"],
    ]);
  });

  it("do not look at rows that are held out, but hand them on", async () => {
    const curve = lawCurve(law, x, 0.01, 5);
    const train = Uint8Array.from(x, (v) => (v <= 3e5 ? 1 : 0));
    const changed = curve.y.map((y, row) => (train[row] === 0 ? 9 * y : y));
    const points = [[{ x: 1e6, y: 0.7 }]];
    const [plain, other] = await Promise.all([
      forecast([{ ...curve, train }], { points }),
      forecast([{ ...curve, train, y: changed }], { points }),
    ]);
    expect(other).toEqual(plain);
    expect(plain[0].y).toBe(0.7);
  });

  it("hold what they promise where laws and errors are as they are taken to be", async () => {
    const draw = new Draw(11);
    const curves = Array.from({ length: 40 }, (_, i) => {
      const own = { ...law, b: 6 * Math.exp(0.3 * draw.normal()), c0: 0.25 + 0.1 * draw.next() };
      return { ...lawCurve(own, x, 0.01, 100 + i, `curve ${i}`), train: Uint8Array.from(x, (v) => (v <= 3e5 ? 1 : 0)) };
    });
    const points = curves.map((curve) => [{ x: curve.x[29], y: curve.y[29] }]);
    const rows = await forecast(curves, { points, levels: [0.5, 0.95] });
    const held = (level: number) =>
      rows.filter((row) => row.level === level && row.y! >= row.lo! && row.y! <= row.hi!).length;
    // binomial, 40 curves: fewer than 12 or more than 35 of a half (what is believed before makes intervals wide), fewer than 34 of 95 %
    expect(held(0.5)).toBeGreaterThanOrEqual(12);
    expect(held(0.5)).toBeLessThanOrEqual(35);
    expect(held(0.95)).toBeGreaterThanOrEqual(34);
    // noise is 1 %, and half a decade is to be bridged: an interval of more than ±15 % would be of no use to anybody
    const widths = rows.flatMap(({ level, lo, hi }) => (level === 0.95 ? Math.log(hi! / lo!) / 2 : []));
    expect(median(widths)).toBeLessThan(0.15);
    expect(rows.every(({ curves }) => curves === 40)).toBe(true);
  });
});
