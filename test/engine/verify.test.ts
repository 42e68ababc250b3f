import { describe, expect, it } from "vitest";
import { verifyStates } from "../../src/engine/verify.js";
import { EngineError } from "../../src/errors.js";
import { Status } from "../../src/status.js";

/** One row of a fit with one parameter: p, objective, damping, growth, iterations, stalled, status, pinned. */
const row = (objective: number, iterations: number, status: number) =>
  Float32Array.of(1, objective, 1, 2, iterations, 0, status, 0);
const stride = 8;

describe("states that a device returns", () => {
  it("pass where a fit ran on, ended, or has no finite objective", () => {
    const before = row(1, 8, -1);
    for (const after of [
      row(0.5, 24, -1),
      row(0.5, 11, Status.ConvergedGradient),
      row(0.5, 8, Status.AtBound),
      row(NaN, 9, Status.NonFinite),
    ]) {
      expect(() => verifyStates(before, after, 1, stride, 16)).not.toThrow();
    }
    const unwritten = new Float32Array(stride).fill(NaN);
    expect(() => verifyStates(unwritten, row(2, 0, -1), 1, stride, 0)).not.toThrow();
  });

  it.each([
    ["the rows of a kernel that did not run", row(1, 8, -1), row(1, 8, -1)],
    ["rows that nothing was written to", row(1, 8, -1), new Float32Array(stride).fill(NaN)],
    ["a running fit without an objective", row(1, 8, -1), row(Infinity, 24, -1)],
    ["a good status without an objective", row(1, 8, -1), row(NaN, 9, Status.ConvergedStep)],
    ["a status that no kernel knows", row(1, 8, -1), row(1, 24, Status.TooFewPoints)],
  ])("do not pass as %s", (_, before, after) => {
    expect(() => verifyStates(before, after, 1, stride, 16)).toThrow(EngineError);
  });
});
