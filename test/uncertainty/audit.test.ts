import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/core/engine/engine.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { auditCurves, simulateFits } from "../../src/uncertainty/audit.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import { resolveAudit } from "../../src/uncertainty/request.js";
import type { AuditRequest, AuditRow } from "../../src/uncertainty/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { fittedOf, pairedFit } from "../support/fitted.js";
import { expectWithin } from "../support/within.js";

const x = geometric(1e3, 1e7, 30);
const straight: BnslParameters = { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] };
const options = resolveOptions({});
const pairOf = (law: BnslParameters, key: string, seed = 3) => pairedFit(lawCurve(law, x, 0.01, seed, key), law);

const SMALL: Partial<AuditRequest> = { simulations: 24, resamples: 20, level: 0.8, seed: 3 };

const audited = async (
  engine: Engine,
  pairs: readonly PairedFit[],
  request: Partial<AuditRequest> = {},
): Promise<AuditRow[]> => auditCurves(pairs, options, resolveAudit({ ...SMALL, ...request }), { engine });

/** An engine all of whose fits end in no number. */
const failing: Engine = {
  name: "cpu",
  adapter: null,
  close: () => Promise.resolve(),
  open: async (batch) => {
    const session = await cpuEngine().open(batch);
    return {
      starts: (ranges) => session.starts(ranges),
      release: () => session.release(),
      iterate: (states) => Promise.resolve(void states.values.fill(NaN)),
    };
  },
};

const addresses = (rows: readonly AuditRow[]) =>
  rows.map(({ quantity, index, method }) => [quantity, index, method].join(" "));

describeEachEngine("auditCurves", (engine) => {
  it("has a row for each interval of a bootstrap, in its order, and the truth that was simulated from", async () => {
    const pair = pairOf(clearLaws[0], "one");
    const request: Partial<AuditRequest> = { methods: ["percentile", "delta"], simulations: 5, at: [1e8] };
    const rows = await audited(await engine(), [pair], request);
    const quantities = ["a", "b", "c0", "c 1", "d 1", "f 1", "slope 0", "slope 1", "prediction"];
    const wanted = quantities.flatMap((name) => {
      const [quantity, index = ""] = name.split(" ");
      return [`${quantity} ${index} percentile`, `${quantity} ${index} delta`];
    });
    expect(addresses(rows)).toEqual(wanted);
    const { a, b, c0, c, d, f } = pair.row!;
    const law = { a: a!, b: b!, c0: c0!, c, d, f };
    const truths = [law.a, law.b, law.c0, c[0], d[0], f[0], -law.c0, -(law.c0 + c[0]), bnsl(1e8, law)];
    rows.forEach((row, i) => {
      expectWithin(row.truth!, truths[i >> 1], 1e-9 * Math.abs(truths[i >> 1]), addresses([row])[0]);
      expect(row.kind === null).toBe(row.method === "delta");
      expect(row).toMatchObject({ key: ["one"], nBreaks: 1, status: "ok", level: 0.8, simulations: 5 });
    });
  });

  it("counts what is covered, between the bounds of its binomial error", async () => {
    const rows = await audited(await engine(), [pairOf(straight, "one")], {
      methods: ["percentile", "delta"],
    });
    expect(rows).toHaveLength(8);
    for (const row of rows) {
      const { covered, intervals, coverage, coverageLo, coverageHi, failed, medianWidth } = row;
      expect(intervals + failed).toBe(24);
      expect(coverage).toBe(covered / intervals);
      expect(coverageLo).toBeLessThanOrEqual(coverage!);
      expect(coverageHi).toBeGreaterThanOrEqual(coverage!);
      expect(coverageHi! - coverageLo!).toBeLessThan(0.5);
      expect(medianWidth).toBeGreaterThan(0);
      // 80 % intervals of a law that is all but linear: 24 of them hold the truth 11 times or less once in 10,000
      expect(covered).toBeGreaterThan(11);
    }
    expect(
      rows.some(({ covered }) => covered < 24),
      "80 % is not all",
    ).toBe(true);
  });

  it("is wider, and covers more, at a higher level", async () => {
    const at = async (level: number) =>
      audited(await engine(), [pairOf(straight, "one")], { methods: ["delta"], level });
    const [low, high] = [await at(0.3), await at(0.99)];
    low.forEach((row, i) => {
      expect(high[i].medianWidth).toBeGreaterThan(2 * row.medianWidth!);
      expect(high[i].covered).toBeGreaterThan(row.covered);
    });
  });
});

