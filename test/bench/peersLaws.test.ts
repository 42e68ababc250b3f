import { describe, expect, it } from "vitest";
import { peerCurves, unweighted } from "../../bench/peers/curves.js";
import { lawFromNumbers, lawInside, lawNumbers, lawOf, objectiveOf } from "../../bench/peers/laws.js";
import { syntheticCurves } from "../../bench/suites/simulate.js";

const LAW = { a: 0.5, b: 2, c0: 1, c: [0.25], d: [10], f: [0.5] };

describe("objectiveOf", () => {
  it("is the mean squared residual of ln y, by hand", () => {
    // a power law without breaks: 1/x + 1 at x = 1, 2, 4
    const law = { a: 1, b: 1, c0: 1, c: [], d: [], f: [] };
    const curve = { x: Float64Array.of(1, 2, 4), y: Float64Array.of(2 * Math.E, 1.5, 1.25 * Math.exp(-2)) };
    expect(objectiveOf(curve, law)).toBeCloseTo((1 + 0 + 4) / 3, 14);
  });

  it("follows the definition of a break", () => {
    const [x, y] = [20, 0.7];
    const value = 0.5 + 2 * x ** -1 * (1 + (x / 10) ** 2) ** -0.125;
    const curve = { x: Float64Array.of(x), y: Float64Array.of(y) };
    expect(objectiveOf(curve, LAW)).toBeCloseTo(Math.log(value / y) ** 2, 14);
  });

  it("is infinite where the law is not positive or no number", () => {
    const curve = { x: Float64Array.of(1, 2), y: Float64Array.of(1, 1) };
    expect(objectiveOf(curve, { ...LAW, a: -5 })).toBe(Infinity);
    expect(objectiveOf(curve, { ...LAW, c0: NaN })).toBe(Infinity);
  });
});

describe("laws", () => {
  const [curve] = peerCurves(syntheticCurves(1, 15, 0), 1);

  it("gives the same values from scaled parameters as the scaled law has", () => {
    const p = [0.1, 0.3, 0.2, 0.4, 0.5, -1];
    const law = lawOf(p, curve);
    const f = Math.exp(-1);
    const scaled = (u: number) => 0.4 + Math.exp(0.1 - 0.3 * u - 0.2 * f * Math.log1p(Math.exp((u - 0.5) / f)));
    const y = Float64Array.from(curve.u, (u) => curve.scale * scaled(u));
    expect(objectiveOf({ x: curve.x, y }, law)).toBeLessThan(1e-24);
  });

  it("puts back on the bounds what left them, and nothing else", () => {
    const inside = lawOf([0.1, 0.3, 0.2, 0.4, 0.5, -1], curve);
    expect(lawInside(inside, curve)).toEqual(inside);
    const outside = lawInside({ ...inside, a: -1e-9, c: [21], f: [0.001] }, curve);
    expect(outside.a).toBe(0);
    expect(outside.c).toEqual([20]);
    expect(outside.f[0]).toBeCloseTo(0.01, 15);
    expect(outside.d).toEqual(inside.d);
  });

  it("survives the way through a result's row", () => {
    const two = { a: 1, b: 2, c0: 3, c: [4, 5], d: [6, 7], f: [8, 9] };
    expect(lawNumbers(two)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(lawFromNumbers(lawNumbers(two))).toEqual(two);
  });
});

describe("peerCurves", () => {
  it("holds training rows as written, ascending in x, with the scaling that the solver uses", () => {
    const [source] = syntheticCurves(1, 15, 3);
    const train = Uint8Array.from(source.x, (_, i) => (i === 4 ? 0 : 1));
    const [curve] = peerCurves([{ ...source, train }], 1);
    expect(curve.x.length).toBe(source.x.length - 1);
    curve.x.forEach((x, j) => {
      expect(curve.u[j] + curve.centre).toBeCloseTo(Math.log(x), 12);
      expect(curve.scaledY[j] * curve.scale).toBeCloseTo(curve.y[j], 12);
    });
  });

  it("leaves out curves with too few points and forgets weights", () => {
    const [source] = syntheticCurves(1, 15, 3);
    const weighted = { ...source, weight: source.weight.map((_, i) => i + 1) };
    expect(peerCurves([weighted], 1)[0].lo).toEqual(peerCurves([source], 1)[0].lo);
    expect(unweighted(weighted).weight).toEqual(new Float64Array(15).fill(1));
    const short = {
      ...source,
      x: source.x.slice(0, 6),
      y: source.y.slice(0, 6),
      train: source.train.slice(0, 6),
    };
    expect(peerCurves([short, source], 1).map(({ index }) => index)).toEqual([1]);
  });
});
