import type { Progress } from "../../src/core/types.js";
import { describe, expect, it } from "vitest";
import type { Batch, Engine, EngineSession } from "../../src/core/engine/engine.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import { Status } from "../../src/core/status.js";
import { correlated } from "../../src/core/claim/errorModel.js";
import { bootstrapCurves } from "../../src/uncertainty/bootstrap.js";
import { breakOrder } from "../../src/uncertainty/breakMatching.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import { resolveBootstrap } from "../../src/uncertainty/request.js";
import { resamplePlan } from "../../src/uncertainty/resamplePlan.js";
import type { BootstrapRequest, CurveBootstrap, IntervalRow } from "../../src/uncertainty/types.js";
import { clearLaws, curveOf, geometric, lawCurve } from "../support/curves.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { describeGpu } from "../support/device.js";
import { fittedOf, pairedFit } from "../support/fitted.js";
import { Draw } from "../support/random.js";
import { expectWithin } from "../support/within.js";
import { GpuEngine } from "../../src/core/engine/gpuEngine.js";
import { readShaders } from "../../src/node/packageFiles.js";

const x = geometric(1e3, 1e7, 40);
const straight: BnslParameters = { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] };
const options = resolveOptions({});
/** no band, and a level whose ends few resamples reach */
const SMALL: Partial<BootstrapRequest> = { band: 0, level: 0.8 };

const noisy = (law: BnslParameters, noise: number, seed: number, key: string) =>
  pairedFit(lawCurve(law, x, noise, seed, key), law);

async function bootstrapped(
  engine: Engine,
  pairs: readonly PairedFit[],
  request: Partial<BootstrapRequest>,
): Promise<CurveBootstrap[]> {
  const curves: CurveBootstrap[] = [];
  const resolved = resolveBootstrap({ ...SMALL, ...request });
  for await (const curve of bootstrapCurves(pairs, options, resolved, { engine })) curves.push(curve);
  return curves;
}

const rowOf = ({ rows }: CurveBootstrap, quantity: string, method: string, index: number | null = null) =>
  rows.find((row) => row.quantity === quantity && row.method === method && row.index === index)!;

function truthOf(law: BnslParameters, { quantity, index, x: at }: IntervalRow): number {
  const i = (index ?? 1) - 1;
  const slope = -law.c.slice(0, index ?? 0).reduce((sum, c) => sum + c, law.c0);
  const values: Readonly<Record<string, number>> = {
    a: law.a,
    b: law.b,
    c0: law.c0,
    slope,
    c: law.c[i],
    d: law.d[i],
    f: law.f[i],
    prediction: bnsl(at ?? 1, law),
  };
  return values[quantity!];
}

