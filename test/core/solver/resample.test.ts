import { afterEach, describe, expect, it, vi } from "vitest";
import type { Batch } from "../../../src/core/engine/engine.js";
import { GpuEngine } from "../../../src/core/engine/gpuEngine.js";
import { readBytes } from "../../../src/core/gpu/buffers.js";
import { type Problem, Resample, type ResamplePlan } from "../../../src/core/problem/problem.js";
import { philox4x32, seedKey } from "../../../src/core/random/philox.js";
import { drawnSigmaFactor } from "../../../src/core/random/sigmaFactor.js";
import { resampled } from "../../../src/core/solver/resample.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { batchOf } from "../../support/batches.js";
import { curveOf, geometric, problemOf, roundedProblem } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { Draw } from "../../support/random.js";
import { expectWithin } from "../../support/within.js";

const KEY = seedKey(11);
const HASH = 0xfeed;

/** Points with weights of all sizes. */
function problem(points: number, parts: Partial<Problem> = {}): Problem {
  const draw = new Draw(points);
  const y = draw.list(points, 0.5, 2);
  const curve = curveOf(geometric(10, 1e4, points), y, {
    weight: Float64Array.from(draw.list(points, 0.5, 4)),
  });
  return { ...problemOf(curve, 0, { breaks: [0] }), ...parts };
}

/** ŷ, errors and units that tell every point from every other. */
function planOf(of: Problem, kind: Resample, parts: Partial<ResamplePlan> = {}): ResamplePlan {
  return {
    kind,
    dataFirst: false,
    freedom: Infinity,
    fitted: of.y.map((y, j) => y * (1 + 0.01 * j)),
    errors: of.y.map((_, j) => 0.3 * (j + 1) * (j % 2 ? 1 : -1)),
    unit: of.y.map((_, j) => 0.01 * (1 + (j % 3))),
    clusters: Uint32Array.from(of.y.keys()),
    ...parts,
  };
}

const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);
const draw = (of: Problem, plan: ResamplePlan, number: number, hash = HASH, key = KEY) =>
  resampled(of, plan, hash, key, number);

/** The error that a resample's y has at each point, in units of that point. */
function errorsIn(of: Problem, plan: ResamplePlan, { y }: Problem): number[] {
  const { fitted, unit } = plan;
  return [...y].map((v, j) => (of.linear ? v - fitted[j] : Math.log(v / fitted[j])) / unit[j]);
}

/** How often each point was drawn: its weight over its own, in units of the smallest that is left. */
function timesDrawn(of: Problem, { w }: Problem, clusters: number): number[] {
  const shares = [...w].map((weight, j) => weight / of.w[j]);
  // of all units in which as many draws were made as there are clusters, one gives whole numbers
  const largest = Math.max(...shares);
  for (let most = 1; most <= clusters; most++) {
    const times = shares.map((share) => (share / largest) * most);
    if (times.every((time) => Math.abs(time - Math.round(time)) < 1e-9)) return times.map(Math.round);
  }
  throw new Error("the weights are no whole multiples of those of the data");
}

const KINDS = Object.entries(Resample);
const PERTURBING = KINDS.filter(([, kind]) => kind !== Resample.Case && kind !== Resample.Jackknife);

describe("resampled", () => {
  it.each(KINDS)("%s: the same address gives the same, another seed, curve or number another", (_, kind) => {
    const of = problem(12);
    const plan = planOf(of, kind);
    const [once, again] = [draw(of, plan, 3), draw(of, plan, 3)];
    expect(again).toEqual(once);
    const shown = ({ y, w }: Problem) => JSON.stringify([[...y], [...w]]);
    expect(shown(draw(of, plan, 4))).not.toBe(shown(once));
    if (kind === Resample.Jackknife) {
      // what is left out is no matter of chance
      expect(draw(of, plan, 3, HASH + 1, seedKey(12))).toEqual(once);
      return;
    }
    expect(shown(draw(of, plan, 3, HASH + 1))).not.toBe(shown(once));
    expect(shown(draw(of, plan, 3, HASH, seedKey(12)))).not.toBe(shown(once));
    expect(shown(draw(of, plan, 3, HASH, seedKey(11 + 2 ** 32)))).not.toBe(shown(once));
  });

  it.each(KINDS)("%s: resample 0 is the data themselves where the plan says so, and no other is", (_, kind) => {
    const of = problem(12);
    const plan = planOf(of, kind, { dataFirst: true });
    expect(draw(of, plan, 0)).toEqual(of);
    expect(draw(of, plan, 1)).not.toEqual(of);
    expect(draw(of, planOf(of, kind), 0)).not.toEqual(of);
  });

  it.each(PERTURBING)("%s: keeps u, weights and bounds, and perturbs y by its scale", (_, kind) => {
    for (const linear of [false, true]) {
      const of = problem(9, { linear });
      const plan = planOf(of, kind);
      const { y, ...kept } = draw(of, plan, 2);
      expect(kept).toEqual({ ...of, y: undefined, ...kept });
      expect({ ...kept, y: of.y }).toEqual(of);
      expect(y).toHaveLength(9);
      const none = { ...plan, unit: plan.unit.map(() => 0) };
      expect(draw(of, none, 2).y).toEqual(plan.fitted);
    }
  });
});

