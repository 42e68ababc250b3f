import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/core/problem/problem.js";
import { loss, residual, robustWeight } from "../../../src/core/solver/residual.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { bnslBy, runKernel } from "../../support/kernel.js";
import { Draw } from "../../support/random.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 20));
const logProblem = problemOf(curve, 0);
const linearProblem = problemOf(curve, 0, { objective: "linear" });
const huber = (delta: number): Problem => ({ ...logProblem, huber: delta });

describe("residual", () => {
  it("is ln y − ln ŷ, or y − ŷ under the linear objective", () => {
    expect(residual(logProblem, 3, 2)).toBeCloseTo(Math.log(3) - Math.log(2), 15);
    expect(residual(linearProblem, 3, 2)).toBe(1);
  });

  it("is no number where the form has no logarithm", () => {
    expect(residual(logProblem, 1, -1)).toBeNaN();
  });
});

describe("Huber's loss", () => {
  const rests = [-3, -0.5, -0.1, 0, 0.1, 0.2, 0.5, 7];

  it.each(rests)("of %d is r² for δ = ∞", (rest) => {
    expect(loss(huber(Infinity), rest)).toBe(rest * rest);
    expect(robustWeight(huber(Infinity), rest)).toBe(1);
  });

  it("is r² up to δ, and goes on straight with the same slope", () => {
    const problem = huber(0.2);
    expect(loss(problem, 0.2)).toBe(0.2 * 0.2);
    expect(loss(problem, 0.3)).toBeCloseTo(0.2 * 0.2 + 0.1 * 2 * 0.2, 15);
    expect(loss(problem, -0.3)).toBe(loss(problem, 0.3));
  });

  it.each(rests.filter((rest) => rest !== 0))("at %d has the slope 2·weight·r", (rest) => {
    const problem = huber(0.3);
    const h = 1e-6;
    const slope = (loss(problem, rest + h) - loss(problem, rest - h)) / (2 * h);
    expect(2 * robustWeight(problem, rest) * rest).toBeCloseTo(slope, 8);
  });
});

describeGpu("residual.wgsl", (open) => {
  const draw = new Draw(11);
  const pairs = [1e-6, 1e-4, 0.01, 0.3, 1, 5].flatMap((spread) =>
    Array.from({ length: 80 }, () => {
      const y = Math.exp(draw.between(-3, 3));
      return [y, y * Math.exp(draw.between(-spread, spread))];
    }),
  );
  const input = Float32Array.from([...pairs.flat(), 1, 1]);
  const count = input.length / 2;
  const files = ["fit_state", "softplus", "givens", "residual"];

  it("takes logarithms of ratios near 1 to relative accuracy, where a plain log fails", async () => {
    const output = await runKernel(open().device, {
      files,
      inputs: [input],
      length: 3 * count,
      workgroups: count,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          let y = input0[2u * id.x];
          let value = input0[2u * id.x + 1u];
          output[3u * id.x] = residual(y, value);
          output[3u * id.x + 1u] = residual_scale(value);
          output[3u * id.x + 2u] = log(y / value);
        }`,
    });
    let worstOfPlain = 0;
    for (let i = 0; i < count; i++) {
      const [y, value] = input.subarray(2 * i, 2 * i + 2);
      const wanted = residual(logProblem, y, value);
      // the numerator y − ŷ is exact where it cancels; two divisions of 2.5 units, a series, or log's own 3
      expect(Math.abs(output[3 * i] - wanted), `ln(${y}/${value})`).toBeLessThanOrEqual(
        10 * 2 ** -23 * Math.abs(wanted),
      );
      expect(Math.abs(output[3 * i + 1] * value - 1)).toBeLessThanOrEqual(4 * 2 ** -23);
      if (wanted !== 0) worstOfPlain = Math.max(worstOfPlain, Math.abs(output[3 * i + 2] / wanted - 1));
    }
    expect(worstOfPlain, "the plain logarithm is what this test must be able to refuse").toBeGreaterThan(0.01);
  });

  it("subtracts exactly under the linear objective", async () => {
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(1, { linearObjective: true }),
      inputs: [input],
      length: 2 * count,
      workgroups: count,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          output[2u * id.x] = residual(input0[2u * id.x], input0[2u * id.x + 1u]);
          output[2u * id.x + 1u] = residual_scale(input0[2u * id.x + 1u]);
        }`,
    });
    for (let i = 0; i < count; i++) {
      expect(output[2 * i]).toBe(Math.fround(residual(linearProblem, input[2 * i], input[2 * i + 1])));
      expect(output[2 * i + 1]).toBe(1);
    }
  });

  it.each([true, false])("weighs residuals as its twin does (robust: %s)", async (robust) => {
    const delta = Math.fround(0.3);
    const rests = Float32Array.from([0, 0.3, -0.3, 1e-10, ...new Draw(2).list(100, -2, 2)]);
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(1, { robust }),
      inputs: [rests],
      length: 2 * rests.length,
      workgroups: rests.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          curve.huber = ${delta}f;
          output[2u * id.x] = loss(input0[id.x]);
          output[2u * id.x + 1u] = robust_weight(input0[id.x]);
        }`,
    });
    const problem = huber(robust ? delta : Infinity);
    rests.forEach((rest, i) => {
      expect(Math.abs(output[2 * i] - loss(problem, rest))).toBeLessThanOrEqual(1e-6 * loss(problem, rest));
      expect(Math.abs(output[2 * i + 1] - robustWeight(problem, rest))).toBeLessThanOrEqual(1e-6);
    });
  });
});