describeEachEngine("bootstrapCurves", (engine) => {
  it("gives intervals that hold the truth of an easy curve, and a break's is bounded and narrow", async () => {
    const law = clearLaws[0];
    const request = { resamples: 220, level: 0.99, methods: "all", at: [1e8], seed: 4 } as const;
    const [curve] = await bootstrapped(await engine(), [noisy(law, 0.01, 3, "one")], request);
    expect(curve.rows).toHaveLength(5 * (3 + 3 + 2 + 1));
    for (const row of curve.rows) {
      const what = `${row.quantity} ${row.index} ${row.method}`;
      const truth = truthOf(law, row);
      expect(row.status, what).toBe("ok");
      expect(row.lo, what).toBeLessThanOrEqual(truth);
      expect(row.hi, what).toBeGreaterThanOrEqual(truth);
      expect(row, what).toMatchObject({ level: 0.99, resamples: 220, failed: 0, nBreaks: 1, key: ["one"] });
    }
    for (const method of ["percentile", "basic", "delta"]) {
      const { lo, hi, ends, shareIdentified } = rowOf(curve, "d", method, 1);
      expect(ends).toBe("both");
      expect(hi! / lo!).toBeLessThan(1.6);
      expect(shareIdentified).toBe(1);
    }
  });

  it("parametric: standard errors are those of the delta method where the law is all but linear", async () => {
    const resamples = 400;
    const request = { resamples, kind: "parametric", seed: 8, methods: ["basic", "delta"] } as const;
    const [curve] = await bootstrapped(await engine(), [noisy(straight, 1e-3, 6, "one")], request);
    for (const quantity of ["a", "b", "c0"]) {
      const ratio = rowOf(curve, quantity, "basic").se! / rowOf(curve, quantity, "delta").se!;
      // the standard deviation of R normal draws has a relative error of √(1/2R): four of them
      expectWithin(ratio, 1, 4 * Math.sqrt(1 / (2 * resamples)), `${quantity}: bootstrap over delta`);
    }
  });

  it("residual: the same, times the size of the errors that are drawn from", async () => {
    const resamples = 400;
    const curve = lawCurve(straight, x, 1e-3, 6, "one");
    const { problem, linearisation } = fittedOf(curve, straight);
    const { errors } = resamplePlan(problem, linearisation, "residual", "none");
    const size = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    const request = { resamples, kind: "residual", seed: 8, methods: ["basic", "delta"] } as const;
    const [made] = await bootstrapped(await engine(), [pairedFit(curve, straight)], request);
    for (const quantity of ["a", "b", "c0"]) {
      const ratio = rowOf(made, quantity, "basic").se! / rowOf(made, quantity, "delta").se!;
      expectWithin(ratio / size, 1, 4 * Math.sqrt(1 / (2 * resamples)), `${quantity}: bootstrap over delta`);
    }
  });

  it("draws errors that are correlated along x where they are, and says so: intervals are wider", async () => {
    const draw = new Draw(5);
    const errors = correlated(
      Float64Array.from(x, () => draw.normal()),
      0.8,
      new Uint32Array(x.length),
    );
    const curve = lawCurve(straight, x, 0, 1, "correlated");
    const pair = pairedFit({ ...curve, y: curve.y.map((y, j) => y * Math.exp(0.01 * errors[j])) }, straight);
    const independent = noisy(straight, 0.01, 7, "independent");
    const request = { resamples: 200, methods: ["percentile", "delta"], seed: 3 } as const;
    const run = async (asked: Partial<BootstrapRequest>) =>
      bootstrapped(await engine(), [pair, independent], { ...request, ...asked });
    const [found, plain] = await run({});
    const [without, same] = await run({ errors: "independent" });
    const [blocks] = await run({ cluster: 8 });
    for (const row of found.rows) expect(row).toMatchObject({ errors: "ar1" });
    for (const row of [...plain.rows, ...without.rows, ...blocks.rows])
      expect(row).toMatchObject({ errors: "independent" });
    expect(rowOf(found, "c0", "percentile")).toMatchObject({ kind: "parametric", rho: without.rows[0].rho });
    expect(rowOf(found, "c0", "percentile").rho).toBeGreaterThan(0.4);
    expect(plain.rows).toEqual(same.rows);
    const width = (of: CurveBootstrap, method: string) => {
      const { lo, hi } = rowOf(of, "c0", method);
      return hi! - lo!;
    };
    for (const method of ["percentile", "delta"])
      expect(width(found, method)).toBeGreaterThan(1.5 * width(without, method));
    // the law is all but linear: both are of one covariance
    expectWithin(width(found, "percentile") / width(found, "delta"), 1, 0.35, "percentile over delta");
    expect(rowOf(found, "c0", "delta").dof).toBeLessThan(rowOf(without, "c0", "delta").dof!);
  });

  it("gives a row of its status to a curve that cannot be resampled, and the others go on as without it", async () => {
    const request = { resamples: 30, methods: ["percentile", "delta"], seed: 2 } as const;
    const [first, second] = [noisy(straight, 0.01, 1, "first"), noisy(clearLaws[0], 0.01, 2, "second")];
    const failed: PairedFit = { curve: curveOf([1, 2], [3, 4], { key: ["failed"] }), row: null, rows: [] };
    const few = geometric(10, 1e3, 3);
    const exact = pairedFit(lawCurve(straight, few, 0, 1, "exact"), straight);
    const made = await bootstrapped(await engine(), [second, failed, first, exact], request);
    expect(made.map(({ rows }) => [rows[0].key[0], rows[0].status])).toEqual([
      ["second", "ok"],
      ["failed", "no-fit"],
      ["first", "ok"],
      ["exact", "no-freedom"],
    ]);
    const none = { quantity: null, method: null, estimate: null, lo: null, hi: null, failed: 30 };
    for (const i of [1, 3]) {
      expect(made[i].rows).toHaveLength(1);
      expect(made[i].rows[0]).toMatchObject(none);
      expect(made[i].draws).toBeNull();
    }
    expect(await bootstrapped(await engine(), [first], request)).toEqual([made[2]]);
    expect(await bootstrapped(await engine(), [second], request)).toEqual([made[0]]);
  });

  it("gives deeply equal rows and draws to the same seed, others to another", async () => {
    const pairs = [noisy(clearLaws[1], 0.01, 5, "one")];
    const request = { resamples: 25, methods: ["bca", "delta"], seed: 9 } as const;
    const [once, again, other] = [
      await bootstrapped(await engine(), pairs, request),
      await bootstrapped(await engine(), pairs, request),
      await bootstrapped(await engine(), pairs, { ...request, seed: 10 }),
    ];
    expect(again).toEqual(once);
    expect(other[0].draws!.d).not.toEqual(once[0].draws!.d);
    const without = ({ rows }: CurveBootstrap) => rows.filter(({ method }) => method === "delta");
    expect(without(other[0]).map(({ se }) => se)).toEqual(without(once[0]).map(({ se }) => se));
  });

  it("matches the breaks of every draw to the fit's, in whichever order the fit has them", async () => {
    const law = { a: 0.1, b: 30, c0: 0.1, c: [0.5, -0.3], d: [2e4, 8e5], f: [0.1, 0.1] };
    const turned = { ...law, c: [-0.3, 0.5], d: [8e5, 2e4] };
    for (const from of [law, turned]) {
      const pair = pairedFit(lawCurve(law, x, 0.01, 7, "two"), from);
      const request = { resamples: 16, methods: ["percentile"], seed: 1 } as const;
      const [{ draws, rows }] = await bootstrapped(await engine(), [pair], request);
      const fitted = { ...from, c: pair.row!.c, d: pair.row!.d, f: pair.row!.f };
      const [low, high] = from.d[0] < from.d[1] ? [0, 1] : [1, 0];
      draws!.d.forEach((d, i) => {
        const drawn = { ...fitted, c: draws!.c[i], d, f: draws!.f[i] };
        expect(breakOrder(fitted, drawn, [x[0], x[39]])).toEqual([0, 1]);
        expect(d[low]).toBeLessThan(d[high]);
      });
      const places = rows.filter(({ quantity }) => quantity === "d");
      expect(places.map(({ index }) => index)).toEqual([1, 2]);
      places.forEach(({ lo, hi, shareIdentified }, i) => {
        expect(lo).toBeLessThan(hi!);
        expect(hi! / lo!).toBeLessThan(3);
        expectWithin(Math.log(from.d[i]), Math.log(Math.sqrt(lo! * hi!)), 1, "place");
        expect(shareIdentified).toBe(1);
      });
    }
  });

  it("takes the kind that is asked for, with its clusters", async () => {
    const pairs = [noisy(straight, 0.01, 3, "one")];
    const se = async (request: Partial<BootstrapRequest>) => {
      const asked = { resamples: 40, seed: 1, methods: ["basic"], ...request } as const;
      const [made] = await bootstrapped(await engine(), pairs, asked);
      const row = rowOf(made, "c0", "basic");
      return [row.kind, row.se] as const;
    };
    const seen = [
      await se({ kind: "case" }),
      await se({ kind: "case", cluster: 20 }),
      await se({ kind: "wild" }),
      await se({ kind: "wild", cluster: 20 }),
      await se({ kind: "residual" }),
      await se({ kind: "parametric" }),
    ];
    const kinds = ["case", "case", "wild", "wild", "residual", "parametric"];
    expect(seen.map(([kind]) => kind)).toEqual(kinds);
    expect(new Set(seen.map(([, error]) => error)).size, "each draws its own").toBe(6);
    expect(await se({ kind: "auto" })).toEqual(seen[4]);
  });
});