describe("auditCurves", () => {
  it("says why a curve has no coverage, and audits the others as without it", async () => {
    const request = { methods: ["delta"], simulations: 6 } as const;
    const failed: PairedFit = { curve: lawCurve(straight, x, 0, 1, "failed"), row: null, rows: [] };
    const exact = pairedFit(lawCurve(straight, geometric(10, 1e3, 3), 0, 1, "exact"), straight);
    const sound = pairOf(straight, "sound");
    const rows = await audited(cpuEngine(), [failed, sound, exact], request);
    expect(rows.map(({ key, status }) => [key[0], status])).toEqual([
      ["failed", "no-fit"],
      ...Array.from({ length: 4 }, () => ["sound", "ok"]),
      ["exact", "no-freedom"],
    ]);
    for (const row of [rows[0], rows[5]]) {
      expect(row).toMatchObject({ coverage: null, truth: null, intervals: 0, failed: 6, medianWidth: null });
    }
    expect(rows.slice(1, 5)).toEqual(await audited(cpuEngine(), [sound], request));
  });

  it("simulates errors that are correlated along x where the fit's are, in runs of their own", async () => {
    const run = Uint32Array.from(x, (_, j) => j % 2);
    const fit = fittedOf({ ...lawCurve(straight, x, 0.01, 3, "two runs"), run }, straight);
    const order = Uint32Array.from([0, 1].flatMap((which) => [...run.keys()].filter((j) => run[j] === which)));
    // what a bootstrap would draw, which a truth does not: it has the estimate
    const serial = { order, rho: Float64Array.of(0.1, 0.9), size: Float64Array.of(3, 0.2), freedom: 9 };
    const context = { engine: cpuEngine(), form: bnslForm, seed: 3 };
    const count = 300;
    const [simulated] = await simulateFits(context, [{ ...fit, rho: 0.6, serial }], count, 0);
    const covariance = (apart: number) => {
      const products = simulated.flatMap(({ curve }) => {
        expect(curve.run).toEqual(fit.problem.run);
        const errors = [...curve.x].map((at, j) => Math.log(curve.y[j] / bnsl(at, fit.law)));
        return errors.slice(apart).map((e, j) => (e * errors[j]) / fit.linearisation.variance);
      });
      return products.reduce((sum, v) => sum + v, 0) / products.length;
    };
    // means over some 300 × 28 products that are correlated over a few rows: 5 standard errors
    const error = 5 * Math.sqrt((2 * 2.2) / (count * 28));
    [1, 0, 0.6, 0, 0.36].forEach((wanted, apart) => expectWithin(covariance(apart), wanted, error, `${apart} apart`));
  });

  it("gives the same rows to the same seed, others to another", async () => {
    const run = (seed: number) =>
      audited(cpuEngine(), [pairOf(straight, "one")], { methods: ["delta"], simulations: 6, seed });
    const once = await run(1);
    expect(await run(1)).toEqual(once);
    expect(await run(2)).not.toEqual(once);
  });

  it("has no delta interval of a parameter that stands on its bound in a simulated fit", async () => {
    // of a law with a = 0 about half of the simulated fits have their a there
    const law = { ...straight, a: 0 };
    const [row] = await audited(cpuEngine(), [pairOf(law, "floor", 2)], {
      methods: ["delta"],
      simulations: 30,
    });
    expect(row).toMatchObject({ quantity: "a", method: "delta", truth: 0 });
    expect(row.intervals).toBeLessThan(30);
    expect(row.intervals).toBeGreaterThan(0);
    expect(row.failed).toBe(30 - row.intervals);
  });

  it("keeps the row of an interval that no simulated fit has, and one row of a curve without any", async () => {
    // of two simulated sets of a law with a = 0, both have their a on its bound
    const request = { methods: ["delta"], simulations: 2, seed: 3 } as const;
    const [a, b] = await audited(cpuEngine(), [pairOf({ ...straight, a: 0 }, "floor", 2)], request);
    expect(a).toMatchObject({ quantity: "a", truth: 0, status: "ok", intervals: 0, failed: 2, kind: null });
    expect(a).toMatchObject({ covered: 0, coverage: null, coverageLo: null, coverageHi: null });
    expect(a.medianWidth).toBeNull();
    expect(b).toMatchObject({ quantity: "b", intervals: 2, failed: 0 });
    const none = await audited(failing, [pairOf(straight, "one")], { simulations: 4 });
    expect(none).toHaveLength(1);
    expect(none[0]).toMatchObject({ key: ["one"], status: "too-few-refits", failed: 4, coverage: null });
  });
});

describe("simulateFits", () => {
  const context = { engine: cpuEngine(), form: bnslForm, seed: 5 };

  it("simulates from the fit: its σ about its law, at its x, each set under a key of its own", async () => {
    const fit = fittedOf(lawCurve(clearLaws[0], x, 0.01, 3, "one"), clearLaws[0]);
    const [sets] = await simulateFits(context, [fit], 40, 0);
    expect(sets).toHaveLength(40);
    expect(new Set(sets.map(({ curve }) => curve.key.join("/"))).size).toBe(40);
    let sum = 0;
    for (const { curve, row, rows } of sets) {
      curve.x.forEach((v, j) => expectWithin(v / x[j], 1, 1e-12, "x"));
      curve.y.forEach((y, j) => (sum += Math.log(y / bnsl(x[j], fit.law)) ** 2));
      expect(curve.key[0]).toBe("one");
      expect(rows).toEqual([row]);
      expect(row!.nTrain).toBe(30);
    }
    // a mean of n squares of normal draws has a relative error of √(2/n)
    const ratio = sum / (40 * 30) / fit.linearisation.variance;
    expectWithin(ratio, 1, 4 * Math.sqrt(2 / (40 * 30)), "variance over the fit's");
  });

  it("names what stands on a bound in each refit", async () => {
    const fit = fittedOf(lawCurve({ ...straight, a: 0 }, x, 0.01, 2, "floor"), { ...straight, a: 0 });
    const [sets] = await simulateFits(context, [fit], 40, 0);
    const onBound = sets.filter(({ row }) => row!.atBound.includes("a"));
    expect(onBound.length).toBeGreaterThan(5);
    expect(onBound.length).toBeLessThan(35);
    for (const { row } of sets) expect(row!.a === 0).toBe(row!.atBound.includes("a"));
  });
});