describe("case resampling", () => {
  it("draws cluster ⌊word·C / 2³²⌋ for each word of the resample's own counters, by hand", () => {
    const of = { ...problem(6), w: Float64Array.from([1, 1, 2, 1, 3, 2], (w) => w / 10) };
    const plan = planOf(of, Resample.Case, { clusters: Uint32Array.from([0, 1, 2, 3, 4]) });
    // "resa" in ASCII sets these counters apart; five draws take two blocks of four words
    const words = [0, 1].flatMap((block) => philox4x32([block, HASH, 9, 0x72657361], KEY));
    const times = new Array<number>(5).fill(0);
    for (const word of words.slice(0, 5)) times[Math.floor((word * 5) / 2 ** 32)]++;
    const drawn = [...of.w].map((w, j) => w * times[Math.min(j, 4)]);
    const sum = drawn.reduce((total, w) => total + w, 0);
    draw(of, plan, 9).w.forEach((w, j) => expectWithin(w, drawn[j] / sum, 1e-15, `point ${j}`));
  });

  it("gives weights that sum to one and are whole multiples, as many draws as points", () => {
    const of = problem(10);
    const plan = planOf(of, Resample.Case, { clusters: Uint32Array.from(numbers(10)) });
    const equal = { ...of, w: of.w.map(() => 0.1) };
    for (const number of numbers(40)) {
      const drawn = draw(of, plan, number);
      expectWithin(
        drawn.w.reduce((sum, w) => sum + w, 0),
        1,
        1e-14,
        "sum",
      );
      expect(drawn.y).toBe(of.y);
      timesDrawn(of, drawn, 10);
      // of equal weights a share of 1/10 is one draw
      const times = [...draw(equal, plan, number).w].map((w) => 10 * w);
      times.forEach((time) => expectWithin(time, Math.round(time), 1e-12, "draws of a point"));
      expectWithin(
        times.reduce((sum, time) => sum + time, 0),
        10,
        1e-12,
        "draws",
      );
    }
  });

  it("leaves out a point as often as chance has it: (1 − 1/N)ᴺ of the time", () => {
    const of = problem(10);
    const plan = planOf(of, Resample.Case);
    const rounds = 2000;
    const missing = numbers(rounds).reduce(
      (sum, number) => sum + draw(of, plan, number).w.filter((w) => w === 0).length,
      0,
    );
    const share = 0.9 ** 10;
    // points of one resample are a little less than independent: their own binomial error is an upper bound
    const error = Math.sqrt((share * (1 - share)) / (10 * rounds));
    expectWithin(missing / (10 * rounds), share, 5 * error, "share that is not drawn");
  });

  it("moves clusters together", () => {
    const of = problem(10);
    const clusters = Uint32Array.from([0, 3, 4, 8]);
    const plan = planOf(of, Resample.Case, { clusters });
    let apart = 0;
    for (const number of numbers(30)) {
      const times = timesDrawn(of, draw(of, plan, number), 4);
      clusters.forEach((begin, i) => {
        const inside = times.slice(begin, clusters[i + 1]);
        expect(new Set(inside).size, `cluster ${i} of resample ${number}`).toBe(1);
      });
      if (new Set(times).size > 1) apart++;
    }
    expect(apart, "clusters differ among themselves").toBeGreaterThan(20);
  });
});

