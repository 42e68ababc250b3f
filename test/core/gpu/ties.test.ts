import { describe, expect, it } from "vitest";
import { tieFunctions } from "../../../src/core/gpu/ties.js";
import { linkStage } from "../../../src/core/gpu/shader.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import {
  applyTies,
  combineColumns,
  combineLinearColumns,
  combineStartColumns,
  seedTies,
} from "../../../src/core/solver/ties.js";
import { clearLaws, geometric, lawCurve, problemOf, roundedProblem } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { bnslBy, runKernel } from "../../support/kernel.js";
import { Draw } from "../../support/random.js";
import { tiedPoint, tieSets } from "../../support/ties.js";
import { expectWithin } from "../../support/within.js";

const curve = lawCurve(clearLaws[0], geometric(1e3, 1e7, 20), 0.01);
const names = ["apply_ties", "seed_ties", "combine_columns", "combine_linear_columns", "combine_start_columns"];

describe("tieFunctions", () => {
  it("are empty without ties", () => {
    expect(tieFunctions([], 3)).toBe(names.map((name) => `fn ${name}() {\n}`).join("\n"));
  });

  it("stand in both stages, empty or not", async () => {
    const { ties } = problemOf(curve, 1, { breaks: [1], ties: { c1: "-c0" } });
    for (const stage of ["starts", "levenberg_marquardt"] as const) {
      const [plain, tied] = [[], ties].map(async (list) =>
        linkStage(await readShaders(), stage, bnslBy(1, { ties: list })),
      );
      for (const name of names) {
        expect(await plain).toContain(`fn ${name}() {\n}`);
        expect(await tied).toContain(`fn ${name}() {\n  `);
      }
    }
  });

  it("write whole numbers, huge ones too, as numbers of f32", () => {
    const tie = { target: 2, source: 1, kind: "affine", slope: -123456789012345680000 } as const;
    expect(tieFunctions([tie], 3)).toContain("p[2] = lo[2] + f32(-1.2345678901234568e+20) * p[1];");
  });
});

describeGpu("the ties of a kernel", (open) => {
  const ulp = 2 ** -23;
  const CASES = 40;

  it.each(tieSets)("$ties, sign $sign, are those of their twin", async ({ breaks, sign, ...options }) => {
    const problem = roundedProblem(problemOf(curve, breaks, { breaks: [breaks], ...options }, sign));
    const by = bnslBy(breaks, { ties: problem.ties });
    const { parameters: P, linearParameters: L } = by;
    const draw = new Draw(breaks + 10);
    const cases = Array.from({ length: CASES }, () => ({
      p: tiedPoint(draw, problem).map(Math.fround),
      row: Float64Array.from(draw.list(P, -2, 2), Math.fround),
    }));
    const stride = 5 * P;
    const load = `
      curve.sign = ${sign}.0;
      @unroll for (var k = 0; k < P; k++) {
        p[k] = input1[id.x * 2u * P + k];
        row[k] = input1[id.x * 2u * P + P + k];
        lo[k] = input0[2u * k];
        hi[k] = input0[2u * k + 1u];
      }`;
    const store = (slot: number, array: string) =>
      `@unroll for (var k = 0; k < P; k++) { output[id.x * ${stride}u + ${slot}u * P + k] = ${array}[k]; }`;
    const output = await runKernel(open().device, {
      files: ["fit_state", "givens"],
      by,
      inputs: [
        Float32Array.from(Array.from(problem.lo, (lo, k) => [lo, problem.hi[k]]).flat()),
        Float32Array.from(cases.flatMap(({ p, row }) => [...p, ...row])),
      ],
      length: stride * CASES,
      workgroups: CASES,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          ${load} combine_columns(); ${store(0, "row")}
          ${load} combine_linear_columns(); ${store(1, "row")}
          ${load} combine_start_columns(); ${store(2, "row")}
          ${load} apply_ties(); ${store(3, "p")}
          ${load} seed_ties(); ${store(4, "p")}
        }`,
    });
    cases.forEach(({ p, row }, i) => {
      const seen = (slot: number) => output.subarray(i * stride + slot * P, i * stride + (slot + 1) * P);
      const twins: ((p: Float64Array, row: Float64Array) => Float64Array)[] = [
        (q, columns) => (combineColumns(problem, q, columns), columns),
        (q, columns) => (combineLinearColumns(problem, L, q, columns), columns),
        (_, columns) => (combineStartColumns(problem, L, columns), columns),
        (q) => (applyTies(problem, q), q),
        (q) => (seedTies(problem, q), q),
      ];
      twins.forEach((twin, slot) => {
        const wanted = twin(Float64Array.from(p), Float64Array.from(row));
        // exp(v) carries 3 + 2|v| units (|v| ≤ 3); sums are of terms no larger than the largest source and target
        const size = 1 + Math.max(...p.map(Math.abs), ...wanted.map(Math.abs)) * 12;
        // a logarithm near 0 carries 2^-21, and the asymptote that follows it as much of its size
        const tolerance = 16 * ulp * size + (slot === 4 ? 2 ** -20 * size : 0);
        wanted.forEach((value, k) => expectWithin(seen(slot)[k], value, tolerance, `function ${slot}, column ${k}`));
      });
      if (i === 0) expect([...seen(0)]).not.toEqual([...row]);
    });
  });
});
