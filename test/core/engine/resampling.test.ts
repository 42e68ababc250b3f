import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../../src/core/engine/cpuEngine.js";
import type { Batch, Engine } from "../../../src/core/engine/engine.js";
import type { FitStates, StartRange } from "../../../src/core/engine/fitStates.js";
import type { ChunkLimits } from "../../../src/core/engine/dispatches.js";
import { GpuEngine } from "../../../src/core/engine/gpuEngine.js";
import { inlineExecutor } from "../../../src/core/engine/tasks.js";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import type { BnslParameters } from "../../../src/core/forms/evaluate.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { workerPool } from "../../../src/node/workers.js";
import { Resample, type ResamplePlan } from "../../../src/core/problem/problem.js";
import { seedKey } from "../../../src/core/random/philox.js";
import { resampled } from "../../../src/core/solver/resample.js";
import type { FitOptions } from "../../../src/core/types.js";
import { clustersOf, jackknifePlan, resamplePlan } from "../../../src/uncertainty/resamplePlan.js";
import { batchOf } from "../../support/batches.js";
import { clearLaws, geometric, lawCurve, roundedProblem } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { objectiveOf } from "../../support/evaluate.js";
import { fittedOf } from "../../support/fitted.js";
import { expectWithin } from "../../support/within.js";

const RESAMPLES = 40;
/** starts of each resample: half of them inherit */
const STARTS = 2;

const two: BnslParameters = { a: 0.1, b: 30, c0: 0.3, c: [-0.2, 0.5], d: [3e4, 1e6], f: [0.2, 0.2] };

/** What each kind is drawn with, as the bootstrap makes it. */
function planOf(fit: ReturnType<typeof fittedOf>, kind: Resample): ResamplePlan {
  const { problem, linearisation } = fit;
  if (kind === Resample.Jackknife) return jackknifePlan(problem, linearisation, "none");
  const plan = resamplePlan(problem, linearisation, "parametric", "none");
  return { ...plan, kind, clusters: clustersOf(problem, kind === Resample.Case ? 30 : "none") };
}

/** Resamples of two or three curves of different lengths, whose numbers are f32 already. */
function batch(
  kind: Resample,
  laws: readonly BnslParameters[] = clearLaws.slice(0, 2),
  options: Partial<FitOptions> = {},
): Batch {
  const fits = laws.map((law, i) =>
    fittedOf(lawCurve(law, geometric(1e3, 1e7, 34 + 7 * i), 0.02, i + 1), law, options),
  );
  const problems = fits.map((fit) => roundedProblem(fit.problem));
  const plans = fits.map((fit) => rounded(planOf(fit, kind)));
  const parents = fits.map(({ p, problem: { breaks } }) => [
    { a: p[2 + breaks], delta: [...p.slice(3 + breaks, 3 + 2 * breaks)], phi: [...p.slice(3 + 2 * breaks)] },
  ]);
  const starts = fits.map((_, i) => ({
    hash: 1000 + i,
    randomStarts: laws[0].c.length === 0 ? 2 ** 31 : 1,
    parents: parents[i].map((parent) => ({
      a: Math.fround(parent.a),
      delta: parent.delta.map(Math.fround),
      phi: parent.phi.map(Math.fround),
    })),
  }));
  return { ...batchOf(problems, starts), resampling: { first: 0, count: RESAMPLES, plans } };
}

function rounded(plan: ResamplePlan): ResamplePlan {
  const [fitted, errors, unit] = [plan.fitted, plan.errors, plan.unit].map((values) =>
    Float64Array.from(values, Math.fround),
  );
  return { ...plan, fitted, errors, unit };
}

/** Every resample of every problem. */
const everyResample = ({ problems, resampling }: Batch): StartRange[] =>
  problems.flatMap((_, problem) =>
    Array.from({ length: resampling!.count }, (_, i) => ({
      problem,
      resample: resampling!.first + i,
      first: 0,
      count: STARTS,
    })),
  );

const rows = (states: FitStates) => Array.from({ length: states.count }, (_, i) => i);

async function startsOf(engine: Engine, of: Batch, over = everyResample(of)): Promise<FitStates> {
  const session = await engine.open(of);
  const states = await session.starts(over);
  session.release();
  return states;
}

