import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../../src/core/statistics/normal.js";
import { studentCdf, studentQuantile } from "../../../src/core/statistics/student.js";

describe("studentQuantile", () => {
  it("has closed forms at one, two and four degrees of freedom", () => {
    for (const p of [1e-6, 0.025, 0.3, 0.6, 0.95, 0.9999]) {
      const two = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
      const root = Math.sqrt(4 * p * (1 - p));
      const four = 2 * Math.sign(p - 0.5) * Math.sqrt(Math.cos(Math.acos(root) / 3) / root - 1);
      expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 9);
      expect(studentQuantile(p, 2) / two).toBeCloseTo(1, 9);
      expect(studentQuantile(p, 4) / four).toBeCloseTo(1, 9);
    }
  });

  it("gives the values of every table", () => {
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228138852, 8);
    expect(studentQuantile(0.995, 30)).toBeCloseTo(2.749995654, 8);
    expect(studentQuantile(0.95, 120)).toBeCloseTo(1.65765, 5);
  });

  it("goes over into the expansion for much freedom without a step, and on to the normal", () => {
    for (const p of [1e-6, 0.025, 0.4, 0.99]) {
      const [before, after] = [studentQuantile(p, 9999.999), studentQuantile(p, 10000)];
      expect(Math.abs(before / after - 1)).toBeLessThan(1e-9);
      expect(studentQuantile(p, 1e14)).toBeCloseTo(normalQuantile(p), 11);
      // and is not the normal already at the seam
      expect(Math.abs(after / normalQuantile(p) - 1)).toBeGreaterThan(1e-6);
    }
  });

  it("is odd, infinite at the ends, and nothing without freedom", () => {
    expect(studentQuantile(0.25, 7)).toBe(-studentQuantile(0.75, 7));
    expect(studentQuantile(0.5, 7)).toBe(0);
    expect([studentQuantile(0, 7), studentQuantile(1, 7)]).toEqual([-Infinity, Infinity]);
    for (const freedom of [0, 0.9, -3, NaN]) expect(studentQuantile(0.975, freedom)).toBeNaN();
  });
});

describe("studentCdf", () => {
  it("has a closed form at one degree of freedom, and is the normal's at infinitely many", () => {
    for (const t of [-40, -1, 0, 0.3, 12.7062]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 11);
      expect(studentCdf(t, Infinity)).toBe(normalCdf(t));
    }
  });

  it("is the inverse of the quantile, and has its ends", () => {
    for (const freedom of [1, 2, 3.5, 10, 200, 20000])
      for (const p of [1e-4, 0.025, 0.5, 0.8, 0.999])
        expect(studentCdf(studentQuantile(p, freedom), freedom)).toBeCloseTo(p, 9);
    expect([studentCdf(-Infinity, 2), studentCdf(Infinity, 2)]).toEqual([0, 1]);
  });
});