/** The CPU engine, but for the fits of a curve with this hash: they end in no number in some of their resamples. */
class SpoilingEngine implements Engine {
  readonly name = "cpu";
  readonly adapter = null;
  private readonly sound = cpuEngine();

  constructor(
    private readonly hash: number,
    private readonly spoils: (resample: number) => boolean,
  ) {}

  async open(batch: Batch): Promise<EngineSession> {
    const session = await this.sound.open(batch);
    const hit = batch.starts.map(({ hash }) => hash === this.hash);
    return {
      starts: (ranges) => session.starts(ranges),
      release: () => session.release(),
      iterate: async (states, iterations) => {
        await session.iterate(states, iterations);
        for (let fit = 0; fit < states.count; fit++) {
          if (!hit[states.problem[fit]] || !this.spoils(states.resample[fit])) continue;
          states.values[fit * states.stride + states.parameters] = NaN;
          states.values[fit * states.stride + states.parameters + 5] = Status.NonFinite;
        }
      },
    };
  }

  close(): Promise<void> {
    return this.sound.close();
  }
}

describe("refits that fail", () => {
  const pairs = [noisy(straight, 0.01, 1, "spoilt"), noisy(straight, 0.01, 2, "sound")];
  const { hash } = fittedOf(pairs[0].curve, straight).plan;
  const request = { resamples: 40, methods: ["percentile", "delta"], seed: 3 } as const;

  it("of more than half of the resamples leave the curve without intervals, and keep its draws", async () => {
    const [spoilt, sound] = await bootstrapped(
      new SpoilingEngine(hash, (resample) => resample % 4 > 0),
      pairs,
      request,
    );
    expect(spoilt.rows).toHaveLength(1);
    expect(spoilt.rows[0]).toMatchObject({ status: "too-few-refits", failed: 30, lo: null, quantity: null });
    expect(spoilt.draws!.status.filter((status) => status === Status.NonFinite)).toHaveLength(30);
    expect([sound]).toEqual(await bootstrapped(cpuEngine(), [pairs[1]], request));
  });

  it("of fewer are counted, and stand as NaN in the draws", async () => {
    const engine = new SpoilingEngine(hash, (resample) => resample % 4 === 1);
    const [spoilt, sound] = await bootstrapped(engine, pairs, request);
    expect(spoilt.rows.every(({ status, failed }) => status === "ok" && failed === 10)).toBe(true);
    expect(sound.rows.every(({ failed }) => failed === 0)).toBe(true);
    const { a, b, c0, objective, resample } = spoilt.draws!;
    expect([...resample]).toEqual(Array.from({ length: 40 }, (_, i) => i));
    for (const values of [a, b, c0, objective]) {
      values.forEach((value, i) => expect(Number.isNaN(value)).toBe(i % 4 === 1));
    }
    const whole = (await bootstrapped(cpuEngine(), pairs, request))[0].draws!;
    [...resample].filter((i) => i % 4 !== 1).forEach((i) => expect(c0[i]).toBe(whole.c0[i]));
  });
});