async function iterated(engine: Engine, of: Batch, states: FitStates, count: number): Promise<FitStates> {
  const session = await engine.open(of);
  const copy = states.gather(rows(states));
  await session.iterate(copy, count);
  session.release();
  return copy;
}

const cpu = new CpuEngine(inlineExecutor);

describe("CpuEngine on resamples", () => {
  it.each(Object.entries(Resample))("%s: fits each start to its own resample", async (_, kind) => {
    const of = batch(kind);
    const states = await startsOf(cpu, of);
    const after = await iterated(cpu, of, states, 3);
    for (const fit of rows(states)) {
      const problem = of.problems[states.problem[fit]];
      const plan = of.resampling!.plans[states.problem[fit]];
      const { hash } = of.starts[states.problem[fit]];
      const own = resampled(problem, plan, hash, seedKey(of.seed), states.resample[fit]);
      for (const each of [states, after]) {
        const wanted = objectiveOf(own, each.p(fit));
        if (Number.isFinite(wanted))
          expectWithin(each.objective(fit), wanted, 1e-11 * wanted, `objective of fit ${fit}`);
      }
      expect(states.objective(fit)).not.toBe(objectiveOf(problem, states.p(fit)));
    }
  });

  it("draws a start by its ordinal from the data themselves, whichever resample it is solved for", async () => {
    const of = batch(Resample.Parametric);
    const data = await startsOf(cpu, { ...of, resampling: null }, [{ problem: 0, first: 0, count: STARTS }]);
    const states = await startsOf(cpu, of);
    const at = bnslForm.asymptoteIndex(1);
    for (const fit of rows(states).filter((each) => states.problem[each] === 0)) {
      const [seen, drawn] = [states.p(fit), data.p(states.start[fit])];
      expect([...seen.slice(at)]).toEqual([...drawn.slice(at)]);
      expect([...seen.slice(0, at)]).not.toEqual([...drawn.slice(0, at)]);
    }
  });

  it("gives the same bits on a pool of threads as in this one", async () => {
    const pool = workerPool(2);
    try {
      const of = batch(Resample.Residual);
      const pooled = new CpuEngine(pool);
      const starts = await startsOf(pooled, of);
      expect(starts.values).toEqual((await startsOf(cpu, of)).values);
      expect((await iterated(pooled, of, starts, 6)).values).toEqual((await iterated(cpu, of, starts, 6)).values);
    } finally {
      await pool.close();
    }
  });

  it("gives a resample the same fits in a block of its own", async () => {
    const of = batch(Resample.Case);
    const whole = await startsOf(cpu, of);
    const block: Batch = { ...of, resampling: { ...of.resampling!, first: 25, count: 5 } };
    const part = await startsOf(cpu, block);
    const same = rows(whole).filter((fit) => whole.resample[fit] >= 25 && whole.resample[fit] < 30);
    expect(part.values).toEqual(whole.gather(same).values);
  });
});

