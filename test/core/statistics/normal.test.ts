import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../../src/core/statistics/normal.js";

describe("normalQuantile", () => {
  it("gives the values that the algorithm was published with, and those of every table", () => {
    const published: [p: number, z: number][] = [
      [0.25, -0.6744897501960817],
      [0.001, -3.090232306167814],
      [1e-20, -9.262340089798408],
      [0.975, 1.959963984540054],
      [0.995, 2.5758293035489004],
      [0.5, 0],
    ];
    for (const [p, z] of published) expect(normalQuantile(p)).toBeCloseTo(z, 14);
  });

  it("is odd about one half, infinite at the ends and nothing beyond", () => {
    for (const p of [0.0625, 0.25, 0.375]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    for (const p of [-0.1, 1.1, NaN]) expect(normalQuantile(p)).toBeNaN();
  });
});

describe("normalCdf", () => {
  it("undoes the quantile over three hundred decades, in relative terms", () => {
    for (let power = -300; power <= -1; power += 1) {
      const p = 10 ** power;
      // rounding z by 1e-16 of it changes ln p by z²·1e-16, and z² is up to 1,400
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
    }
    for (let p = 0.01; p < 1; p += 0.01) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 15);
  });

  it("is continuous where one approximation takes over from another", () => {
    for (const z of [0.67448975, Math.sqrt(32)]) {
      for (const side of [-z, z]) {
        const [below, above] = [normalCdf(side * (1 - 1e-13)), normalCdf(side * (1 + 1e-13))];
        expect(Math.abs(below / above - 1)).toBeLessThan(1e-11);
      }
    }
  });

  it("has the density as its derivative", () => {
    for (const z of [-6, -3, -1, -0.3, 0, 0.5, 2]) {
      const step = 1e-5;
      const slope = (normalCdf(z + step) - normalCdf(z - step)) / (2 * step);
      expect(slope / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 7);
    }
  });

  it("ends at 0 and 1, and knows no number's place", () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(0)]).toEqual([0, 1, 0.5]);
    expect(normalCdf(NaN)).toBeNaN();
  });
});
