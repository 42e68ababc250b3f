import { describe, expect, it } from "vitest";
import { Triangle } from "../../../src/core/solver/givens.js";
import { residualSum, solveLeastSquares, weightedProduct, type LeastSquares } from "../../support/dense.js";
import { describeGpu } from "../../support/device.js";
import { bnslBy, runKernel } from "../../support/kernel.js";
import { Draw } from "../../support/random.js";

function randomRows(columns: number, count: number, seed: number): LeastSquares {
  const draw = new Draw(seed);
  return {
    rows: Array.from({ length: count }, () => draw.list(columns + 1, -1, 1).map(Math.fround)),
    weights: draw.list(count, 0.2, 1).map(Math.fround),
  };
}

function factorOf({ rows, weights }: LeastSquares): { triangle: Triangle; rest: number } {
  const triangle = new Triangle(rows[0].length - 1);
  const rest = rows.reduce((sum, row, k) => sum + include(triangle, row, weights[k]), 0);
  return { triangle, rest };
}

/** Rotates a row in; returns its share of the residual sum of squares. */
function include(triangle: Triangle, row: readonly number[], weight: number): number {
  const left = Float64Array.from([...row, weight]);
  triangle.include(left);
  return left[row.length] * left[row.length - 1] ** 2;
}

function solved(triangle: Triangle): Float64Array {
  const step = new Float64Array(triangle.columns);
  triangle.solve(step);
  return step;
}

const cases = [1, 2, 4, 6, 9].map((columns) => ({
  columns,
  problem: randomRows(columns, 3 * columns, columns),
}));

describe.each(cases)("Triangle of $columns columns", ({ columns, problem }) => {
  const { triangle, rest } = factorOf(problem);
  const undamped = new Array<number>(columns).fill(0);

  it("holds the normal equations: R̄ᵀ D R̄ = JᵀWJ, R̄ᵀ D z = JᵀW·rhs", () => {
    const at = (i: number, j: number) => (i === j ? 1 : j < i ? 0 : triangle.r[i * (columns + 1) + j]);
    for (let i = 0; i < columns; i++) {
      for (let j = i; j <= columns; j++) {
        let sum = 0;
        for (let k = 0; k < columns; k++) sum += at(k, i) * triangle.d[k] * at(k, j);
        expect(sum).toBeCloseTo(weightedProduct(problem, i, j), 12);
      }
    }
  });

  it("solves the least squares, and sums the rows' shares to what is left", () => {
    const step = solved(triangle);
    solveLeastSquares(problem, undamped).forEach((wanted, j) => expect(step[j]).toBeCloseTo(wanted, 9));
    expect(rest).toBeCloseTo(residualSum(problem, step), 11);
  });

  it("forgets the order of its rows", () => {
    const order = new Draw(9).shuffled([...problem.rows.keys()]);
    const other = factorOf({
      rows: order.map((k) => problem.rows[k]),
      weights: order.map((k) => problem.weights[k]),
    });
    other.triangle.d.forEach((d, i) => expect(d).toBeCloseTo(triangle.d[i], 11));
    expect(other.rest).toBeCloseTo(rest, 11);
  });

  it("damps as the augmented least squares do", () => {
    const mu = new Draw(columns + 50).list(columns, 0.01, 2);
    const damped = new Triangle(columns);
    damped.copyFrom(triangle);
    damped.damp(Float64Array.from(mu));
    const step = solved(damped);
    solveLeastSquares(problem, mu).forEach((wanted, j) => expect(step[j]).toBeCloseTo(wanted, 9));
    expect([...step], "damping changes the step").not.toEqual([...solved(triangle)]);
  });

  it("damped before its rows is what it is damped after them", () => {
    const mu = Float64Array.from(new Draw(columns + 70).list(columns, 0.01, 2));
    const before = new Triangle(columns);
    before.clear(mu);
    problem.rows.forEach((row, k) => include(before, row, problem.weights[k]));
    const after = new Triangle(columns);
    after.copyFrom(triangle);
    after.damp(mu);
    const steps = [solved(before), solved(after)];
    steps[0].forEach((step, j) => expect(step).toBeCloseTo(steps[1][j], 10));
  });

  it("gives a frozen column the step 0 and the others the solution without it", () => {
    for (let frozen = 0; frozen < columns; frozen++) {
      const mu = undamped.map((_, j) => (j === frozen ? Infinity : 0.1));
      const damped = new Triangle(columns);
      damped.copyFrom(triangle);
      damped.damp(Float64Array.from(mu));
      const step = solved(damped);
      expect(step[frozen]).toBe(0);
      solveLeastSquares(problem, mu).forEach((wanted, j) => expect(step[j]).toBeCloseTo(wanted, 9));
    }
  });

  it("predicts the decrease of any step", () => {
    const draw = new Draw(columns + 90);
    for (const step of [solved(triangle), Float64Array.from(draw.list(columns, -1, 1))]) {
      const decrease = residualSum(problem, undamped) - residualSum(problem, step);
      expect(triangle.predictedDecrease(step)).toBeCloseTo(decrease, 11);
    }
  });

  it("knows its gradient and the norms of its columns", () => {
    const gradient = new Float64Array(columns);
    const norms = new Float64Array(columns);
    triangle.gradient(gradient);
    triangle.columnNorms(norms);
    for (let j = 0; j < columns; j++) {
      expect(gradient[j]).toBeCloseTo(weightedProduct(problem, j, columns), 12);
      expect(norms[j]).toBeCloseTo(weightedProduct(problem, j, j), 12);
    }
  });
});