describeGpu("GpuEngine on resamples", (open) => {
  const gpu = async (limits: Partial<ChunkLimits> = {}) =>
    new GpuEngine(open().device, await readShaders(), "test", limits);
  let one: Promise<GpuEngine> | null = null;
  /** One engine for most tests: it keeps what it has compiled. */
  const shared = () => (one ??= gpu());

  const linear: Partial<FitOptions> = { objective: "linear", bounds: { a: [0, 10] } };
  const shapes: [name: string, of: Batch][] = [
    ...Object.entries(Resample).map(([name, kind]): [string, Batch] => [name, batch(kind)]),
    ["Parametric, linear residuals", batch(Resample.Parametric, undefined, linear)],
    ["Residual, n = 0", batch(Resample.Residual, [{ a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] }])],
    ["Rademacher, n = 2", batch(Resample.Rademacher, [two])],
    [
      "Case, the data first",
      ((of: Batch): Batch => ({
        ...of,
        resampling: {
          ...of.resampling!,
          plans: of.resampling!.plans.map((plan) => ({ ...plan, dataFirst: true })),
        },
      }))(batch(Resample.Case)),
    ],
  ];

  // What is allowed, and why, is as in engines.test.ts: the same stages, on y and weights that agree to 2e-6.
  describe.each(shapes)("%s", (_, of) => {
    it("draws and solves starts as its twin does", async () => {
      const [seen, wanted] = [await startsOf(await shared(), of), await startsOf(cpu, of)];
      const apart: number[] = [];
      for (const fit of rows(seen)) {
        const [a, b] = [seen.p(fit), wanted.p(fit)];
        for (let k = bnslForm.asymptoteIndex(of.breaks); k < a.length; k++)
          expectWithin(a[k], b[k], 1e-6 * (1 + Math.abs(b[k])), `start ${fit}`);
        apart.push(Math.abs(seen.objective(fit) / wanted.objective(fit) - 1));
      }
      apart.sort((p, q) => p - q);
      expectWithin(apart[Math.floor(0.9 * apart.length)], 0, 1e-4, "relative objective, nine in ten");
      expectWithin(apart[apart.length - 1], 0, 0.05, "relative objective, all");
    });

    it("takes one iteration as its twin does", async () => {
      const engine = await shared();
      const starts = await startsOf(engine, of);
      const [seen, wanted] = [await iterated(engine, of, starts, 1), await iterated(cpu, of, starts, 1)];
      const apart = rows(seen).map((fit) => Math.abs(seen.objective(fit) / wanted.objective(fit) - 1));
      expect(rows(seen).some((fit) => wanted.objective(fit) < 0.9 * starts.objective(fit))).toBe(true);
      apart.sort((p, q) => p - q);
      expectWithin(apart[Math.floor(0.5 * apart.length)], 0, 1e-5, "relative objective, median");
      expectWithin(apart[Math.floor(0.9 * apart.length)], 0, 1e-3, "relative objective, nine in ten");
    });
  });

  it("runs to the minima of its twin on resamples, from the fit itself", async () => {
    const of = batch(Resample.Residual);
    const engine = await shared();
    const states = await startsOf(cpu, of);
    for (const fit of rows(states)) {
      const [{ a, delta, phi }] = of.starts[states.problem[fit]].parents;
      const p = states.p(fit).slice();
      p.set([a, ...delta, ...phi], bnslForm.asymptoteIndex(1));
      states.set(fit, p, 1);
    }
    const [seen, wanted] = [await iterated(engine, of, states, 100), await iterated(cpu, of, states, 100)];
    const together = rows(seen).filter((fit) => Math.abs(seen.objective(fit) / wanted.objective(fit) - 1) < 1e-4);
    expect(together.length / seen.count).toBeGreaterThan(0.95);
  });

  it("gives the same bits whatever chunks and dispatches its limits force", async () => {
    const of = batch(Resample.Rademacher);
    const whole = await shared();
    const starts = await startsOf(whole, of);
    const after = await iterated(whole, of, starts, 20);
    expect(after.values).not.toEqual(starts.values);
    for (const limits of [{ stateBytes: 1 }, { dispatchWork: 1 }, { fitsPerWorkgroup: 70, stateBytes: 4 * 12 * 100 }]) {
      const engine = await gpu(limits);
      expect((await startsOf(engine, of)).values).toEqual(starts.values);
      expect((await iterated(engine, of, starts, 20)).values).toEqual(after.values);
    }
  });

  it("gives a resample the same bits in a block of its own, and a curve without its neighbours", async () => {
    const of = batch(Resample.Parametric);
    const engine = await shared();
    const starts = await startsOf(engine, of);
    const after = await iterated(engine, of, starts, 20);
    const block: Batch = { ...of, resampling: { ...of.resampling!, first: 25, count: 5 } };
    const inBlock = rows(starts).filter((fit) => starts.resample[fit] >= 25 && starts.resample[fit] < 30);
    expect((await startsOf(engine, block)).values).toEqual(starts.gather(inBlock).values);
    const again = await iterated(engine, block, starts.gather(inBlock), 20);
    expect(again.values).toEqual(after.gather(inBlock).values);
    const alone: Batch = {
      ...batchOf([of.problems[1]], [of.starts[1]]),
      resampling: { ...of.resampling!, plans: [of.resampling!.plans[1]] },
    };
    const second = rows(starts).filter((fit) => starts.problem[fit] === 1);
    expect((await startsOf(engine, alone)).values).toEqual(starts.gather(second).values);
  });

  it("gives a batch without resamples what it gives where none were ever drawn", async () => {
    const of = { ...batch(Resample.Case), resampling: null };
    const over = of.problems.map((_, problem) => ({ problem, first: 0, count: 8 }));
    const before = await startsOf(await gpu(), of, over);
    expect((await startsOf(await shared(), of, over)).values).toEqual(before.values);
  });
});