describe("the jackknife", () => {
  it("leaves out exactly one cluster each, and nothing beyond the last", () => {
    const of = problem(7);
    const clusters = Uint32Array.from([0, 2, 3]);
    const plan = planOf(of, Resample.Jackknife, { clusters });
    const left = [[0, 1], [2], [3, 4, 5, 6]];
    left.forEach((out, number) => {
      const { w, y } = draw(of, plan, number);
      expect(y).toBe(of.y);
      expectWithin(
        w.reduce((sum, weight) => sum + weight, 0),
        1,
        1e-14,
        "sum",
      );
      const rest = 1 - out.reduce((sum, j) => sum + of.w[j], 0);
      w.forEach((weight, j) => expectWithin(weight, out.includes(j) ? 0 : of.w[j] / rest, 1e-14, `${j}`));
    });
    draw(of, plan, 3).w.forEach((weight, j) => expectWithin(weight, of.w[j], 1e-14, "all of them"));
  });
});

describe("residual resampling", () => {
  it("draws from the errors given, each point from all of them, in units of the point it lands on", () => {
    for (const linear of [false, true]) {
      const of = problem(8, { linear });
      const plan = planOf(of, Resample.Residual);
      const seen = new Set<string>();
      for (const number of numbers(200)) {
        errorsIn(of, plan, draw(of, plan, number)).forEach((error, j) => {
          const from = plan.errors.findIndex((given) => Math.abs(given - error) < 1e-9);
          expect(from, `an error of ${error}`).toBeGreaterThanOrEqual(0);
          seen.add(`${j} ${from}`);
        });
      }
      // 200 rounds miss one of 64 pairs once in 4e9
      expect(seen.size).toBe(64);
    }
  });
});

describe("wild resampling", () => {
  it("Rademacher: keeps each point's own error and draws its sign, half of each", () => {
    const of = problem(8);
    const plan = planOf(of, Resample.Rademacher);
    let flipped = 0;
    const rounds = 500;
    for (const number of numbers(rounds)) {
      errorsIn(of, plan, draw(of, plan, number)).forEach((error, j) => {
        expectWithin(Math.abs(error), Math.abs(plan.errors[j]), 1e-9, `point ${j}`);
        if (error * plan.errors[j] < 0) flipped++;
      });
    }
    expectWithin(flipped / (8 * rounds), 0.5, (5 * 0.5) / Math.sqrt(8 * rounds), "share of flipped signs");
  });

  it("Webb: six factors, equally often, of mean 0 and variance 1", () => {
    const of = problem(8);
    const plan = planOf(of, Resample.Webb);
    const wanted = [-1.5, -1, -0.5, 0.5, 1, 1.5].map((v) => Math.sign(v) * Math.sqrt(Math.abs(v)));
    expectWithin(wanted.reduce((sum, v) => sum + v * v, 0) / 6, 1, 1e-15, "variance of the six");
    const counts = new Array<number>(6).fill(0);
    const rounds = 750;
    for (const number of numbers(rounds)) {
      errorsIn(of, plan, draw(of, plan, number)).forEach((error, j) => {
        const side = wanted.findIndex((v) => Math.abs(v - error / plan.errors[j]) < 1e-9);
        expect(side, `a factor of ${error / plan.errors[j]}`).toBeGreaterThanOrEqual(0);
        counts[side]++;
      });
    }
    const each = (8 * rounds) / 6;
    const chiSquare = counts.reduce((sum, seen) => sum + (seen - each) ** 2 / each, 0);
    // 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds
    expect(chiSquare).toBeLessThan(20.5);
  });

  it.each([
    ["Rademacher", Resample.Rademacher],
    ["Webb", Resample.Webb],
  ])("%s: a cluster shares its factor, clusters do not", (_, kind) => {
    const of = problem(9);
    const clusters = Uint32Array.from([0, 4, 5]);
    const plan = planOf(of, kind, { clusters });
    let differ = 0;
    for (const number of numbers(40)) {
      const factors = errorsIn(of, plan, draw(of, plan, number)).map((error, j) => error / plan.errors[j]);
      for (const [first, end] of [
        [0, 4],
        [4, 5],
        [5, 9],
      ])
        factors.slice(first, end).forEach((factor) => expectWithin(factor, factors[first], 1e-9, "factor"));
      if (Math.abs(factors[0] - factors[5]) > 1e-6) differ++;
    }
    expect(differ).toBeGreaterThan(10);
  });
});

