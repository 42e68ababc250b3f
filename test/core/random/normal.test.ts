import { describe, expect, it } from "vitest";
import { drawnNormal } from "../../../src/core/random/normal.js";
import { uniform } from "../../../src/core/random/philox.js";
import { normalQuantile } from "../../../src/core/statistics/normal.js";
import { describeGpu } from "../../support/device.js";
import { runKernel } from "../../support/kernel.js";
import { expectWithin } from "../../support/within.js";

/** Every word that a draw can be made of differs from these by its place alone: both ends, both seams, and a comb. */
const words = [
  0,
  512,
  1024,
  0x7fffffff,
  0x80000000,
  0xfffffbff,
  0xffffffff,
  ...[0.075, 0.925, 1e-5].map((v) => Math.floor(v * 2 ** 32)),
  ...Array.from({ length: 4000 }, (_, i) => i * 1_073_741),
];
const draws = words.map(uniform);

describe("drawnNormal", () => {
  it("gives the quantiles of every table", () => {
    const published: [v: number, z: number][] = [
      [0.5, 0],
      [0.75, 0.6744897502],
      [0.9, 1.2815515655],
      [0.975, 1.9599639845],
      [0.995, 2.5758293035],
      [0.9995, 3.2905267315],
      [1e-6, -4.7534243088],
    ];
    for (const [v, z] of published) expectWithin(drawnNormal(v), z, 1e-6 * Math.max(1, Math.abs(z)), `${v}`);
  });

  it("agrees with the quantile of 16 digits wherever a draw can lie", () => {
    for (const v of draws) {
      const wanted = normalQuantile(v);
      expectWithin(drawnNormal(v), wanted, 1e-6 * Math.max(1, Math.abs(wanted)), `at ${v}`);
    }
    // beyond what 23 bits reach: the far tail
    for (const v of [1e-12, 1e-30]) {
      expectWithin(drawnNormal(v) / normalQuantile(v), 1, 1e-6, `at ${v}`);
    }
  });

  it("is odd about one half, and ascends", () => {
    for (const v of [0.01, 0.06, 0.3]) expectWithin(drawnNormal(1 - v), -drawnNormal(v), 1e-12, `${v}`);
    const ascending = [...draws].sort((p, q) => p - q).map(drawnNormal);
    ascending.slice(1).forEach((z, i) => expect(z).toBeGreaterThanOrEqual(ascending[i]));
  });
});

describeGpu("normal.wgsl", (open) => {
  it("gives the quantiles of its twin", async () => {
    const output = await runKernel(open().device, {
      files: ["normal"],
      inputs: [Float32Array.from(draws)],
      length: draws.length,
      workgroups: draws.length,
      code: `@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
        output[id.x] = normal_quantile(input0[id.x]);
      }`,
    });
    // log and sqrt of f32 and a dozen products of it: WGSL allows log an error of 3 ulp
    draws.forEach((v, i) => {
      const wanted = drawnNormal(v);
      expectWithin(output[i], wanted, 2e-6 * Math.max(1, Math.abs(wanted)), `at ${v}`);
    });
  });
});
