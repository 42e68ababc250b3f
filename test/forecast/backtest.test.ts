import { describe, expect, it } from "vitest";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import type { Curve } from "../../src/core/types.js";
import { backtestCurves, type BacktestRequest, type ScoreRow } from "../../src/forecast/backtest.js";
import { Calibrator } from "../../src/forecast/calibrate.js";
import type { ForecastLaw } from "../../src/forecast/laws.js";
import { rollingOrigins } from "../../src/forecast/origins.js";
import { geometric, lawCurve } from "../support/curves.js";
import { cpuEngine } from "../support/eachEngine.js";
import { Draw } from "../support/random.js";

const law: BnslParameters = { a: 0.1, b: 6, c0: 0.3, c: [], d: [], f: [] };
const x = geometric(1e3, 1e6, 25);

function backtest(curves: readonly Curve[], asked: Partial<BacktestRequest> = {}): Promise<ScoreRow[]> {
  const request: BacktestRequest = {
    groups: curves.map(() => ""),
    starts: 16,
    seed: 0,
    ratio: 4,
    forecasters: ["bnsl", "m1"],
    ...asked,
  };
  return backtestCurves(curves, request, { engine: cpuEngine(), executor: inlineExecutor });
}

function curvesOf(count: number, noise = 0.01): Curve[] {
  const draw = new Draw(5);
  return Array.from({ length: count }, (_, i) =>
    lawCurve({ ...law, c0: 0.2 + 0.2 * draw.next() }, x, noise, 40 + i, `curve ${i}`),
  );
}

const whole = (rows: readonly ScoreRow[], forecaster: string, kind = "origins") =>
  rows.find((row) => row.forecaster === forecaster && row.rows === kind && row.group === null && row.from === null)!;

describe("a backtest", () => {
  it("finds the better forecaster, and intervals that hold about what they say", async () => {
    const rows = await backtest(curvesOf(12));
    const [ours, powerLaw] = [whole(rows, "bnsl"), whole(rows, "m1")];
    expect(ours.curves).toBe(12);
    // y falls to 0.1, which a power law without a floor does not
    expect(ours.rmsle).toBeLessThan(powerLaw.rmsle);
    expect(ours.crps).toBeLessThan(powerLaw.crps);
    expect(ours.logDensity).toBeGreaterThan(powerLaw.logDensity);
    expect(ours.wins!).toBeGreaterThan(0.5);
    expect(ours.wins! + powerLaw.wins!).toBeCloseTo(1, 12);
    // of 12 curves that count alike: binomial bounds that one seed in 500 crosses, on either side
    expect(ours.held95).toBeGreaterThan(0.75);
    expect(ours.held50).toBeGreaterThan(0.16);
    expect(ours.held50).toBeLessThan(0.84);
    expect(ours.held50).toBeLessThan(ours.held80);
    expect(ours.held80).toBeLessThanOrEqual(ours.held90);
  });

  it("scores held-out rows where there are any, and by how far ahead", async () => {
    const train = Uint8Array.from(x, (v) => (v <= 3.5e5 ? 1 : 0));
    const curves = curvesOf(4).map((curve) => ({ ...curve, train }));
    const rows = await backtest(curves, { forecasters: ["bnsl", "slope"] });
    const held = whole(rows, "bnsl", "held-out");
    expect(held).toMatchObject({ curves: 4, forecasts: 4 * train.filter((used) => used === 0).length });
    const parts = rows.filter((row) => row.forecaster === "bnsl" && row.rows === "held-out" && row.from !== null);
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      [1, 1.5],
      [1.5, 2],
      [2, 4],
    ]);
    expect(parts.reduce((sum, { forecasts }) => sum + forecasts, 0)).toBe(held.forecasts);
    expect((await backtest(curvesOf(2))).some((row) => row.rows === "held-out")).toBe(false);
  });

  it("has a part for each group", async () => {
    const curves = curvesOf(4, 0.02);
    const rows = await backtest(curves, { groups: ["a", "b", "a", "b"], forecasters: ["m1"] });
    expect(rows.filter(({ group }) => group !== null).map(({ group, curves }) => [group, curves])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });
});

it("held-out rows keep their standard deviations and runs, wherever they stand", async () => {
  // the last x first, so that rows held out come before those fitted
  const [curve] = curvesOf(1);
  const back = Array.from(curve.x.keys()).reverse();
  const pick = (values: Float64Array) => Float64Array.from(back, (row) => values[row]);
  const sigma = curve.y.map((y, row) => (0.01 + row / 1000) * y);
  const train = Uint8Array.from(x, (v) => (v <= 3.5e5 ? 1 : 0));
  const forward = { ...curve, train, sigma: { of: "y" as const, values: sigma }, run: new Uint32Array(x.length) };
  const backward = {
    ...forward,
    x: pick(curve.x),
    y: pick(curve.y),
    train: Uint8Array.from(back, (row) => train[row]),
    sigma: { of: "y" as const, values: pick(sigma) },
  };
  const [one, other] = [await backtest([forward]), await backtest([backward])];
  const held = whole(one, "bnsl", "held-out");
  expect(held.forecasts).toBe(4);
  expect(whole(other, "bnsl", "held-out").rmsle / held.rmsle).toBeCloseTo(1, 4);
});

describe("what a backtest is calibrated by", () => {
  const curve = lawCurve(law, x, 0.01, 3);
  const origins = [0, 1, 5].flatMap((index) => rollingOrigins(curve, index, 2));
  /** A law that misses every row by this share. */
  const off = (miss: number): ForecastLaw => ({
    logY: (at) => Math.log(curve.y[x.indexOf(at)]) - miss,
    place: () => ({ sigma: 0.01, change: 0.1, distance: 0.3 }),
    first: 1,
    last: 1,
    rows: 20,
    parameters: 5,
  });
  const noiseAt = (misses: readonly number[], groups = Array.from({ length: 6 }, () => "")) => {
    const calibrator = new Calibrator(
      origins.map((origin) => ({ origin, law: off(misses[origin.index]) })),
      groups,
    );
    return calibrator.at(origins[0]).model;
  };

  it("is neither the curve's own later rows nor curves of its fold", () => {
    const plain = noiseAt([0.01, 0.01, 0, 0, 0, 0.01]);
    // curves 0 and 5 are the first and the sixth of their group: one fold
    expect(noiseAt([0.01, 0.01, 0, 0, 0, 0.5])).toEqual(plain);
    expect(noiseAt([0.01, 0.5, 0, 0, 0, 0.01])).not.toEqual(plain);
    // in groups of their own they are in two
    const apart = ["a", "b", "b", "b", "b", "b"];
    expect(noiseAt([0.01, 0.01, 0, 0, 0, 0.5], apart)).not.toEqual(noiseAt([0.01, 0.01, 0, 0, 0, 0.01], apart));
  });

  it("is the curve's own origins that end before the cut", () => {
    const calibrator = new Calibrator(
      origins.map((origin) => ({ origin, law: off(0.01) })),
      Array.from({ length: 6 }, () => ""),
    );
    const own = origins.filter(({ index }) => index === 0);
    // the forecasts of the k-th origin end two origins later
    expect(own.map((origin) => calibrator.at(origin).origins)).toEqual(
      own.map((_, k) => Math.max(0, own.length - 2 - k)),
    );
    expect(calibrator.of(0)).toMatchObject({ origins: own.length, curves: 3 });
  });
});