describe("a σ that is drawn", () => {
  it.each(PERTURBING)("%s: multiplies all errors of a resample by one factor of its own", (_, kind) => {
    for (const linear of [false, true]) {
      const of = problem(9, { linear });
      const [known, drawn] = [Infinity, 3].map((freedom) => planOf(of, kind, { freedom }));
      for (const number of numbers(20)) {
        const factor = drawnSigmaFactor(3, HASH, number, KEY);
        const plain = errorsIn(of, known, draw(of, known, number));
        errorsIn(of, drawn, draw(of, drawn, number)).forEach((error, j) =>
          expectWithin(error, factor * plain[j], 1e-9 * (1 + Math.abs(error)), `point ${j} of ${number}`),
        );
      }
    }
  });

  it("leaves weights alone", () => {
    const of = problem(9);
    for (const kind of [Resample.Case, Resample.Jackknife])
      expect(draw(of, planOf(of, kind, { freedom: 1 }), 4)).toEqual(draw(of, planOf(of, kind), 4));
  });

  it("keeps ln y within what f32 can hold, however far σ is off", () => {
    const of = problem(9);
    const plan = planOf(of, Resample.Parametric, { freedom: 1, unit: of.y.map(() => 50) });
    for (const number of numbers(200))
      draw(of, plan, number).y.forEach((y, j) => {
        expect(Math.abs(Math.log(y / plan.fitted[j]))).toBeLessThan(16.001);
      });
  });
});

describe("parametric resampling", () => {
  it("draws standard normal errors, whatever the errors given are", () => {
    const of = problem(10);
    const plan = planOf(of, Resample.Parametric);
    const rounds = 2000;
    const all = numbers(rounds).flatMap((number) => errorsIn(of, plan, draw(of, plan, number)));
    const mean = (power: number) => all.reduce((sum, z) => sum + z ** power, 0) / all.length;
    // moments of N independent normal draws have errors √(1/N), √(2/N), √(15/N), √(96/N)
    const error = 5 / Math.sqrt(all.length);
    expectWithin(mean(1), 0, error, "mean");
    expectWithin(mean(2), 1, error * Math.sqrt(2), "variance");
    expectWithin(mean(3), 0, error * Math.sqrt(15), "third moment");
    expectWithin(mean(4), 3, error * Math.sqrt(96), "fourth moment");
    const others = { ...plan, errors: plan.errors.map(() => 7) };
    expect(draw(of, others, 5)).toEqual(draw(of, plan, 5));
  });
});

