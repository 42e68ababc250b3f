import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../../../src/core/engine/cpuEngine.js";
import type { Batch, Engine } from "../../../../src/core/engine/engine.js";
import type { FitStates } from "../../../../src/core/engine/fitStates.js";
import { GpuEngine } from "../../../../src/core/engine/gpuEngine.js";
import { inlineExecutor } from "../../../../src/core/engine/tasks.js";
import { InputError } from "../../../../src/core/errors.js";
import { m4Form } from "../../../../src/core/forms/m4/form.js";
import { resolveOptions } from "../../../../src/core/options.js";
import { planCurve, planProblem } from "../../../../src/core/plan.js";
import type { Problem, StartPlan } from "../../../../src/core/problem/problem.js";
import { seedKey } from "../../../../src/core/random/philox.js";
import { drawStart } from "../../../../src/core/solver/starts.js";
import type { FitOptions } from "../../../../src/core/types.js";
import { readShaders } from "../../../../src/node/packageFiles.js";
import { batchOf } from "../../../support/batches.js";
import { clearLaws, curveOf, geometric, lawCurve, roundedProblem } from "../../../support/curves.js";
import { describeGpu } from "../../../support/device.js";
import { expectWithin } from "../../../support/within.js";

function problemOf(x: ArrayLike<number>, y: ArrayLike<number>, options: Partial<FitOptions> = {}): Problem {
  const resolved = resolveOptions(options);
  return planProblem(m4Form, planCurve(curveOf(x, y), 0, resolved), 0, 1, resolved);
}

const curves = clearLaws.map((law, i) => lawCurve(law, geometric(1e3, 1e7, 20 + i), 0.01, i + 1));
const problems = curves.map(({ x, y }) => problemOf(x, y));
const random: StartPlan = { hash: 42, randomStarts: 2 ** 31, parents: [] };

function starts(problem: Problem, count: number, plan = random, seed = 0): Float64Array[] {
  return Array.from({ length: count }, (_, start) => {
    const p = new Float64Array(5);
    drawStart(m4Form, problem, plan, seedKey(seed), start, p);
    return p;
  });
}

describe("the bounds of M4", () => {
  it("put ε∞ below the geometric mean of y, and ε0 above it", () => {
    for (const [i, { lo, hi }] of problems.entries()) {
      // y is divided by its geometric mean
      const geometricMean = problems[i].y.reduce((sum, y) => sum + Math.log(y) / problems[i].y.length, 0);
      expect(geometricMean).toBeCloseTo(0, 12);
      expect([lo[2], hi[2]]).toEqual([0, 1 - 1e-6]);
      expect(Math.exp(lo[3])).toBeCloseTo(1 + 1e-6, 12);
      expect(Math.exp(hi[3]) / Math.max(...problems[i].y)).toBeCloseTo(1e3, 8);
    }
  });

  it("keep c in [0, 20] and α in [1e-6, 1e3], and tie nothing", () => {
    const { lo, hi, ties } = problems[0];
    expect([lo[1], hi[1]]).toEqual([0, 20]);
    expect([lo[4], hi[4]]).toEqual([Math.log(1e-6), Math.log(1e3)]);
    expect(ties).toEqual([]);
  });

  it.each(["linear", "log1p"] as const)("refuse the objective %s", (objective) => {
    const plan = () => problemOf([1, 2, 3], [3, 2, 1], { objective });
    expect(plan).toThrow(new InputError(`m4 is fitted to ln y: the objective "${objective}" is for bnsl alone`));
  });
});

