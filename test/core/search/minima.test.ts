import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FitStates } from "../../../src/core/engine/fitStates.js";
import { distinctMinima } from "../../../src/core/search/reduce.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";

const problem = problemOf(lawCurve(clearLaws[0], geometric(1e3, 1e7, 20)), 2, { breaks: [2] });

interface Fit {
  objective: number;
  delta: [number, number];
  phi?: [number, number];
}

function statesOf(fits: readonly Fit[]): FitStates {
  const states = FitStates.ofStarts(9, [{ problem: 0, first: 0, count: fits.length }]);
  fits.forEach(({ objective, delta, phi = [-1, -1] }, i) => {
    states.values.set([0, 0, 0, 0, 0, ...delta, ...phi, objective], i * states.stride);
  });
  return states;
}

const all = (states: FitStates) => Array.from({ length: states.count }, (_, i) => i);

describe("distinctMinima", () => {
  it("joins fits at one place, whichever break comes first, and counts them", () => {
    const states = statesOf([
      { objective: 1.001, delta: [1, -1], phi: [-1, -2] },
      { objective: 1, delta: [-1, 1], phi: [-2, -1] },
      { objective: 1.002, delta: [-1, 1], phi: [-2, -1] },
    ]);
    const minima = distinctMinima(bnslForm, states, all(states), problem);
    expect(minima).toHaveLength(1);
    expect(minima[0]).toMatchObject({ fit: 1, objective: 1 });
    expect([...minima[0].members].sort()).toEqual([0, 1, 2]);
  });

  it("keeps apart what differs in objective, in place or in sharpness", () => {
    const states = statesOf([
      { objective: 1, delta: [-1, 1] },
      { objective: 2, delta: [-1, 1] },
      { objective: 1.0001, delta: [-1, 2] },
      { objective: 1.0002, delta: [-1, 1], phi: [-1, -3] },
    ]);
    expect(distinctMinima(bnslForm, states, all(states), problem).map(({ fit }) => fit)).toEqual([0, 2, 3, 1]);
  });

  it("leaves out what is not finite, and takes only the fits it is given", () => {
    const states = statesOf([
      { objective: NaN, delta: [0, 0] },
      { objective: Infinity, delta: [0, 0] },
      { objective: 3, delta: [0, 0] },
      { objective: 1, delta: [0, 0] },
    ]);
    expect(distinctMinima(bnslForm, states, [0, 1, 2], problem).map(({ fit }) => fit)).toEqual([2]);
    expect(distinctMinima(bnslForm, states, [0, 1], problem)).toEqual([]);
  });

  it("puts every finite fit into exactly one minimum, best first, led by its best", () => {
    const fit = fc.record({
      objective: fc.oneof(fc.double({ min: 1, max: 1.2, noNaN: true }), fc.constant(Infinity)),
      delta: fc.tuple(fc.constantFrom(-2, 0, 0.05), fc.constantFrom(1, 2)),
    });
    fc.assert(
      fc.property(fc.array(fit, { maxLength: 30 }), (fits) => {
        const states = statesOf(fits);
        const minima = distinctMinima(bnslForm, states, all(states), problem);
        const members = minima.flatMap((minimum) => [...minimum.members]).sort((a, b) => a - b);
        expect(members).toEqual(all(states).filter((i) => Number.isFinite(fits[i].objective)));
        const objectives = minima.map(({ objective }) => objective);
        expect(objectives).toEqual([...objectives].sort((a, b) => a - b));
        for (const { fit: best, objective, members: own } of minima) {
          expect(own).toContain(best);
          expect(objective).toBe(Math.min(...own.map((i) => fits[i].objective)));
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