describe("errors that are correlated along x", () => {
  /** Two runs that take turns along x. */
  const runsOf = (points: number) => Uint32Array.from({ length: points }, (_, j) => j % 2);
  const runByRun = (points: number) =>
    Uint32Array.from([...numbers(points).filter((j) => j % 2 === 0), ...numbers(points).filter((j) => j % 2 === 1)]);
  const one = (rho: number, order: Uint32Array) => ({ order, rho: Float64Array.of(rho), size: Float64Array.of(1) });

  it.each(PERTURBING)("%s: with ρ = 0 they are those of independent errors, bit for bit", (_, kind) => {
    for (const linear of [false, true]) {
      const of = problem(11, { linear });
      const plan = planOf(of, kind);
      const serial = one(0, Uint32Array.from(numbers(11)));
      for (const number of numbers(30)) expect(draw(of, { ...plan, serial }, number)).toEqual(draw(of, plan, number));
    }
  });

  it("have variance 1, correlation ρ^k within a run and none between runs", () => {
    const points = 10;
    const rho = 0.7;
    const of = problem(points, { run: runsOf(points) });
    const plan = planOf(of, Resample.Parametric, { serial: one(rho, runByRun(points)) });
    const rounds = 4000;
    const all = numbers(rounds).map((number) => errorsIn(of, plan, draw(of, plan, number)));
    // a mean of products of two normals of variance 1 has a standard error of at most √(2/rounds)
    const error = 5 * Math.sqrt(2 / rounds);
    for (const i of numbers(points)) {
      for (const j of numbers(points)) {
        const wanted = (i - j) % 2 === 0 ? rho ** (Math.abs(i - j) / 2) : 0;
        const product = all.reduce((sum, errors) => sum + errors[i] * errors[j], 0) / rounds;
        expectWithin(product, wanted, error, `covariance of ${i} and ${j}`);
      }
    }
  });

  it.each(PERTURBING)("%s: what is new in each is drawn as the kind has it", (_, kind) => {
    const of = problem(9, { run: runsOf(9) });
    const serial = one(0.6, runByRun(9));
    const plan = planOf(of, kind, { serial });
    const fresh = planOf(of, kind);
    for (const number of numbers(20)) {
      const errors = errorsIn(of, plan, draw(of, plan, number));
      const drawn = [...serial.order].map((j, k) =>
        k === 0 || k === 5 ? errors[j] : (errors[j] - 0.6 * errors[serial.order[k - 1]]) / 0.8,
      );
      // the words go along the runs: the k-th is that of the row which is k-th by x where errors are independent
      const errorsAlong = Float64Array.from(serial.order, (row) => fresh.errors[row]);
      const independent = kind === Resample.Residual ? fresh : { ...fresh, errors: errorsAlong };
      const words = errorsIn(of, fresh, draw(of, independent, number));
      drawn.forEach((error, k) => expectWithin(error, words[k], 1e-9 * (1 + Math.abs(error)), `${k} of ${number}`));
    }
  });

  it("take the pairs of ρ and σ in turn", () => {
    const of = problem(9);
    const order = Uint32Array.from(numbers(9));
    const [rho, size] = [Float64Array.of(0.2, 0.9, 0.5), Float64Array.of(1, 2, 0.5)];
    const plan = planOf(of, Resample.Parametric, { serial: { order, rho, size } });
    for (const number of numbers(7)) {
      const serial = { order, rho: rho.subarray(number % 3, (number % 3) + 1), size: Float64Array.of(1) };
      const plain = errorsIn(of, plan, draw(of, { ...plan, serial }, number));
      errorsIn(of, plan, draw(of, plan, number)).forEach((error, j) =>
        expectWithin(error, size[number % 3] * plain[j], 1e-9 * (1 + Math.abs(error)), `point ${j} of ${number}`),
      );
    }
  });

  it("leave weights alone", () => {
    const of = problem(9);
    const serial = one(0.5, Uint32Array.from(numbers(9)));
    for (const kind of [Resample.Case, Resample.Jackknife])
      expect(draw(of, planOf(of, kind, { serial }), 4)).toEqual(draw(of, planOf(of, kind), 4));
  });
});

const TILE = 32;

/** The same plan as an f32 device reads it. */
function roundedPlan(plan: ResamplePlan): ResamplePlan {
  const [fitted, errors, unit] = [plan.fitted, plan.errors, plan.unit].map((values) =>
    Float64Array.from(values, Math.fround),
  );
  return { ...plan, fitted, errors, unit };
}

