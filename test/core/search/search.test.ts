import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../../src/core/engine/cpuEngine.js";
import type { Engine, EngineSession } from "../../../src/core/engine/engine.js";
import { inlineExecutor } from "../../../src/core/engine/tasks.js";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import type { Problem } from "../../../src/core/problem/problem.js";
import { scheduleFor, type Schedule } from "../../../src/core/search/schedule.js";
import { asParent, search, type SearchProblem } from "../../../src/core/search/search.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";
import { objectiveOf } from "../../support/evaluate.js";

const problem = problemOf(lawCurve(clearLaws[0], geometric(1e3, 1e7, 30), 0.01), 1);
const schedule: Schedule = {
  firstStarts: 40,
  secondStarts: 24,
  halvings: [
    { keep: 0.5, least: 8, iterations: 5 },
    { keep: 0.25, least: 8, iterations: 60 },
  ],
  candidates: 3,
};

const at = (of: Problem, hash = 1): SearchProblem => ({ problem: of, hash, parents: [] });
const context = { executor: inlineExecutor, form: bnslForm, seed: 0 };
const cpu = () => new CpuEngine(inlineExecutor);

/** Counts what a search asks of an engine. */
class CountingEngine implements Engine {
  readonly name = "cpu";
  readonly adapter = null;
  readonly asked = { drawn: 0, iterated: [] as number[], opened: 0, released: 0 };

  constructor(private readonly failing = false) {}

  async open(batch: Parameters<Engine["open"]>[0]): Promise<EngineSession> {
    const session = await cpu().open(batch);
    this.asked.opened++;
    return {
      starts: (ranges) => {
        this.asked.drawn += ranges.reduce((sum, { count }) => sum + count, 0);
        return session.starts(ranges);
      },
      iterate: (states, iterations) => {
        this.asked.iterated.push(states.count);
        return this.failing ? Promise.reject(new Error("stopped")) : session.iterate(states, iterations);
      },
      release: () => {
        this.asked.released++;
      },
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe("search", () => {
  it("ends in polished minima, best first, all distinct, with the objectives of their own parameters", async () => {
    const [result] = await search({ ...context, engine: cpu() }, [at(problem)], schedule);
    const objectives = result.minima.map(({ state }) => state.objective);
    expect(objectives.length).toBeGreaterThan(0);
    expect(objectives).toEqual([...objectives].sort((p, q) => p - q));
    expect(new Set(objectives).size).toBe(objectives.length);
    for (const { state } of result.minima) {
      expect(state.objective / objectiveOf(problem, state.p)).toBeCloseTo(1, 10);
    }
  });

  it("counts its starts, and no more members than starts", async () => {
    const [result] = await search({ ...context, engine: cpu() }, [at(problem)], schedule);
    expect(result.starts).toBe(64);
    const members = result.minima.reduce((sum, minimum) => sum + minimum.members, 0);
    expect(members).toBeLessThanOrEqual(result.startsConverged + 1);
    expect(result.startsConverged).toBeLessThanOrEqual(10 + 8);
  });

  it("asks the engine for every start once and for fewer fits at each halving, and lets go of it", async () => {
    const engine = new CountingEngine();
    await search({ ...context, engine }, [at(problem), at(problem, 2)], schedule);
    const { drawn, iterated, opened, released } = engine.asked;
    expect(drawn).toBe(2 * 64);
    expect(Math.max(...iterated)).toBeLessThanOrEqual(2 * 20);
    expect([opened, released]).toEqual([2, 2]);
  });

  it("lets go of the engine when it fails", async () => {
    const engine = new CountingEngine(true);
    await expect(search({ ...context, engine }, [at(problem)], schedule)).rejects.toThrow("stopped");
    expect(engine.asked.released).toBe(engine.asked.opened);
  });

  it("finds for a problem among others what it finds for it alone", async () => {
    const other = problemOf(lawCurve(clearLaws[1], geometric(1e4, 1e7, 17), 0.01), 1);
    const engine = cpu();
    const [alone] = await search({ ...context, engine }, [at(problem, 7)], schedule);
    const [, among] = await search({ ...context, engine }, [at(other, 8), at(problem, 7)], schedule);
    expect(among).toEqual(alone);
  });

  it("has no minimum where nothing is finite", async () => {
    const spoilt = { ...problem, y: problem.y.map(() => NaN) };
    const [result, sound] = await search({ ...context, engine: cpu() }, [at(spoilt), at(problem)], schedule);
    expect(result.minima).toEqual([]);
    expect(result.startsConverged).toBe(0);
    expect(sound.minima.length).toBeGreaterThan(0);
  });

  it("goes on from parents: with the minimum as its parent, few starts reach it", async () => {
    const [wanted] = await search({ ...context, engine: cpu() }, [at(problem)], scheduleFor(bnslForm, 1, 256));
    const parent = asParent(bnslForm, problem, wanted.minima[0].state.p);
    const few: Schedule = { ...schedule, firstStarts: 4, secondStarts: 4 };
    const [result] = await search({ ...context, engine: cpu() }, [{ ...at(problem), parents: [parent] }], few);
    expect(result.minima[0].state.objective / wanted.minima[0].state.objective).toBeCloseTo(1, 6);
  });
});

describe("asParent", () => {
  it("keeps a, δ and φ", () => {
    const p = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const two = problemOf(lawCurve(clearLaws[0], geometric(1e3, 1e7, 30)), 2, { breaks: [2] });
    expect(asParent(bnslForm, two, p)).toEqual({ a: 5, delta: [6, 7], phi: [8, 9] });
  });
});

describe("scheduleFor", () => {
  it.each([0, 1, 2, 3, 4])("spends exactly the starts it is given, n = %d", (breaks) => {
    for (const starts of [1, 2, 7, 1000]) {
      const { firstStarts, secondStarts, candidates } = scheduleFor(bnslForm, breaks, starts);
      expect(firstStarts + secondStarts).toBe(starts);
      expect(firstStarts).toBeGreaterThan(0);
      expect(candidates).toBeGreaterThan(0);
    }
  });

  it("gives more breaks no fewer starts under auto", () => {
    const totals = [0, 1, 2, 3, 4].map((breaks) => {
      const { firstStarts, secondStarts } = scheduleFor(bnslForm, breaks, "auto");
      return firstStarts + secondStarts;
    });
    expect(totals).toEqual([...totals].sort((p, q) => p - q));
  });
});
