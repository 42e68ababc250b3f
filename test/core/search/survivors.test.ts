import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FitStates } from "../../../src/core/engine/fitStates.js";
import { fitsByProblem, survivors } from "../../../src/core/search/reduce.js";

function statesOf(objectives: readonly (readonly number[])[]): FitStates {
  const ranges = objectives.map((of, problem) => ({ problem, first: 0, count: of.length }));
  const states = FitStates.ofStarts(3, ranges);
  objectives.flat().forEach((objective, i) => states.values.set([objective], i * states.stride + 3));
  return states;
}

const objective = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(NaN, Infinity));
const perProblem = fc.array(fc.array(objective, { minLength: 1, maxLength: 20 }), {
  minLength: 1,
  maxLength: 4,
});
const rank = (value: number) => (Number.isNaN(value) ? Infinity : value);

describe("survivors", () => {
  it("are the best of each problem, as many as wanted, in the order of the states", () => {
    fc.assert(
      fc.property(perProblem, fc.integer({ min: 1, max: 25 }), (objectives, count) => {
        const states = statesOf(objectives);
        const kept = survivors(states, objectives.length, count);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        fitsByProblem(states, objectives.length).forEach((fits) => {
          const mine = fits.filter((fit) => kept.includes(fit));
          expect(mine).toHaveLength(Math.min(count, fits.length));
          const worstKept = Math.max(...mine.map((fit) => rank(states.objective(fit))));
          for (const fit of fits) {
            if (!kept.includes(fit)) expect(rank(states.objective(fit))).toBeGreaterThanOrEqual(worstKept);
          }
        });
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("gives ties to the earlier start", () => {
    expect(survivors(statesOf([[2, 1, 1, 1]]), 1, 2)).toEqual([1, 2]);
    expect(survivors(statesOf([[NaN, NaN, 5]]), 1, 2)).toEqual([0, 2]);
  });
});

describe("fitsByProblem", () => {
  it("deals every fit to its problem, and gives an empty list to one without", () => {
    const states = statesOf([[1, 2], [3]]);
    expect(fitsByProblem(states, 3)).toEqual([[0, 1], [2], []]);
  });
});
describe("FitStates", () => {
  it("puts back with scatter what gather took, and nothing else", () => {
    const states = statesOf([
      [1, 2, 3],
      [4, 5],
    ]);
    const part = states.gather([4, 1]);
    expect([part.objective(0), part.objective(1)]).toEqual([5, 2]);
    expect([...part.problem]).toEqual([1, 0]);
    expect([...part.start]).toEqual([1, 1]);
    part.values.fill(9);
    expect(states.objective(4), "gather copies").toBe(5);
  });
});