describeGpu("resample.wgsl", (open) => {
  afterEach(() => vi.restoreAllMocks());

  /** Every (y, weight) pair that opening a session has the device draw, tiles of 32 resamples. */
  async function samplesOf(batch: Batch): Promise<Float32Array> {
    const { device } = open();
    const create = device.createBuffer.bind(device);
    let samples = null as GPUBuffer | null;
    vi.spyOn(device, "createBuffer").mockImplementation((descriptor) => {
      if (descriptor.label !== "samples") return create(descriptor);
      return (samples = create({ ...descriptor, usage: descriptor.usage | 4 }));
    });
    const session = await new GpuEngine(device, await readShaders(), "test").open(batch);
    if (!samples) throw new Error("the session has no buffer of samples");
    const back = create({ size: samples.size, usage: 1 | 8 });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(samples, 0, back, 0, samples.size);
    device.queue.submit([encoder.finish()]);
    const values = await readBytes(back, samples.size).then((bytes) => new Float32Array(bytes));
    session.release();
    back.destroy();
    return values;
  }

  describe.each([
    ["residuals of ln y", false, Infinity],
    ["residuals of y", true, Infinity],
    ["residuals of ln y, σ of 1 degree of freedom", false, 1],
    ["residuals of y, σ of 5 degrees of freedom", true, 5],
    ["residuals of ln y, σ of 30 degrees of freedom", false, 30],
  ])("%s", (_, linear, freedom) => {
    it.each(KINDS)("%s: draws what its twin draws", async (_, kind) => {
      const curves = [problem(9, { linear }), problem(14, { linear })].map(roundedProblem);
      const clusters = [Uint32Array.from(numbers(9)), Uint32Array.from([0, 3, 4, 10])];
      const parts = [
        { dataFirst: true, freedom },
        { clusters: clusters[1], freedom },
      ];
      const plans = curves.map((of, i) => roundedPlan(planOf(of, kind, parts[i])));
      const [first, count] = [0, 70]; // more than two tiles and one workgroup
      const batch = { ...batchOf(curves, undefined, 11), resampling: { first, count, plans } };
      const values = await samplesOf(batch);
      let at = 0;
      curves.forEach((of, i) => {
        for (const place of numbers(count)) {
          const wanted = resampled(of, plans[i], batch.starts[i].hash, KEY, first + place);
          const base = at + Math.floor(place / TILE) * TILE * (of.u.length + 1) + (place % TILE);
          wanted.y.forEach((y, j) => {
            const [seen, weight] = values.subarray(2 * (base + TILE * j), 2 * (base + TILE * j) + 2);
            // one exp and two products in f32 about a ŷ; a normal error of f32 is good to 2e-6 of its unit, and so is σ
            const error = linear ? 0 : Math.abs(Math.log(y / plans[i].fitted[j]));
            const rounding = 2e-6 * (1 + Math.abs(y)) * (1 + error);
            expectWithin(seen, y, rounding, `y of ${place} at ${j}`);
            expectWithin(weight, wanted.w[j], 1e-6 * wanted.w[j], `weight of ${place} at ${j}`);
          });
        }
        at += Math.ceil(count / TILE) * TILE * (of.u.length + 1); // behind the points lies a resample's proof
      });
      expect(values.length).toBe(2 * at);
    });
  });

  it.each(KINDS)("%s: draws correlated errors as its twin does, whichever runs a row is between", async (_, kind) => {
    const curves = [problem(9), problem(14, { run: Uint32Array.from(numbers(14), (j) => j % 3) })].map(roundedProblem);
    const orders = [numbers(9), [0, 1, 2].flatMap((run) => numbers(14).filter((j) => j % 3 === run))].map((rows) =>
      Uint32Array.from(rows),
    );
    const pairs = [
      { rho: Float64Array.of(0.8), size: Float64Array.of(1) },
      { rho: Float64Array.of(0.1, 0.95, 0.5), size: Float64Array.of(0.5, 2, 1) },
    ];
    const plans = curves.map((of, i) => roundedPlan(planOf(of, kind, { serial: { order: orders[i], ...pairs[i] } })));
    const count = 40;
    const batch = { ...batchOf(curves, undefined, 11), resampling: { first: 3, count, plans } };
    const values = await samplesOf(batch);
    let at = 0;
    curves.forEach((of, i) => {
      for (const place of numbers(count)) {
        const wanted = resampled(of, plans[i], batch.starts[i].hash, KEY, 3 + place);
        const base = at + Math.floor(place / TILE) * TILE * (of.u.length + 1) + (place % TILE);
        wanted.y.forEach((y, j) => {
          const [seen, weight] = values.subarray(2 * (base + TILE * j), 2 * (base + TILE * j) + 2);
          // as above, and a rounding for each error that is handed on
          const error = Math.abs(Math.log(y / plans[i].fitted[j]));
          expectWithin(seen, y, 4e-6 * (1 + Math.abs(y)) * (1 + error), `y of ${place} at ${j}`);
          expectWithin(weight, wanted.w[j], 1e-6 * wanted.w[j], `weight of ${place} at ${j}`);
        });
      }
      at += Math.ceil(count / TILE) * TILE * (of.u.length + 1);
    });
  });

  it("draws a resample by its own number, wherever its block begins", async () => {
    const of = roundedProblem(problem(11));
    const plans = [roundedPlan(planOf(of, Resample.Parametric))];
    const blocks: string[][] = [];
    for (const [first, count] of [
      [0, 80],
      [45, 20],
    ]) {
      const values = await samplesOf({
        ...batchOf([of], undefined, 11),
        resampling: { first, count, plans },
      });
      vi.restoreAllMocks();
      blocks.push(
        numbers(count).map((place) => {
          const base = Math.floor(place / TILE) * TILE * (11 + 1) + (place % TILE);
          return numbers(11)
            .map((j) => values[2 * (base + TILE * j)])
            .join();
        }),
      );
    }
    expect(blocks[1]).toEqual(blocks[0].slice(45, 65));
    expect(new Set(blocks[0]).size).toBe(80);
  });
});
