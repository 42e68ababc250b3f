import { describe, expect, it } from "vitest";
import { bnslForm } from "../../../../src/core/forms/bnsl/form.js";
import { bnsl, type BnslParameters } from "../../../../src/core/forms/evaluate.js";
import { formNamed } from "../../../../src/core/forms/forms.js";
import { sigmoid, softplus } from "../../../../src/core/forms/softplus.js";
import { describeGpu } from "../../../support/device.js";
import { bnslBy, runKernel } from "../../../support/kernel.js";
import { Draw } from "../../../support/random.js";
import { evaluateAt, evaluateLinearAt, linearRowAt, type Point } from "../../../support/evaluate.js";
import { expectWithin } from "../../../support/within.js";

/** Places where fits live: β, c0, cᵢ | a, δᵢ, φᵢ with breaks in and around the data. */
function randomPoint(draw: Draw, breaks: number): Point {
  return {
    breaks,
    u: draw.between(-3, 3),
    sign: draw.next() < 0.5 ? 1 : -1,
    p: Float64Array.from([
      draw.between(-1, 1),
      ...draw.list(1 + breaks, -1, 1),
      draw.between(0, 2),
      ...draw.list(breaks, -3, 3),
      ...draw.list(breaks, Math.log(0.05), Math.log(3)),
    ]),
  };
}

function points(seed: number, each: number): Point[] {
  const draw = new Draw(seed);
  return [0, 1, 2, 3, 4].flatMap((n) => Array.from({ length: each }, () => randomPoint(draw, n)));
}

const valueAt = (point: Point) => evaluateAt(point).value;

/** The law itself, from the parameters that the internal ones stand for. */
function lawAt({ u, sign, p, breaks }: Point): number {
  const family = (from: number) => Array.from(p.subarray(from, from + breaks));
  const law: BnslParameters = {
    a: p[2 + breaks],
    b: sign * Math.exp(p[0]),
    c0: p[1],
    c: family(2),
    d: family(3 + breaks).map(Math.exp),
    f: family(3 + 2 * breaks).map(Math.exp),
  };
  return bnsl(Math.exp(u), law);
}

describe("a memo", () => {
  it("changes no bit of a value or derivative, whichever of two evaluations filled it", () => {
    const at = 5;
    for (const { breaks, sign, u, p } of points(31, 20)) {
      const memo = new Float64Array(at + bnslForm.memoLength(breaks)).fill(NaN);
      const shape = new Float64Array(p.length);
      const moved = p.slice();
      // nothing moves at first, then the linear parameters, then all
      for (const end of [0, 2 + breaks, p.length]) {
        for (let k = 0; k < end; k++) moved[k] += 0.01;
        bnslForm.prepare(moved, breaks, shape);
        for (const name of ["evaluateLinear", "evaluate", "evaluate"] as const) {
          const [plain, remembered] = [new Float64Array(p.length), new Float64Array(p.length)];
          const value = bnslForm[name](u, sign, moved, breaks, shape, plain);
          expect(bnslForm[name](u, sign, moved, breaks, shape, remembered, memo, at)).toBe(value);
          expect(remembered).toEqual(plain);
        }
      }
      expect(memo.subarray(0, at).every(Number.isNaN)).toBe(true);
      expect(memo.subarray(at).some(Number.isNaN)).toBe(false);
    }
  });
});

describe("bnslForm", () => {
  it("is found by its name, and no other name finds it", () => {
    expect(formNamed("bnsl")).toBe(bnslForm);
    expect(() => formNamed("m5")).toThrow('no form is called "m5": there are bnsl');
  });

  it("counts 3 + 3n parameters, 2 + n of them linear, the asymptote behind those", () => {
    for (const n of [0, 1, 2, 3, 4]) {
      expect([bnslForm.parameterCount(n), bnslForm.linearCount(n), bnslForm.asymptoteIndex(n)]).toEqual([
        3 + 3 * n,
        2 + n,
        2 + n,
      ]);
    }
  });

  it("has the value of the published formula", () => {
    for (const point of points(1, 200)) expect(valueAt(point) / lawAt(point)).toBeCloseTo(1, 9);
  });

  it("has the derivatives that central differences see, for both signs of b", () => {
    for (const point of points(2, 200)) {
      const { value, row } = evaluateAt(point);
      const height = Math.abs(value - point.p[2 + point.breaks]);
      row.forEach((derivative, k) => {
        const step = 1e-5;
        const shifted = (by: number) => {
          const p = Float64Array.from(point.p);
          p[k] += by;
          return valueAt({ ...point, p });
        };
        const difference = (shifted(step) - shifted(-step)) / (2 * step);
        // h² f'''/6 with f''' up to 1/f³ = 8000 heights, and the rounding of two values over 2h
        const tolerance = 3e-6 * (height + Math.abs(derivative)) + 1e-10 * (1 + height);
        expectWithin(derivative, difference, tolerance, `n=${point.breaks} column ${k}`);
      });
    }
  });

  it("has linear columns that are the derivatives of ln(±(ŷ − a))", () => {
    for (const point of points(3, 50)) {
      const { value, row: full } = evaluateAt(point);
      const height = value - point.p[2 + point.breaks];
      const row = linearRowAt(point);
      row.forEach((entry, k) => expect(entry).toBeCloseTo(full[k] / height, 8));
      const exponent = row.reduce((sum, entry, k) => sum + entry * point.p[k], 0);
      expect(exponent).toBeCloseTo(Math.log(Math.abs(height)), 8);
    }
  });
});