describe("progress", () => {
  it("is told in curves and refits, up to all of them", async () => {
    const pairs = ["one", "two", "three"].map((key, i) => noisy(i === 1 ? clearLaws[0] : straight, 0.01, i, key));
    const told: Progress[] = [];
    const request = resolveBootstrap({ ...SMALL, resamples: 20, methods: ["percentile"] });
    const context = {
      engine: cpuEngine(),
      onProgress: (progress: Progress) => told.push(progress),
    };
    const keys: string[] = [];
    for await (const { rows } of bootstrapCurves(pairs, options, request, context)) keys.push(rows[0].key[0]);
    expect(keys).toEqual(["one", "two", "three"]);
    // those with as many breaks go through the engine together
    expect(told).toEqual([
      { done: 2, total: 3, fits: 40 },
      { done: 3, total: 3, fits: 60 },
    ]);
  });
});

describeGpu("a bootstrap in f32", (open) => {
  it("has the ends of f64's for the place of a break, within 2 % of their width", async () => {
    const pairs = clearLaws.map((law, i) => noisy(law, 0.02, i + 1, `curve ${i}`));
    const request = { resamples: 60, methods: ["percentile"], seed: 5 } as const;
    const gpu = new GpuEngine(open().device, await readShaders(), "test");
    const [seen, wanted] = [
      await bootstrapped(gpu, pairs, request),
      await bootstrapped(cpuEngine(), pairs, request),
    ].map((curves) => curves.map((curve) => rowOf(curve, "d", "percentile", 1)));
    seen.forEach(({ lo, hi }, i) => {
      const [low, high] = [wanted[i].lo!, wanted[i].hi!].map(Math.log);
      expectWithin(Math.log(lo!), low, 0.02 * (high - low), `lower end of curve ${i}`);
      expectWithin(Math.log(hi!), high, 0.02 * (high - low), `upper end of curve ${i}`);
    });
  });
});