describe("a start of M4", () => {
  it("lies inside every bound, and is a number at every point", () => {
    for (const problem of problems) {
      for (const p of starts(problem, 300)) {
        p.forEach((value, k) => {
          expect(value).toBeGreaterThanOrEqual(problem.lo[k]);
          expect(value).toBeLessThanOrEqual(problem.hi[k]);
        });
        expect(p.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("stands on the bounds of ε∞ and ε0 in 3 of 16 draws each, and draws α within e^±3", () => {
    const [problem] = problems;
    const drawn = starts(problem, 1000);
    const share = (test: (p: Float64Array) => boolean) => drawn.filter(test).length / drawn.length;
    expectWithin(
      share((p) => p[2] === problem.lo[2]),
      3 / 16,
      0.04,
      "ε∞ on its bound",
    );
    expectWithin(
      share((p) => p[3] === problem.hi[3]),
      3 / 16,
      0.04,
      "ε0 on its bound",
    );
    expectWithin(
      share((p) => p[4] < 0),
      1 / 2,
      0.05,
      "α < 1",
    );
    expect(share((p) => Math.abs(p[4]) > 3)).toBe(0);
    expect(new Set(drawn.map((p) => p[4])).size).toBe(1000);
  });

  it("differs by curve and seed, and is the same alone", () => {
    const [problem] = problems;
    const alphas = (list: Float64Array[]) => list.map((p) => p[4]);
    const base = alphas(starts(problem, 50));
    for (const other of [starts(problem, 50, { ...random, hash: 43 }), starts(problem, 50, random, 1)]) {
      expect(alphas(other).filter((alpha, i) => alpha === base[i])).toEqual([]);
    }
    const alone = new Float64Array(5);
    drawStart(m4Form, problem, random, seedKey(0), 49, alone);
    expect(alone[4]).toBe(base[49]);
  });

  it("solves β and c: given the law's own ε∞, ε0 and α it is the law", () => {
    const p = Float64Array.of(0.3, 0.6, 0.2, Math.log(3), Math.log(1.7));
    const [shape, row] = [new Float64Array(5), new Float64Array(5)];
    m4Form.prepare(p, 0, shape);
    const u = Array.from({ length: 20 }, (_, i) => -2 + 0.2 * i);
    const y = Float64Array.from(u, (v) => m4Form.evaluate(v, 1, p, 0, shape, row));
    const problem: Problem = {
      ...problems[0],
      u: Float64Array.from(u),
      y,
      w: y.map(() => 1 / y.length),
      lo: Float64Array.of(-Infinity, 0, p[2], p[3], p[4]),
      hi: Float64Array.of(Infinity, 20, p[2], p[3], p[4]),
    };
    const [start] = starts(problem, 1);
    // The start's ridge of 1e-7 keeps it from more digits.
    p.forEach((value, k) => expectWithin(start[k], value, 1e-4, `parameter ${k}`));
  });
});

describeGpu("starts of M4", (open) => {
  const COUNT = 128;
  const batch: Batch = { ...batchOf(problems.map(roundedProblem)), form: m4Form };

  async function startsOf(engine: Engine): Promise<FitStates> {
    const session = await engine.open(batch);
    const states = await session.starts(batch.problems.map((_, problem) => ({ problem, first: 0, count: COUNT })));
    session.release();
    return states;
  }

  it("are those of their twin", async () => {
    const seen = await startsOf(new GpuEngine(open().device, await readShaders(), "test"));
    const wanted = await startsOf(new CpuEngine(inlineExecutor));
    const apart: number[] = [];
    for (let fit = 0; fit < seen.count; fit++) {
      const [a, b] = [seen.p(fit), wanted.p(fit)];
      // the same integers; an exp, a log and a few products in f32 (ε0's draw is a gap above its bound, of up to 7)
      for (const k of [2, 3, 4]) expectWithin(a[k], b[k], 2e-6 * (1 + Math.abs(b[k])), `start ${fit}, ${k}`);
      apart.push(Math.abs(seen.objective(fit) / wanted.objective(fit) - 1));
      expect(seen.status(fit)).toBe(wanted.status(fit));
    }
    apart.sort((p, q) => p - q);
    expectWithin(apart[Math.floor(0.9 * apart.length)], 0, 1e-4, "relative objective, nine in ten");
    expectWithin(apart[apart.length - 1], 0, 0.05, "relative objective, all");
  });
});