describe("evaluateLinear", () => {
  it("gives the value and the linear columns of evaluate", () => {
    for (const point of points(9, 50)) {
      const [whole, part] = [evaluateAt(point), evaluateLinearAt(point)];
      expectWithin(part.value, whole.value, 1e-13 * (1 + Math.abs(whole.value)), "ŷ");
      part.row.forEach((entry, k) => expectWithin(entry, whole.row[k], 1e-12 * Math.abs(whole.row[k]), `column ${k}`));
    }
  });
});

describe("identities of the law", () => {
  const draw = new Draw(4);
  const us = draw.list(40, -3, 3);
  const at = (p: readonly number[], breaks: number, u: number) =>
    valueAt({ u, sign: 1, breaks, p: Float64Array.from(p) });

  it("without breaks it is a + e^β·x^(−c0)", () => {
    for (const u of us) expect(at([0.3, 0.7, 0.1], 0, u)).toBeCloseTo(0.1 + Math.exp(0.3) * Math.exp(u) ** -0.7, 12);
  });

  it("a break far beyond the data is no break", () => {
    for (const u of us) {
      expect(at([0.3, 0.7, 2, 0.1, 60, -1], 1, u)).toBeCloseTo(at([0.3, 0.7, 0.1], 0, u), 12);
    }
  });

  it("a break far before the data is a change of b and c0", () => {
    // softplus(t) = t there: −c·f·(u − δ)/f = −c·u + c·δ
    for (const u of us) {
      expect(at([0.3, 0.7, 0.5, 0.1, -60, -1], 1, u) / at([0.3 - 30, 1.2, 0.1], 0, u)).toBeCloseTo(1, 9);
    }
  });

  it("c = 0 is no break", () => {
    for (const u of us) expect(at([0.3, 0.7, 0, 0.1, 0.5, -1], 1, u)).toBe(at([0.3, 0.7, 0.1], 0, u));
  });

  it("two breaks at one place with one f add their c", () => {
    for (const u of us) {
      const two = at([0.3, 0.7, 0.4, -0.9, 0.1, 0.5, 0.5, -1, -1], 2, u);
      expect(two).toBeCloseTo(at([0.3, 0.7, -0.5, 0.1, 0.5, -1], 1, u), 12);
    }
  });

  it("breaks may change places", () => {
    for (const u of us) {
      const one = at([0.3, 0.7, 0.4, -0.9, 0.1, 0.5, -1.5, -1, 0], 2, u);
      expect(at([0.3, 0.7, -0.9, 0.4, 0.1, -1.5, 0.5, 0, -1], 2, u)).toBeCloseTo(one, 12);
    }
  });

  it("f → 0 is the corner of two power laws", () => {
    for (const u of us) {
      const corner = 0.1 + Math.exp(0.3 - 0.7 * u - 0.4 * Math.max(u - 0.5, 0));
      expect(at([0.3, 0.7, 0.4, 0.1, 0.5, Math.log(1e-9)], 1, u)).toBeCloseTo(corner, 8);
      expect(at([0.3, 0.7, 0.4, 0.1, 0.5, -700], 1, u)).toBeCloseTo(corner, 8);
    }
  });
});