describe("Triangle", () => {
  it("gives a column without weight the step 0", () => {
    const triangle = new Triangle(3);
    for (const [p, q, rhs] of [
      [1, 2, 1],
      [2, 1, 0],
      [1, 1, 3],
    ]) {
      include(triangle, [p, 0, q, rhs], 1);
    }
    expect(solved(triangle)[1]).toBe(0);
    expect([...solved(triangle)].every(Number.isFinite)).toBe(true);
  });

  it("measures the part of a column that the first ones cannot explain", () => {
    const triangle = new Triangle(2);
    const rows = [
      [1, 1],
      [1, 2],
      [1, 6],
    ];
    for (const [p, q] of rows) include(triangle, [p, q, 0], 1);
    const norms = new Float64Array(2);
    triangle.columnNorms(norms, 1);
    const mean = 3;
    expect(norms[1]).toBeCloseTo(
      rows.reduce((sum, [, q]) => sum + (q - mean) ** 2, 0),
      12,
    );
    expect(norms[0]).toBe(0);
  });
});

describeGpu("givens.wgsl and rotations.wgsl", (open) => {
  // three breaks: P = 12 columns, 5 of them linear
  const by = bnslBy(3);
  const { parameters: P, linearParameters: L } = by;
  const count = 40;
  const files = ["fit_state", "softplus", "givens", "residual", "ROTATIONS"];

  it.each([
    ["free and damped", (j: number) => 0.05 + 0.01 * j],
    ["undamped", () => 0],
    ["frozen by turns", (j: number) => (j % 3 === 1 ? Infinity : 0.1)],
    ["frozen first and last", (j: number) => (j === 0 || j === P - 1 ? Infinity : 0.1)],
  ])("rotate, damp and solve as their twin, %s", async (_, muOf) => {
    const problem = randomRows(P, count, 77);
    const mu = Float64Array.from({ length: P }, (_, j) => Math.fround(muOf(j)));
    const onDevice = Float32Array.from(mu, (weight) => (weight === Infinity ? -1 : weight));
    const output = await runKernel(open().device, {
      files,
      by,
      inputs: [Float32Array.from(problem.rows.flat()), Float32Array.from(problem.weights), onDevice],
      length: 1 + 2 * P + P,
      code: `
        @compute @workgroup_size(1) fn main() {
          clear_work();
          var rest = 0.0;
          for (var j = 0u; j < ${count}u; j++) {
            @unroll for (var k = 0; k < P + 1; k++) { row[k] = input0[j * (P + 1u) + k]; }
            rest += include_row_all(input1[j]);
          }
          output[0] = rest;
          @unroll for (var i = 0; i < P; i++) { output[1 + i] = e[i]; output[1 + P + i] = q[i][P]; }
          keep_work();
          @unroll for (var k = 0; k < P; k++) { mu[k] = input2[k]; }
          damp();
          solve_step();
          @unroll for (var k = 0; k < P; k++) { output[1 + 2 * P + k] = step[k]; }
        }`,
    });
    const { triangle, rest } = factorOf(problem);
    const rhs = Float64Array.from({ length: P }, (_, i) => triangle.r[i * (P + 1) + P]);
    // Random rows are well conditioned: some 40 rotations of 12 columns leave a few hundred units in the last place.
    const near = (seen: number, wanted: number) =>
      expect(Math.abs(seen - wanted)).toBeLessThanOrEqual(2e-5 * (1 + Math.abs(wanted)));
    near(output[0], rest);
    triangle.d.forEach((d, i) => near(output[1 + i], d));
    rhs.forEach((z, i) => near(output[1 + P + i], z));
    triangle.damp(mu);
    solved(triangle).forEach((wanted, j) => {
      if (mu[j] === Infinity) expect(Math.abs(output[1 + 2 * P + j])).toBe(0);
      near(output[1 + 2 * P + j], wanted);
    });
  });

  it("solve the linear columns alone, damped from the start", async () => {
    const problem = randomRows(L, count, 78);
    const mu = Float64Array.from({ length: L }, (_, j) => Math.fround(0.02 * (j + 1)));
    const output = await runKernel(open().device, {
      files,
      by,
      inputs: [Float32Array.from(problem.rows.flat()), Float32Array.from(problem.weights), Float32Array.from(mu)],
      length: 1 + L,
      code: `
        @compute @workgroup_size(1) fn main() {
          clear_work();
          @unroll for (var k = 0; k < LINEAR; k++) { mu[k] = input2[k]; }
          damp_linear_first();
          var rest = 0.0;
          for (var j = 0u; j < ${count}u; j++) {
            @unroll for (var k = 0; k < LINEAR + 1; k++) { row[k] = input0[j * (LINEAR + 1u) + k]; }
            rest += include_row_linear(input1[j]);
          }
          solve_linear();
          output[0] = rest;
          @unroll for (var k = 0; k < LINEAR; k++) { output[1 + k] = step[k]; }
        }`,
    });
    const triangle = new Triangle(L);
    triangle.clear(mu);
    let rest = 0;
    problem.rows.forEach((row, k) => (rest += include(triangle, row, problem.weights[k])));
    expect(Math.abs(output[0] - rest)).toBeLessThanOrEqual(1e-5 * rest);
    solved(triangle).forEach((wanted, j) => expect(Math.abs(output[1 + j] - wanted)).toBeLessThanOrEqual(1e-5));
  });

  it("keep a nearly collinear column that normal equations lose", async () => {
    // columns (1, 1 + εt): JᵀJ has a second pivot of ε²/12 = 1e-9 beside 1, lost in f32; rotations keep it
    const epsilon = 1e-4;
    const rows = Array.from({ length: count }, (_, k) => {
      const t = (k - count / 2) / count;
      const second = Math.fround(1 + epsilon * t);
      return [1, second, Math.fround(2 - second)];
    });
    const output = await runKernel(open().device, {
      files,
      by: bnslBy(0),
      inputs: [Float32Array.from(rows.flat())],
      length: 2,
      code: `
        @compute @workgroup_size(1) fn main() {
          clear_work();
          for (var j = 0u; j < ${count}u; j++) {
            @unroll for (var k = 0; k < LINEAR + 1; k++) { row[k] = input0[j * 3u + k]; }
            include_row_linear(1.0);
          }
          solve_linear();
          output[0] = step[0];
          output[1] = step[1];
        }`,
    });
    // condition 3e4 × 2^-24 × some 40 rotations
    expect(Math.abs(output[0] - 2)).toBeLessThan(0.1);
    expect(Math.abs(output[1] + 1)).toBeLessThan(0.1);
    const [n0, n1] = normalEquationsInF32(rows);
    const works = Math.abs(n0 - 2) < 0.5 && Math.abs(n1 + 1) < 0.5;
    expect(works, "normal equations must fail here").toBe(false);
  });
});

/** The least squares of two columns by JᵀJ, every operation rounded to f32. */
function normalEquationsInF32(rows: readonly (readonly number[])[]): [number, number] {
  const f = Math.fround;
  const product = (i: number, j: number) => rows.reduce((sum, row) => f(sum + f(row[i] * row[j])), 0);
  const determinant = f(f(product(0, 0) * product(1, 1)) - f(product(0, 1) * product(0, 1)));
  const first = f(f(product(0, 2) * product(1, 1)) - f(product(1, 2) * product(0, 1)));
  const second = f(f(product(0, 0) * product(1, 2)) - f(product(0, 1) * product(0, 2)));
  return [first / determinant, second / determinant];
}
