import { describe, expect, it } from "vitest";
import { formNamed, MODEL_NAMES } from "../../../../src/core/forms/forms.js";
import { excessLogit, m4Form } from "../../../../src/core/forms/m4/form.js";
import { sigmoid, softplus } from "../../../../src/core/forms/softplus.js";
import { planCurve, planProblem } from "../../../../src/core/plan.js";
import { resolveOptions } from "../../../../src/core/options.js";
import { predictor } from "../../../../src/core/rows/law.js";
import type { Problem } from "../../../../src/core/problem/problem.js";
import { curveOf, geometric } from "../../../support/curves.js";
import { describeGpu } from "../../../support/device.js";
import { bnslBy, runKernel } from "../../../support/kernel.js";
import { Draw } from "../../../support/random.js";
import { expectWithin } from "../../../support/within.js";

interface Case {
  readonly u: number;
  readonly p: Float64Array;
}

/** τ, c | ε∞, κ, ψ where fits live. */
function randomCase(draw: Draw): Case {
  const p = [draw.between(-2, 2), draw.between(0, 1), draw.between(0, 0.9), draw.between(0.1, 2), draw.between(-3, 3)];
  return { u: draw.between(-3, 3), p: Float64Array.from(p) };
}

function cases(seed: number, count: number): Case[] {
  const draw = new Draw(seed);
  return Array.from({ length: count }, () => randomCase(draw));
}

function shapeOf(p: Float64Array): Float64Array {
  const shape = new Float64Array(5);
  m4Form.prepare(p, 0, shape);
  return shape;
}

function evaluateAt({ u, p }: Case): { value: number; row: Float64Array } {
  const row = new Float64Array(5);
  return { value: m4Form.evaluate(u, 1, p, 0, shapeOf(p), row), row };
}

function evaluateLinearAt({ u, p }: Case): { value: number; row: Float64Array } {
  const row = new Float64Array(2);
  return { value: m4Form.evaluateLinear(u, 1, p, 0, shapeOf(p), row), row };
}

/** The quantities that errors are made of: α, B, the logit of the share, and where they come from. */
function partsOf({ u, p }: Case) {
  const [tau, c, asymptote, kappa, psi] = p;
  const [ceiling, alpha] = [Math.exp(kappa), Math.exp(psi)];
  const width = ceiling - asymptote;
  const target = tau - c * u;
  return { asymptote, ceiling, alpha, width, target, v: excessLogit(target, alpha) };
}

