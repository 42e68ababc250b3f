import { describe, expect, it } from "vitest";
import type { ChunkLimits } from "../../src/core/engine/dispatches.js";
import { GpuEngine } from "../../src/core/engine/gpuEngine.js";
import type { Engine } from "../../src/core/engine/engine.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { readShaders } from "../../src/node/packageFiles.js";
import { seedKey } from "../../src/core/random/philox.js";
import { freshState, polish } from "../../src/core/solver/polish.js";
import { resampled } from "../../src/core/solver/resample.js";
import { hasFit } from "../../src/core/status.js";
import { effortFor, refit } from "../../src/uncertainty/refit.js";
import type { RefitProblem, Refits } from "../../src/uncertainty/refitBlocks.js";
import { resamplePlan } from "../../src/uncertainty/resamplePlan.js";
import type { ResampleKind } from "../../src/uncertainty/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { describeGpu } from "../support/device.js";
import { cpuEngine, describeEachEngine } from "../support/eachEngine.js";
import { objectiveOf } from "../support/evaluate.js";
import { fittedOf } from "../support/fitted.js";
import { expectWithin } from "../support/within.js";

const SEED = 23;
/** few, so that more resamples can be asked for than inform the search */
const effort = { ...effortFor(1, 1), pilots: 6 };

const fits = [0, 1, 2].map((i) =>
  fittedOf(lawCurve(clearLaws[i], geometric(1e3, 1e7, 30 + 5 * i), 0.02, i + 1, `curve ${i}`), clearLaws[i]),
);

function problemOf(i: number, count: number, kind: ResampleKind): RefitProblem {
  const { problem, linearisation, plan, p } = fits[i];
  const drawn = resamplePlan(problem, linearisation, kind, "none");
  return { problem, hash: plan.hash, plan: drawn, origins: [p], count };
}

const all = (count: number) => [
  problemOf(0, count, "residual"),
  problemOf(1, count, "case"),
  problemOf(2, count, "wild"),
];
const run = (engine: Engine, problems: readonly RefitProblem[], seed = SEED) =>
  refit({ engine, form: bnslForm, seed }, problems, effort);

/** What the first resamples gave, without how often fresh starts won over all. */
function firstOf({ p, objective, status, origins }: Refits, count: number): object {
  const size = p.length / objective.length;
  return {
    p: p.slice(0, count * size),
    objective: objective.slice(0, count),
    status: status.slice(0, count),
    origins,
  };
}

describeEachEngine("refit", (engine) => {
  it("gives a curve the same refits whichever curves stand beside it", async () => {
    const together = await run(await engine(), all(10));
    const turned = await run(await engine(), all(10).reverse());
    expect(turned.reverse()).toEqual(together);
    for (const i of [0, 1, 2]) expect(await run(await engine(), [all(10)[i]])).toEqual([together[i]]);
  });

  it("gives the first resamples the same refits where more are asked for", async () => {
    const few = await run(await engine(), all(7));
    const [one, two, three] = all(19);
    const more = await run(await engine(), [one, { ...two, count: 12 }, three]);
    few.forEach((refits, i) => expect(firstOf(more[i], 7)).toEqual(firstOf(refits, 7)));
    expect(more[1].objective).toHaveLength(12);
  });

  it("gives other refits to another seed, of the same data", async () => {
    const [once, again, other] = [
      await run(await engine(), all(7)),
      await run(await engine(), all(7)),
      await run(await engine(), all(7), SEED + 1),
    ];
    expect(again).toEqual(once);
    other.forEach((refits, i) => expect(refits.objective).not.toEqual(once[i].objective));
  });

  it("reports, of each resample, its own objective at its own parameters, none above a polish of the fit", async () => {
    const problems = all(8);
    const refits = await run(await engine(), problems);
    problems.forEach(({ problem, plan, hash, origins }, i) => {
      for (let number = 0; number < 8; number++) {
        const own = resampled(problem, plan!, hash, seedKey(SEED), number);
        const size = origins[0].length;
        const p = refits[i].p.slice(number * size, (number + 1) * size);
        const objective = refits[i].objective[number];
        // an f32 device rounds parameters and residuals: F to 1e-4 of itself, as in engines.test.ts
        expectWithin(objective / objectiveOf(own, p), 1, 1e-4, `objective of ${i}, ${number}`);
        const warm = polish(bnslForm, { problem: own, state: freshState(own, origins[0].slice(), 1e-2) }, 200);
        expect(objective / warm.objective).toBeLessThan(1 + 1e-3);
        expect(objective).not.toBe(objectiveOf(problem, p));
        expect(hasFit(refits[i].status[number])).toBe(true);
      }
    });
  });

  it("refits the data themselves where there is no plan", async () => {
    const { problem, plan, p } = fits[0];
    const moved = p.map((v, k) => (k === bnslForm.asymptoteIndex(1) + 1 ? v + 0.1 : v));
    const [refits] = await run(await engine(), [{ problem, hash: plan.hash, plan: null, origins: [moved], count: 1 }]);
    expect(refits.objective).toHaveLength(1);
    const least = objectiveOf(problem, p);
    expect(objectiveOf(problem, moved)).toBeGreaterThan(1.05 * least);
    expectWithin(refits.objective[0] / least, 1, 1e-4, "objective");
  });
});

describe("a refit that finds no number", () => {
  it("is NaN and says so, and the other curves go on", async () => {
    const [one, two] = all(6);
    const fitted = two.plan!.fitted.map(() => NaN);
    const spoilt = { ...two, plan: { ...problemOf(1, 6, "residual").plan!, fitted } };
    const [sound, broken] = await run(cpuEngine(), [one, spoilt]);
    expect([...broken.objective].every(Number.isNaN)).toBe(true);
    expect(broken.status.some(hasFit)).toBe(false);
    expect(sound).toEqual((await run(cpuEngine(), [one]))[0]);
  });
});

describeGpu("refit on the device", (open) => {
  const on = async (limits: Partial<ChunkLimits>) => new GpuEngine(open().device, await readShaders(), "test", limits);

  it("gives the same bits whatever chunks and dispatches its limits force", async () => {
    const whole = await run(await on({}), all(9));
    for (const limits of [{ stateBytes: 1 }, { dispatchWork: 1 }, { fitsPerWorkgroup: 70, stateBytes: 5000 }]) {
      expect(await run(await on(limits), all(9))).toEqual(whole);
    }
  });

  it("gives the minima that the CPU's f64 gives", async () => {
    const [seen, wanted] = [await run(await on({}), all(30)), await run(cpuEngine(), all(30))];
    const apart = seen.flatMap(({ objective }, i) =>
      [...objective].map((value, j) => Math.abs(value / wanted[i].objective[j] - 1)),
    );
    // now and then a fresh start wins on one engine alone
    expect(apart.filter((gap) => gap < 1e-3).length / apart.length).toBeGreaterThan(0.95);
  });
});
