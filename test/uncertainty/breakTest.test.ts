import { describe, expect, it } from "vitest";
import type { Batch, Engine } from "../../src/core/engine/engine.js";
import { correlated } from "../../src/core/claim/errorModel.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { benjaminiHochberg, holm } from "../../src/core/statistics/multiplicity.js";
import type { Curve } from "../../src/core/types.js";
import { breakTests } from "../../src/uncertainty/breakTest.js";
import { resolveBreakTest } from "../../src/uncertainty/breakTestRequest.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import type { BreakTestRequest, BreakTestRow } from "../../src/uncertainty/types.js";
import { geometric, lawCurve } from "../support/curves.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { fittedOf, pairedFit } from "../support/fitted.js";
import { Draw } from "../support/random.js";
import { expectWithin } from "../support/within.js";

const x = geometric(1e3, 1e7, 30);
const straight: BnslParameters = { a: 0.05, b: 8, c0: 0.2, c: [], d: [], f: [] };
const broken: BnslParameters = { a: 0.05, b: 8, c0: 0.2, c: [0.3], d: [1e5], f: [0.1] };

/** The fit without a break of a curve that has this law. */
const pairOf = (law: BnslParameters, key: string, seed: number, noise = 0.01): PairedFit =>
  pairedFit(lawCurve(law, x, noise, seed, key), straight);

/** Errors of 1 % that are an AR(1) process along x. */
function correlatedCurve(law: BnslParameters, rho: number, seed: number, key: string): Curve {
  const draw = new Draw(seed);
  const places = geometric(1e3, 1e7, 40);
  const errors = correlated(
    Float64Array.from(places, () => draw.normal()),
    rho,
    new Uint32Array(40),
  );
  const curve = lawCurve(law, places, 0, 1, key);
  return { ...curve, y: curve.y.map((y, j) => y * Math.exp(0.01 * errors[j])) };
}

const curves = [pairOf(straight, "straight", 3), pairOf(broken, "broken", 2)];

function tested(
  engine: Engine,
  pairs: readonly PairedFit[],
  request: Partial<BreakTestRequest> = {},
): Promise<BreakTestRow[]> {
  const resolved = resolveBreakTest({ resamples: 39, seed: 5, ...request });
  return breakTests(pairs, resolveOptions({}), resolved, { engine });
}

describeEachEngine("breakTests", (engine) => {
  it("finds a clear break, where it is, and none in a straight line", async () => {
    const [none, one] = await tested(await engine(), curves);
    expect(one).toMatchObject({ key: ["broken"], status: "ok", nNull: 0, resamples: 39, failed: 0 });
    expect(one.pValue).toBe(1 / 40);
    expect(one.supported).toBe(true);
    expectWithin(Math.log(one.location! / 1e5), 0, 0.3, "ln of the location over the truth");
    expect(none).toMatchObject({ key: ["straight"], status: "ok", supported: false, failed: 0 });
    expect(none.pValue).toBeGreaterThan(0.1);
    expect(none.pError).toBeCloseTo(Math.sqrt((none.pValue! * (1 - none.pValue!)) / 39), 12);
    expect([none.pHolm, one.pHolm]).toEqual(holm([none.pValue, one.pValue]));
    expect([none.pBh, one.pBh]).toEqual(benjaminiHochberg([none.pValue, one.pValue]));
    // the data's own likelihood ratio
    const { curve } = curves[1];
    const objective = (law: BnslParameters) => pairedFit(curve, law).row!.objective!;
    const wanted = 30 * Math.log(objective(straight) / objective(broken));
    expectWithin(one.statistic! / wanted, 1, 1e-3, "N·ln(F_n / F_{n+1})");
    expect(none.statistic).toBeGreaterThanOrEqual(0);
    expect(none.statistic).toBeLessThan(0.2 * one.statistic!);
  });

  it("tests for a further break from a fit that has one", async () => {
    const one = pairedFit(curves[1].curve, broken);
    const [row] = await tested(await engine(), [one], { resamples: 19 });
    expect(row).toMatchObject({ nNull: 1, status: "ok", supported: false });
    expect(row.pValue).toBeGreaterThan(0.05);
  });

  it("gives the same rows to the same seed, and a curve's p-value does not depend on the others", async () => {
    const both = await tested(await engine(), curves, { resamples: 19 });
    expect(await tested(await engine(), curves, { resamples: 19 })).toEqual(both);
    const [alone] = await tested(await engine(), [curves[0]], { resamples: 19 });
    const { pValue, statistic, location } = both[0];
    expect(alone).toMatchObject({ pValue, statistic, location });
    const other = await tested(await engine(), [curves[0]], { resamples: 19, seed: 6 });
    expect(other[0].statistic).toBeCloseTo(statistic!, 3);
  });
});