describeGpu("models/bnsl.wgsl", (open) => {
  const files = ["fit_state", "philox", "draws", "softplus", "givens", "residual", "models/bnsl"];
  const draw = new Draw(6);
  /** below the least normal f32 a device may answer 0 */
  const FLUSHED = 2 ** -126;

  it.each([0, 1, 2, 3, 4])("evaluates n = %d as its twin, all three ways", async (breaks) => {
    const by = bnslBy(breaks);
    const { parameters: P, linearParameters: L } = by;
    const cases = Array.from({ length: 300 }, () => rounded(randomPoint(draw, breaks)));
    const input = Float32Array.from(cases.flatMap(({ u, sign, p }) => [u, sign, ...p]));
    const stride = 2 + P + 2 * L;
    const output = await runKernel(open().device, {
      files,
      by,
      inputs: [input],
      length: stride * cases.length,
      workgroups: cases.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          let base = id.x * (2u + P);
          let slot = id.x * ${stride}u;
          @unroll for (var k = 0; k < P; k++) { p[k] = input0[base + 2u + k]; }
          prepare();
          output[slot] = evaluate(input0[base], input0[base + 1u]);
          @unroll for (var k = 0; k < P; k++) { output[slot + 2u + k] = row[k]; }
          output[slot + 1u] = evaluate_linear(input0[base], input0[base + 1u]);
          @unroll for (var k = 0; k < LINEAR; k++) { output[slot + 2u + P + k] = row[k]; }
          linear_row(input0[base]);
          @unroll for (var k = 0; k < LINEAR; k++) { output[slot + 2u + P + LINEAR + k] = row[k]; }
        }`,
    });
    cases.forEach((point, i) => {
      const seen = output.subarray(stride * i, stride * (i + 1));
      const { value, row: full } = evaluateAt(point);
      const linear = linearRowAt(point);
      const height = Math.abs(value - point.p[L]);
      const spread = exponentError(point);
      const near = (got: number, wanted: number, tolerance: number, what: string) =>
        expectWithin(got, wanted, tolerance + FLUSHED, `${what} of case ${i}`);
      const roundValue = 2 ** -23 * Math.abs(value) + spread * height;
      near(seen[0], value, roundValue, "ŷ");
      near(seen[1], value, roundValue, "ŷ by evaluate_linear");
      const scales = columnScales(point);
      full.forEach((wanted, k) => {
        // a column's own rounding against the largest of the terms that cancel in it, and the exponential's
        const tolerance = k === L ? 0 : height * scales[k] * (16 * 2 ** -23 + spread);
        near(seen[2 + k], wanted, tolerance, `column ${k}`);
        if (k < L) near(seen[2 + P + k], wanted, tolerance, `linear column ${k}`);
      });
      linear.forEach((wanted, k) =>
        near(seen[2 + P + L + k], wanted, scales[k] * 16 * 2 ** -23, `column ${k} of the logarithm`),
      );
    });
  });

  function rounded(point: Point): Point {
    return { ...point, u: Math.fround(point.u), p: point.p.map(Math.fround) };
  }

  /** Relative error that rounding may leave in exp(E): the absolute error of E's terms, and exp's own. */
  function exponentError({ u, p, breaks }: Point): number {
    let terms = Math.abs(p[0]) + Math.abs(p[1] * u);
    for (let i = 0; i < breaks; i++) {
      const f = Math.exp(p[3 + 2 * breaks + i]);
      // f = exp(φ) carries 3 + 2|φ| units, and moves t by |t| times that
      const t = Math.abs(u - p[3 + breaks + i]) / f + softplus((u - p[3 + breaks + i]) / f);
      terms += Math.abs(p[2 + i]) * f * t * (8 + 2 * Math.abs(p[3 + 2 * breaks + i]));
    }
    return (8 + 4 * terms) * 2 ** -23;
  }

  /** The size of what is summed in each column, as a factor of the height. */
  function columnScales({ u, p, breaks }: Point): number[] {
    const perBreak = (scale: (c: number, f: number, t: number) => number) =>
      Array.from({ length: breaks }, (_, i) => {
        const f = Math.exp(p[3 + 2 * breaks + i]);
        return scale(Math.abs(p[2 + i]), f, (u - p[3 + breaks + i]) / f);
      });
    return [
      1,
      Math.abs(u),
      ...perBreak((_, f, t) => f * (softplus(t) + Math.abs(t) * sigmoid(t))),
      1,
      ...perBreak((c, _, t) => c * sigmoid(t) * (1 + Math.abs(t))),
      ...perBreak((c, f, t) => c * f * (softplus(t) + Math.abs(t) * sigmoid(t)) * (1 + Math.abs(t))),
    ];
  }
});
