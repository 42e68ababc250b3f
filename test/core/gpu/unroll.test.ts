import { describe, expect, it } from "vitest";
import { evaluateInteger, unroll } from "../../../src/core/gpu/unroll.js";

/** Unrolled source with its blanks evened out. */
function flat(source: string, constants: Record<string, number> = {}): string {
  return unroll(source, constants).replace(/\s+/g, " ").trim();
}

describe("unroll", () => {
  it("writes a loop's body once per value", () => {
    expect(flat("@unroll for (var i = 0; i < N; i++) { f(i); }", { N: 3 })).toBe("f(0); f(1); f(2);");
  });

  it("counts down to the bound and includes it", () => {
    expect(flat("@unroll for (var i = N - 1; i >= 0; i--) { f(i); }", { N: 3 })).toBe("f(2); f(1); f(0);");
  });

  it("leaves nothing of an empty loop, and everything around it", () => {
    expect(flat("a; @unroll for (var i = N; i < N; i++) { f(i); } b;", { N: 2 })).toBe("a; b;");
    expect(flat("a; @unroll for (var i = N - 1; i >= 0; i--) { f(i); } b;", { N: 0 })).toBe("a; b;");
  });

  it("lets inner bounds depend on outer variables", () => {
    const triangle = `@unroll for (var i = 0; i < N; i++) {
      @unroll for (var k = i + 1; k < N + 1; k++) { f(i, k); }
    }`;
    expect(flat(triangle, { N: 2 })).toBe("f(0, 1); f(0, 2); f(1, 2);");
  });

  it("keeps braces inside a body together, and plain loops as they are", () => {
    const source = "@unroll for (var i = 0; i < 2; i++) { if (x) { f(i); } } for (var j = 0; j < 2; j++) { g(j); }";
    expect(flat(source)).toBe("if (x) { f(0); } if (x) { f(1); } for (var j = 0; j < 2; j++) { g(j); }");
  });

  it("binds whole words only", () => {
    expect(flat("@unroll for (var i = 0; i < 1; i++) { i32(i) + pi + i; }")).toBe("i32(0) + pi + 0;");
  });

  it("makes an array a set of scalars, indexed by expressions", () => {
    const source = `@scalars var<private> v: array<f32, P + 1>;
      @scalars var<private> m: array<f32, 2, P>;
      @unroll for (var i = 0; i < 2; i++) { v[P - i] = m[i][P - 1] + w[i]; }`;
    expect(flat(source, { P: 2 })).toBe(
      "var<private> v_0: f32; var<private> v_1: f32; var<private> v_2: f32; " +
        "var<private> m_0_0: f32; var<private> m_0_1: f32; var<private> m_1_0: f32; var<private> m_1_1: f32; " +
        "v_2 = m_0_1 + w[0]; v_1 = m_1_1 + w[1];",
    );
  });

  it("declares nothing for an array without elements", () => {
    expect(flat("@scalars var<private> v: array<f32, N>; f();", { N: 0 })).toBe("f();");
  });

  it("says so when a loop is not closed", () => {
    expect(() => unroll("@unroll for (var i = 0; i < 2; i++) { f(i);", {})).toThrow("an @unroll loop is not closed");
  });

  it("names what is not known when the shader is linked", () => {
    expect(() => unroll("@unroll for (var i = 0; i < count; i++) { }", {})).toThrow(
      '"count" in "count" is not known when the shader is linked',
    );
    const dynamic = "@scalars var<private> v: array<f32, 2>; v[j + 1] = 0;";
    expect(() => unroll(dynamic, {})).toThrow('"j" in "j + 1" is not known when the shader is linked');
  });
});

describe("evaluateInteger", () => {
  it.each([
    ["3", 3],
    ["N", 5],
    ["N - 1", 4],
    ["-2 + N", 3],
    ["2 * N + 1", 11],
    ["1 + 2 * N - N * N", -14],
  ])("%s = %d for N = 5", (text, value) => expect(evaluateInteger(text, { N: 5 })).toBe(value));

  it.each(["", "N / 2", "1.5", "(N)"])("refuses %j", (text) => {
    expect(() => evaluateInteger(text, { N: 5 })).toThrow();
  });
});