describe("breakTests", () => {
  it("has the data pass through the same search as what is simulated, as its first set", async () => {
    const batches: Batch[] = [];
    const sound = cpuEngine();
    const watched: Engine = {
      name: "cpu",
      adapter: null,
      close: () => sound.close(),
      open: (batch) => {
        batches.push(batch);
        return sound.open(batch);
      },
    };
    await tested(watched, curves, { resamples: 19 });
    // first the data alone, with the alternative: how their errors are along x
    const alone = batches.filter(({ resampling }) => !resampling).map(({ breaks }) => breaks);
    expect(alone.length).toBeGreaterThan(0);
    expect(new Set(alone)).toEqual(new Set([1]));
    batches.splice(0, alone.length);
    expect(new Set(batches.map(({ breaks }) => breaks))).toEqual(new Set([0, 1]));
    for (const { resampling, breaks } of batches) {
      expect(resampling!.plans.every(({ dataFirst }) => dataFirst)).toBe(true);
      const wanted = batches.find((batch) => batch.breaks === 0)!.resampling!.plans;
      expect(resampling!.plans, `n = ${breaks}: drawn from the null`).toEqual(wanted);
    }
    for (const breaks of [0, 1]) {
      const counts = batches.filter((batch) => batch.breaks === breaks).map((batch) => batch.resampling!.count);
      expect(Math.max(...counts)).toBe(20);
    }
  });

  it("takes no null break for a break: p-values of straight lines are not all small", async () => {
    const lines = Array.from({ length: 6 }, (_, i) => pairOf(straight, `line ${i}`, 20 + i, 0.02));
    const values = (await tested(cpuEngine(), lines, { resamples: 19 })).map(({ pValue }) => pValue!);
    // uniform p: five of six at most 0.1 once in 20,000 seeds
    expect(values.filter((p) => p <= 0.1).length).toBeLessThan(5);
    expect(values.every((p) => p >= 1 / 20 && p <= 1)).toBe(true);
  });

  it("does not take correlated errors for a break", async () => {
    const drift = pairedFit(correlatedCurve(straight, 0.9, 1, "drift"), straight);
    const row = async (errors: BreakTestRequest["errors"]) =>
      (await tested(cpuEngine(), [drift], { resamples: 19, errors }))[0];
    const [independent, found, forced] = [await row("independent"), await row("auto"), await row("ar1")];
    expect(independent).toMatchObject({ errors: "independent", pValue: 1 / 20 });
    expect(found).toMatchObject({ errors: "ar1", supported: false });
    expect(found.rho).toBe(independent.rho);
    expect(found.pValue).toBeGreaterThan(0.1);
    expect(forced).toEqual(found);
  });

  it("hands on what the fit found of the break that it tests", async () => {
    const [pair] = curves;
    const row = pair.row!;
    const more = { ...row, nBreaks: 1, selected: false, support: "rests-on-rows" as const, restsOn: [30] };
    const [found] = await tested(cpuEngine(), [{ ...pair, rows: [row, more] }], { resamples: 19 });
    expect(found).toMatchObject({ nNull: 0, support: "rests-on-rows", restsOn: [30] });
    const [unknown] = await tested(cpuEngine(), [pair], { resamples: 19 });
    expect(unknown).toMatchObject({ support: null, restsOn: [] });
  });

  it("says why a curve cannot be tested, and tests the others", async () => {
    const few = (count: number, key: string, noise: number) =>
      pairedFit(lawCurve(straight, geometric(1e3, 1e5, count), noise, 1, key), straight);
    const failed: PairedFit = { curve: curves[0].curve, row: null, rows: [] };
    const rows = await tested(cpuEngine(), [few(6, "six", 0.01), failed, curves[1], few(3, "three", 0)]);
    expect(rows.map(({ status }) => status)).toEqual(["too-few-points", "no-fit", "ok", "no-freedom"]);
    for (const i of [0, 1, 3]) {
      const none = { statistic: null, pValue: null, pHolm: null, pBh: null, supported: null, location: null };
      expect(rows[i]).toMatchObject(none);
    }
    // adjusted over the one that has a p-value
    expect(rows[2].pHolm).toBe(rows[2].pValue);
    expect(fittedOf(curves[1].curve, straight).law.c).toEqual([]);
  });
});
