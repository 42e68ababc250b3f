import { describe, expect, it } from "vitest";
import { sigmoid, softplus } from "../../../src/core/forms/softplus.js";
import { describeGpu } from "../../support/device.js";
import { runKernel } from "../../support/kernel.js";
import { Draw } from "../../support/random.js";

const points = [-700, -87, -50, -20, -5, -1, -1e-3, 0, 1e-3, 1, 5, 20, 50, 700];

describe("softplus", () => {
  it.each(points)("splits %d into its two halves: softplus(t) − softplus(−t) = t", (t) => {
    expect(Math.abs(softplus(t) - softplus(-t) - t)).toBeLessThanOrEqual(1e-15 * Math.abs(t));
  });

  it("keeps relative accuracy where eᵗ is tiny: softplus(t) = eᵗ − e²ᵗ/2 + …", () => {
    for (const t of [-30, -100, -400, -700]) expect(softplus(t) / Math.exp(t)).toBeCloseTo(1, 12);
  });

  it("does not overflow", () => {
    expect(softplus(1e308)).toBe(1e308);
    expect(softplus(-1e308)).toBe(0);
  });
});

describe("sigmoid", () => {
  it.each(points)("at %d is the slope of softplus, and mirrors at 0", (t) => {
    const h = 1e-5 * Math.max(1, Math.abs(t));
    const slope = (softplus(t + h) - softplus(t - h)) / (2 * h);
    expect(sigmoid(t)).toBeCloseTo(slope, 8);
    expect(sigmoid(t) + sigmoid(-t)).toBeCloseTo(1, 15);
  });
});

describeGpu("softplus.wgsl", (open) => {
  const draw = new Draw(5);
  const ts = Float32Array.from([0, -1e-6, 1e-6, -80, -60, -40, 60, 1e4, ...draw.list(500, -80, 80)]);

  it("agrees with its twin to relative accuracy, very negative t included", async () => {
    const output = await runKernel(open().device, {
      files: ["softplus"],
      inputs: [ts],
      length: 2 * ts.length,
      workgroups: ts.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          let s = softplus(input0[id.x]);
          output[2u * id.x] = s.value;
          output[2u * id.x + 1u] = s.slope;
        }`,
    });
    ts.forEach((t, i) => {
      // WGSL grants exp an error of 3 + 2·|t| units in the last place; the rest adds a few.
      const tolerance = (10 + 2 * Math.min(Math.abs(t), 90)) * 2 ** -23;
      expectNear(output[2 * i], softplus(t), tolerance, `softplus(${t})`);
      expectNear(output[2 * i + 1], sigmoid(t), tolerance, `sigmoid(${t})`);
    });
  });

  it("has a log1p that keeps what log(1 + e) loses", async () => {
    const es = Float32Array.from([1, 0.5, ...Array.from({ length: 120 }, (_, i) => 2 ** (-i - 0.3))]);
    const output = await runKernel(open().device, {
      files: ["softplus"],
      inputs: [es],
      length: 2 * es.length,
      workgroups: es.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          output[2u * id.x] = log1p_unit(input0[id.x]);
          output[2u * id.x + 1u] = log(1.0 + input0[id.x]);
        }`,
    });
    let worstOfPlain = 0;
    es.forEach((e, i) => {
      // two divisions of 2.5 units in the last place each, a series cut below 2^-25, and roundings
      expectNear(output[2 * i], Math.log1p(e), 8 * 2 ** -23, `log1p(${e})`);
      worstOfPlain = Math.max(worstOfPlain, Math.abs(output[2 * i + 1] / Math.log1p(e) - 1));
    });
    expect(worstOfPlain, "the plain logarithm is what this test must be able to refuse").toBeGreaterThan(0.5);
  });
});

function expectNear(seen: number, wanted: number, relative: number, what: string): void {
  expect(Math.abs(seen - wanted), `${what}: ${seen} for ${wanted}`).toBeLessThanOrEqual(relative * Math.abs(wanted));
}