describe("m4Form", () => {
  it("is found by its name", () => {
    expect(formNamed("m4")).toBe(m4Form);
    expect(MODEL_NAMES).toContain("m4");
  });

  it("has five parameters whatever the number of breaks, two of them linear", () => {
    expect([m4Form.parameterCount(0), m4Form.linearCount(0), m4Form.asymptoteIndex(0)]).toEqual([5, 2, 2]);
    expect(m4Form.names(0)).toEqual(["beta", "c", "e_inf", "e0", "alpha"]);
  });

  it("solves (y − ε∞)/(ε0 − y)^α = β·x^(−c)", () => {
    let solved = 0;
    for (const one of cases(1, 300)) {
      const { value } = evaluateAt(one);
      const { asymptote, ceiling, alpha, width } = partsOf(one);
      const [above, below] = [value - asymptote, ceiling - value];
      expect(above).toBeGreaterThanOrEqual(0);
      expect(below).toBeGreaterThanOrEqual(0);
      // where y stands on ε∞ or ε0 to rounding, no double can tell
      if (Math.min(above, below) < 1e-8 * ceiling) continue;
      solved++;
      // β = e^τ·B^(1−α)
      const seen = Math.log(above) - alpha * Math.log(below) - (1 - alpha) * Math.log(width);
      // the differences lose what cancels in them
      const lost = 1e-15 * (value / above + (alpha * value) / below);
      expectWithin(seen, one.p[0] - one.p[1] * one.u, 1e-12 * (1 + alpha) + lost, `at ${one.p.join()}`);
    }
    expect(solved).toBeGreaterThan(250);
  });

  it("has the derivatives that central differences see", () => {
    for (const one of cases(2, 300)) {
      const { value, row } = evaluateAt(one);
      row.forEach((derivative, k) => {
        const step = 1e-5;
        const shifted = (by: number) => {
          const p = Float64Array.from(one.p);
          p[k] += by;
          return evaluateAt({ ...one, p }).value;
        };
        const difference = (shifted(step) - shifted(-step)) / (2 * step);
        // h² f'''/6, f''' up to a thousand times the value where α is 20, and rounding over 2h
        expectWithin(derivative, difference, 1e-7 * (Math.abs(value) + Math.abs(derivative)), `column ${k}`);
      });
    }
  });

  it("has the value and linear columns of evaluate in evaluateLinear", () => {
    for (const one of cases(3, 50)) {
      const [whole, part] = [evaluateAt(one), evaluateLinearAt(one)];
      expect(part.value).toBe(whole.value);
      expect([...part.row]).toEqual([...whole.row.subarray(0, 2)]);
    }
  });

  it("is a logistic curve in ln x at α = 1", () => {
    for (const one of cases(4, 50)) {
      one.p[4] = 0;
      const { asymptote, width } = partsOf(one);
      const logistic = asymptote + width * sigmoid(one.p[0] - one.p[1] * one.u);
      expect(evaluateAt(one).value).toBeCloseTo(logistic, 13);
    }
  });

  it("becomes M2, a power law with a constant, as α → 0 and ε0 stands above it", () => {
    for (const one of cases(5, 100)) {
      one.p[0] = Math.log(0.1) + one.p[1] * one.u;
      const excess = 0.1 * partsOf(one).width;
      const error = (psi: number) => {
        one.p[4] = psi;
        return Math.abs(evaluateAt(one).value - one.p[2] - excess) / excess;
      };
      // α·|ln(ε0 − ŷ)| to first order
      expect(error(Math.log(1e-12))).toBeLessThan(1e-11);
      expect(error(Math.log(1e-3))).toBeLessThan(2e-2);
    }
  });

  it("is constant ε0 far to the left and ε∞ far to the right", () => {
    for (const one of cases(6, 30)) {
      one.p[1] = 1;
      const { asymptote, ceiling, alpha } = partsOf(one);
      expect(evaluateAt({ ...one, u: -60 * Math.max(1, alpha) }).value).toBeCloseTo(ceiling, 12);
      expect(evaluateAt({ ...one, u: 60 + 30 * alpha }).value).toBeCloseTo(asymptote, 12);
    }
  });
});

describe("the linear problem of a start", () => {
  const problem = (y: readonly number[]): Problem => {
    const options = resolveOptions({});
    return planProblem(m4Form, planCurve(curveOf(geometric(1, 100, y.length), y), 0, options), 0, 1, options);
  };

  it("has β − c·u as its target at the law's own values", () => {
    const row = new Float64Array(2);
    for (const one of cases(7, 100)) {
      const { value } = evaluateAt(one);
      const { target, share } = m4Form.linearTarget(value, problem([1, 2, 3]), one.p);
      m4Form.linearRow(one.u, one.p, 0, shapeOf(one.p), row);
      const { alpha, asymptote, ceiling } = partsOf(one);
      const lost = 1e-15 * (value / (value - asymptote) + (alpha * value) / (ceiling - value));
      expectWithin(target, row[0] * one.p[0] + row[1] * one.p[1], 1e-12 * (1 + alpha) + lost, "target");
      // an error of the target moves ln ŷ by this share of it
      expectWithin(share, evaluateAt(one).row[0] / value, 1e-9 * share + lost, "share");
    }
  });

  it("leaves out points that are not between ε∞ and ε0", () => {
    const p = Float64Array.of(0, 0.5, 0.5, Math.log(2), 0);
    const share = (y: number) => m4Form.linearTarget(y, problem([1, 2, 3]), p).share;
    expect([share(0.4), share(0.5), share(2), share(3)]).toEqual([0, 0, 0, 0]);
    expect(share(1)).toBeGreaterThan(0);
  });
});

