import { describe, expect, it } from "vitest";
import { batchArrays, CURVE_WORDS, GROUP_WORDS, RUN_WORDS } from "../../../src/core/engine/layout.js";
import type { StartPlan } from "../../../src/core/problem/problem.js";
import { batchOf } from "../../support/batches.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { bnslBy, runKernel } from "../../support/kernel.js";

const parent = { a: 0.25, delta: [1.5], phi: [-0.5] };
const plans: StartPlan[] = [
  { hash: 0xdeadbeef, randomStarts: 17, parents: [parent] },
  { hash: 7, randomStarts: 99, parents: [parent, { a: 0.5, delta: [], phi: [] }] },
];
const first = problemOf(lawCurve(clearLaws[0], geometric(1e3, 1e7, 12)), 1, { huber: 0.5 });
const second = problemOf(lawCurve(clearLaws[1], geometric(1e4, 1e6, 9)), 1, { huber: 0.25 }, -1);
const arrays = batchArrays(batchOf([first, second], plans));

/** The fields of a struct in the shader with what batchArrays should have put there. */
const curveFields: [field: string, of: (i: number) => number][] = [
  ["first_point", (i) => [0, 12][i]],
  ["points", (i) => [12, 9][i]],
  // the hash has more bits than an f32: its halves
  ["hash & 0xffffu", (i) => [0xbeef, 7][i]],
  ["hash >> 16u", (i) => [0xdead, 0][i]],
  ["first_parent", (i) => [0, 1][i]],
  ["parents", (i) => [1, 2][i]],
  ["random_starts", (i) => [17, 99][i]],
  ["sign", (i) => [1, -1][i]],
  ["huber", (i) => [0.5, 0.25][i]],
  ["y_extreme", (i) => Math.fround(i === 0 ? Math.min(...first.y) : Math.max(...second.y))],
  ["y_range", (i) => Math.fround(i === 0 ? spread(first.y) : spread(second.y))],
];

function spread(y: Float64Array): number {
  return Math.max(...y) - Math.min(...y);
}

describe("batchArrays", () => {
  it("puts the points of all curves behind each other: u, y, weight, 0", () => {
    expect(arrays.points.length).toBe(4 * (12 + 9));
    [first, second].forEach((problem, i) => {
      for (let j = 0; j < problem.u.length; j++) {
        const at = 4 * (j + (i === 0 ? 0 : 12));
        const wanted = [problem.u[j], problem.y[j], problem.w[j], 0].map(Math.fround);
        expect([...arrays.points.subarray(at, at + 4)]).toEqual(wanted);
      }
    });
  });

  it("writes the bounds of each parameter, none as the largest f32, and what is believed of it, 0 and 0 without a prior", () => {
    const mean = first.lo.map((_, k) => k + 0.5);
    const weight = first.lo.map((_, k) => k % 2);
    const believed = { ...first, prior: { mean, weight } };
    const { bounds } = batchArrays(batchOf([believed, second]));
    const words = [
      ...Array.from(believed.lo, (lo, k) => [lo, believed.hi[k], mean[k], weight[k]]).flat(),
      ...Array.from(second.lo, (lo, k) => [lo, second.hi[k], 0, 0]).flat(),
    ];
    const largest = 3.4028234663852886e38;
    expect(words).toContain(Infinity);
    expect([...bounds]).toEqual(words.map((word) => Math.max(-largest, Math.min(largest, Math.fround(word)))));
    expect([...batchArrays(batchOf([{ ...first, huber: Infinity }])).bounds].every(Number.isFinite)).toBe(true);
  });

  it("writes a parent as a, its number of breaks, its δ and its φ, with room for as many breaks as are fitted", () => {
    expect([...arrays.parents]).toEqual([0.25, 1, 1.5, -0.5, 0.25, 1, 1.5, -0.5, 0.5, 0, 0, 0]);
  });

  it("has something to bind where there are no parents", () => {
    expect(batchArrays(batchOf([first])).parents.length).toBeGreaterThan(0);
  });
});

describeGpu("the compiled structs", (open) => {
  const files = ["fit_state", "softplus", "givens"];

  it("read a curve field by field as it was written", async () => {
    const count = curveFields.length;
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(1),
      inputs: [arrays.curves],
      types: ["Curve"],
      length: 2 * count,
      workgroups: 2,
      code: `@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
        ${curveFields.map(([field], k) => `output[id.x * ${count}u + ${k}u] = f32(input0[id.x].${field});`).join("\n")}
      }`,
    });
    for (const i of [0, 1]) {
      curveFields.forEach(([field, of], k) => expect(output[i * count + k], `${i}: ${field}`).toBe(of(i)));
    }
  });

  it("lie in memory word by word as the host writes them", async () => {
    const fields: [name: string, word: number][] = [
      ["input0[1].first_point", CURVE_WORDS],
      ["input0[1].first_value", CURVE_WORDS + 10],
      ["input0[1].resample_kind", CURVE_WORDS + 11],
      ["input0[1].clusters", CURVE_WORDS + 12],
      ["input0[1].data_first", CURVE_WORDS + 13],
      ["input0[1].freedom", CURVE_WORDS + 14],
      ["input0[1].first_serial", CURVE_WORDS + 15],
      ["input0[1].serial_count", CURVE_WORDS + 16],
      ["input1[1].curve", GROUP_WORDS],
      ["input1[1].first_fit", GROUP_WORDS + 1],
      ["input1[1].fits", GROUP_WORDS + 2],
      ["atomicLoad(&input1[1].taken)", GROUP_WORDS + 3],
      ["input2[0].groups", 0],
      ["input2[0].first_group", 1],
      ["input2[0].iterations", 2],
      ["input2[0].first_resample", 3],
      ["input2[0].seed.x", 4],
      ["input2[0].seed.y", 5],
      ["input2[0].gradient_tolerance", 6],
      ["input2[0].step_tolerance", 7],
      ["input2[0].objective_tolerance", 8],
      ["input2[0].initial_damping", 9],
      ["input2[0].rounding", 10],
      ["input2[0].stamp", 11],
      ["input2[0].sample_stamp", 12],
    ];
    // words that count up from the bits of 1: normal numbers as f32, too
    const counting = (words: number) => Uint32Array.from({ length: 2 * words }, (_, i) => 0x3f800000 + i);
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(1),
      inputs: [counting(CURVE_WORDS), counting(GROUP_WORDS), counting(RUN_WORDS)],
      types: ["Curve", "Group", "Run"],
      length: fields.length,
      code: `@compute @workgroup_size(1) fn main() {
        ${fields.map(([name], k) => `output[${k}] = f32(bitcast<u32>(${name}) - 0x3f800000u);`).join("\n")}
      }`,
    });
    fields.forEach(([name, word], k) => expect(output[k], name).toBe(word));
  });

  it("fit into the uniform that is bound for a run", async () => {
    // the second element of an array of runs begins where the struct ends
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(1),
      inputs: [Uint32Array.from({ length: 4 * RUN_WORDS }, (_, i) => i)],
      types: ["Run"],
      length: 1,
      code: `@compute @workgroup_size(1) fn main() { output[0] = f32(input0[1].groups); }`,
    });
    expect(output[0]).toBeGreaterThanOrEqual(13);
    expect(output[0]).toBeLessThanOrEqual(RUN_WORDS);
  });
});
