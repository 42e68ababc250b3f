import { describe, expect, it } from "vitest";
import { batchOf } from "../../bench/measure/batch.js";
import { agreement, converge, MOST_ITERATIONS, outcomeOf } from "../../bench/measure/converge.js";
import { syntheticCurves } from "../../bench/suites/simulate.js";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { FitStates } from "../../src/core/engine/fitStates.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { Status } from "../../src/core/status.js";

/** States of fits of one parameter: objective, iterations and status of each. */
function statesOf(...fits: readonly (readonly [number, number, number])[]): FitStates {
  const states = FitStates.ofStarts(1, [{ problem: 0, first: 0, count: fits.length }]);
  fits.forEach(([objective, iterations, status], i) =>
    states.values.set([0, objective, 1, 2, iterations, 0, status], i * states.stride),
  );
  return states;
}

const RUNNING = -1;

describe("outcomeOf", () => {
  it("counts fits that ended with a number as converged, neither running nor non-finite ones", () => {
    const states = statesOf(
      [1, 10, Status.ConvergedGradient],
      [1, 20, Status.AtBound],
      [1, 160, RUNNING],
      [NaN, 2, Status.NonFinite],
    );
    expect(outcomeOf(states)).toEqual({ fits: 4, converged: 2, nonFinite: 1, meanIterations: 48 });
  });
});

describe("agreement", () => {
  it("compares the starts that converged in both runs only", () => {
    const one = statesOf([1, 1, 0], [2, 1, 2], [3, 1, RUNNING], [4, 1, 0], [1e-18, 1, 2]);
    const other = statesOf([1.0005, 1, 2], [2.1, 1, 2], [3, 1, 0], [4, 1, Status.NonFinite], [1e-16, 1, 2]);
    expect(agreement(one, other, 1e-3)).toEqual({ both: 3, same: 2 });
  });
});

describe("converge", () => {
  it("runs the same starts to the same ends whenever it is asked, and no further than the limit", async () => {
    const batch = batchOf(syntheticCurves(2, 15, 0), 1, 0);
    const engine = new CpuEngine(inlineExecutor);
    const [one, other] = [await converge(engine, batch, 8), await converge(engine, batch, 8)];
    expect(one.states.values).toEqual(other.states.values);
    expect(Array.from(one.states.start)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
    for (let fit = 0; fit < one.states.count; fit++) {
      expect(one.states.status(fit) >= 0 || one.states.iterations(fit) === MOST_ITERATIONS).toBe(true);
    }
    expect(outcomeOf(one.states).converged).toBeGreaterThan(12);
    expect(one.startSeconds + one.iterateSeconds).toBeLessThanOrEqual(one.seconds);
  });
});