describe("bends", () => {
  it("are where half of the excess is gone, with ln α as their width", () => {
    for (const one of cases(8, 30)) {
      if (one.p[1] < 0.05) continue;
      const [[place, width]] = m4Form.bends(one.p, 0);
      const { asymptote, ceiling } = partsOf(one);
      expect(evaluateAt({ ...one, u: place }).value).toBeCloseTo((asymptote + ceiling) / 2, 9);
      expect(width).toBe(one.p[4]);
    }
  });
});

describe("the reported parameters", () => {
  it("satisfy M4's equation in the units of the data, at any scaling", () => {
    const draw = new Draw(9);
    for (const { p } of cases(9, 100)) {
      const scaling = { centre: draw.between(-5, 20), shift: 0, scale: 10 ** draw.between(-3, 3) };
      const { e_inf, e0, alpha, beta, c } = m4Form.report(p, 0, 1, scaling);
      const predict = predictor(m4Form, { breaks: 0, sign: 1 } as Problem, p, scaling);
      const x = Math.exp(scaling.centre + draw.between(-2, 2));
      const y = predict(x);
      const lost = 1e-14 * (y / (y - e_inf) + (alpha * y) / (e0 - y));
      const [left, right] = [Math.log(y - e_inf) - alpha * Math.log(e0 - y), Math.log(beta) - c * Math.log(x)];
      expectWithin(left, right, 1e-11 * (1 + alpha) + lost, "the equation");
    }
  });

  it("follow the units of x and y", () => {
    const scaling = { centre: 3, shift: 0, scale: 0.5 };
    for (const { p } of cases(10, 50)) {
      const wanted = m4Form.report(p, 0, 1, scaling);
      // x counted in thousandths, y in percent
      const seen = m4Form.report(p, 0, 1, { centre: 3 + Math.log(1e3), shift: 0, scale: 50 });
      expectWithin(seen.e_inf, 100 * wanted.e_inf, 1e-12 * seen.e_inf, "ε∞");
      expectWithin(seen.e0, 100 * wanted.e0, 1e-12 * seen.e0, "ε0");
      expect([seen.alpha, seen.c]).toEqual([wanted.alpha, wanted.c]);
      const beta = wanted.beta * 1e3 ** wanted.c * 100 ** (1 - wanted.alpha);
      expectWithin(seen.beta / beta, 1, 1e-11, "β");
    }
  });
});

describeGpu("models/m4.wgsl", (open) => {
  const ulp = 2 ** -23;
  /** below the least normal f32 a device may answer 0 */
  const FLUSHED = 2 ** -126;

  it("evaluates as its twin, in all ways", async () => {
    const all = cases(11, 400).map(({ u, p }) => ({ u: Math.fround(u), p: p.map(Math.fround) }));
    // y between ε∞ and ε0, some outside
    const ys = all.map((one, i) =>
      Math.fround(i % 8 === 0 ? 20 : partsOf(one).asymptote + partsOf(one).width * sigmoid(2 - (i % 5))),
    );
    const stride = 14;
    const output = await runKernel(open().device, {
      files: ["fit_state", "philox", "draws", "softplus", "givens", "residual", "models/m4"],
      by: { ...bnslBy(0), form: "m4", parameters: 5, linearParameters: 2 },
      inputs: [Float32Array.from(all.flatMap(({ u, p }, i) => [u, ys[i], ...p]))],
      length: stride * all.length,
      workgroups: all.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          let base = id.x * (2u + P);
          let slot = id.x * ${stride}u;
          @unroll for (var k = 0; k < P; k++) { p[k] = input0[base + 2u + k]; }
          prepare();
          output[slot] = evaluate(input0[base], 1.0);
          @unroll for (var k = 0; k < P; k++) { output[slot + 2u + k] = row[k]; }
          output[slot + 1u] = evaluate_linear(input0[base], 1.0);
          @unroll for (var k = 0; k < LINEAR; k++) { output[slot + 7u + k] = row[k]; }
          linear_row(input0[base]);
          @unroll for (var k = 0; k < LINEAR; k++) { output[slot + 9u + k] = row[k]; }
          let wanted = linear_target(input0[base + 1u]);
          output[slot + 11u] = wanted.x;
          output[slot + 12u] = wanted.y;
          output[slot + 13u] = excess_logit(p[0]);
        }`,
    });
    all.forEach((one, i) => {
      const seen = output.subarray(stride * i, stride * (i + 1));
      const { value, row } = evaluateAt(one);
      const errors = errorsOf(one);
      const near = (slot: number, wanted: number, tolerance: number, what: string) =>
        expectWithin(seen[slot], wanted, tolerance + FLUSHED, `${what} of case ${i}: ${one.p.join()}`);
      near(0, value, errors.value, "ŷ");
      near(1, value, errors.value, "ŷ by evaluate_linear");
      row.forEach((wanted, k) => near(2 + k, wanted, errors.relative * errors.columns[k], `column ${k}`));
      [0, 1].forEach((k) => near(7 + k, row[k], errors.relative * errors.columns[k], `linear column ${k}`));
      near(9, 1, 0, "column of τ");
      near(10, -one.u, 0, "column of c");
      const { target, share } = m4Form.linearTarget(ys[i], { linear: false } as Problem, one.p);
      if (share === 0) near(12, 0, 0, "share");
      else {
        const { asymptote, ceiling, alpha, width } = partsOf(one);
        const [above, below] = [ys[i] - asymptote, ceiling - ys[i]];
        // what cancels in both differences, the logarithms' own 2^-21, and α = exp(ψ), which carries 3 + 2|ψ| units
        const gaps = ulp * (ys[i] / above + (alpha * 8 * ceiling) / below);
        const own =
          (1 + alpha) * (2 ** -21 + errors.relativeWidth) +
          ulp * (4 * Math.abs(Math.log(above / width)) + 16 * alpha * Math.abs(Math.log(below / width)));
        near(11, target, gaps + own, "target");
        near(12, share, share * (2 * gaps + 32 * ulp), "share");
      }
      near(13, excessLogit(one.p[0], errors.alpha), errors.logit(one.p[0]), "logit");
    });
  });

  /** What rounding may leave, from what is summed on the way. */
  function errorsOf(one: Case) {
    const { p, u } = one;
    const { asymptote, ceiling, alpha, width, v, target } = partsOf(one);
    const [w, r] = [sigmoid(v), sigmoid(-v)];
    const bend = r + alpha * w;
    // exp(z) carries 3 + 2|z| units: ε0 and α
    const [unitsCeiling, unitsAlpha] = [3 + 2 * Math.abs(p[3]), 3 + 2 * Math.abs(p[4])];
    const relativeWidth = (ulp * (unitsCeiling * ceiling + asymptote + width)) / width;
    const errorTarget = 4 * ulp * (Math.abs(p[0]) + Math.abs(p[1] * u));
    // the sum that Newton's method brings to 0, α's error in it, and the last step that it leaves out
    const logit = (t: number, at: number) =>
      (ulp * (4 * Math.abs(t) + (8 + unitsAlpha) * alpha * softplus(at) + 8 * softplus(-at))) /
        (sigmoid(-at) + alpha * sigmoid(at)) +
      6e-7 * (1 + Math.abs(at));
    const errorLogit = errorTarget / bend + logit(target, v);
    return {
      alpha,
      logit: (t: number) => logit(t, excessLogit(t, alpha)),
      value:
        width * w * (r * errorLogit * Math.exp(errorLogit) + relativeWidth + 8 * ulp) + ulp * (asymptote + ceiling * w),
      relativeWidth,
      relative: 3 * errorLogit + relativeWidth + (32 + unitsAlpha + unitsCeiling) * ulp,
      // what each column is a product, or a sum of products, of
      columns: [
        (width * w * r) / bend,
        (Math.abs(u) * width * w * r) / bend,
        r,
        ceiling * w,
        ((alpha * width * w * r) / bend) * softplus(v),
      ],
    };
  }
});
